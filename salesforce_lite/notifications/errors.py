"""Refusals of notifications."""

from salesforce_lite.kernel.errors import N_, DomainError


class NoPushAddressError(DomainError):
    code = "no_push_address"
    sentence = N_("This browser gave no address to which it can be told. Try again in it.")


class PushRefusedError(DomainError):
    """The push service did not take the message now; it is tried again."""

    code = "push_refused"
    sentence = N_("The push service of the browser answered %(status)s.")
