"""What scoring refuses."""

from salesforce_lite.kernel.errors import N_, DomainError, StaleVersionError


class NewerVersionError(StaleVersionError):
    """Somebody else saved rules after these had been opened."""

    code = "scoring_newer_version"
    sentence = N_(
        "%(name)s has saved version %(number)s of the rules since you opened them. Look at what "
        "changed, and repeat it if it is still right."
    )


class NoVersionError(DomainError):
    """There are no rules of that number."""

    code = "scoring_no_version"
    sentence = N_("There is no version %(number)s of the rules.")
