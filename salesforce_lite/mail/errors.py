"""What mail refuses."""

from salesforce_lite.kernel.errors import N_, DomainError


class NoAddressError(DomainError):
    code = "no_address"
    sentence = N_("“%(address)s” is no e-mail address.")


class TooLateError(DomainError):
    code = "mail_too_late"
    sentence = N_("This mail is being sent at this moment. Look again in a minute.")


class MailServerError(DomainError):
    """What went wrong is in the words of the server or of the system: operators look them up."""

    code = "mail_server"
    sentence = N_("The mail was not taken: %(reason)s")
