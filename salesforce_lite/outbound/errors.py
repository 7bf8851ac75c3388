"""Why nothing came back from outside; the codes are kept with what was tried."""

from salesforce_lite.kernel.errors import N_, DomainError


class OutboundError(DomainError):
    """Nothing came back. `reason` is in the words of the system, for whoever looks it up."""


class ForbiddenTargetError(OutboundError):
    """The address leads where the server must not go, whoever asks it to. Where the cause is known
    it has a sentence of its own; the code is the same."""

    code = "forbidden_target"
    sentence = N_(
        "This address cannot be used. It needs http or https, a host that is reached from the "
        "internet, and no port, user or password of its own."
    )


class NoHttpError(ForbiddenTargetError):
    sentence = N_("Write an address that begins with http:// or https://.")


class UserInAddressError(ForbiddenTargetError):
    sentence = N_("Take the user and the password out of this address.")


class ForbiddenPortError(ForbiddenTargetError):
    sentence = N_(
        "This port cannot be used. Only 80 and 443 are called, unless an operator opens the "
        "network of the host with SFL_OUTBOUND_NETWORKS."
    )


class ForbiddenHostError(ForbiddenTargetError):
    sentence = N_(
        "This host is not reached from the internet. An operator can open its network with "
        "SFL_OUTBOUND_NETWORKS."
    )


class NoSuchHostError(OutboundError):
    code = "no_such_host"
    sentence = N_("The name of the host was not found.")


class NoConnectionError(OutboundError):
    code = "no_connection"
    sentence = N_("The host took no connection: %(reason)s")


class NotTrustedError(OutboundError):
    """The other side could not show that it is the host of that name."""

    code = "not_trusted"
    sentence = N_("The connection is not safe: %(reason)s")


class TooSlowError(OutboundError):
    code = "too_slow"
    sentence = N_("The host did not answer in time.")


class BrokenAnswerError(OutboundError):
    code = "broken_answer"
    sentence = N_("The host closed the connection or answered something that is not HTTP.")
