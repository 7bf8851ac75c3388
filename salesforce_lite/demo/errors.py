"""Refusals about sample data."""

from salesforce_lite.kernel.errors import N_, DomainError


class SampleDataThereError(DomainError):
    code = "sample_data_there"
    sentence = N_(
        "There are sample data already; nothing was added. To begin again: "
        "salesforce-lite demo --remove"
    )


class NoSampleDataError(DomainError):
    code = "no_sample_data"
    sentence = N_("There are no sample data; nothing was removed.")
