"""Refusals about what other systems call our records."""

from salesforce_lite.kernel.errors import N_, ConflictError


class ReferenceTakenError(ConflictError):
    code = "external_ref_taken"
    sentence = N_("Another record is known as “%(reference)s” already.")
