"""What the mailbox refuses."""

from salesforce_lite.kernel.errors import N_, DomainError


class NoMailboxError(DomainError):
    code = "no_mailbox"
    sentence = N_("There is no mailbox for private addresses here (SFL_INBOX_ADDRESS is not set).")


class NoSuchAddressError(DomainError):
    code = "no_such_address"
    sentence = N_("This mail is to no private address of anybody who works here.")


class NobodyOutsideError(DomainError):
    code = "nobody_outside"
    sentence = N_("This mail names nobody outside of the company. Choose the customer.")


class MailboxServerError(DomainError):
    """What went wrong is in the words of the server or of the system: operators look them up."""

    code = "mailbox_server"
    sentence = N_("The mailbox cannot be read: %(reason)s")
