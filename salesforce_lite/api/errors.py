"""What only a program can do wrong, each with a stable code."""

from salesforce_lite.kernel.errors import (
    N_,
    ConflictError,
    DomainError,
    InvalidInputError,
    PermissionDeniedError,
    TooOftenError,
)


class MalformedBodyError(DomainError):
    code = "malformed_body"
    sentence = N_("The body cannot be read as JSON: %(reason)s")


class MalformedVersionError(DomainError):
    code = "malformed_if_match"
    sentence = N_('If-Match takes the ETag of what was read, such as "3", or *.')


class UnsupportedBodyError(DomainError):
    code = "unsupported_media_type"
    sentence = N_("Send the body as %(type)s.")


class WrongShapeError(InvalidInputError):
    """It is JSON, or a query, but not of the shape that the document describes."""

    code = "wrong_shape"
    sentence = N_("The request does not have the shape that the API describes: %(reason)s")


class ScopeMissingError(PermissionDeniedError):
    code = "scope_missing"
    sentence = N_("The token was not made for this (%(scope)s). Make one that has the scope.")


class TooManyRequestsError(TooOftenError):
    code = "too_many_requests"
    sentence = N_("Too many requests. Ask again in %(wait)s seconds.")


class KeyUsedOtherwiseError(ConflictError):
    code = "idempotency_key_reused"
    sentence = N_("This Idempotency-Key came with another request before. Use a new one.")


class TooManyRefusedError(TooOftenError):
    """Of a batch: when its time is over, what is left is not tried."""

    code = "too_many_refused"
    sentence = N_(
        "So many of the others were refused that this was not tried any more. Send it again, "
        "with fewer at once."
    )

    def __init__(self) -> None:
        super().__init__(seconds=1)


class AnswerNotKeptError(ConflictError):
    code = "answer_not_kept"
    sentence = N_(
        "This was done when the key came first, and its answer held a secret that is told once. "
        "Look for what was made, and ask for a new secret."
    )


class ChangedMeanwhileError(ConflictError):
    """Of two changes at the same moment this one was second, and had named no version."""

    code = "changed_meanwhile"
    sentence = N_("Somebody else changed this at the same moment. Send it once more.")


class KeyInUseError(ConflictError):
    code = "idempotency_key_in_use"
    sentence = N_("A request with this Idempotency-Key was under way. Send it once more.")


class WrongKeyError(InvalidInputError):
    code = "wrong_idempotency_key"
    sentence = N_("An Idempotency-Key has 1 to 200 visible characters.")
