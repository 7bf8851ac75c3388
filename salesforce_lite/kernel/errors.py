"""The refusals a person or a program can meet, each with a stable code and one sentence."""

from collections.abc import Mapping
from typing import ClassVar


def N_(sentence: str) -> str:  # noqa: N802 – the customary name that extraction tools know
    """Mark a sentence for translation; the surface translates it when it is shown."""
    return sentence


class DomainError(Exception):
    """A rule of the business said no.

    `sentence` says what happened and what to do, with named placeholders filled from `params`.
    `fields` names the inputs that are wrong, with a sentence each, for forms to show beside them.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = N_("That is not possible.")

    def __init__(self, *, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(self.code)
        self.params = params
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return self.sentence % self.params


class NotFoundError(DomainError):
    """What the actor may not see does not exist for them either."""

    code = "not_found"
    sentence = N_("There is nothing here that you can see. It may have been deleted or reassigned.")


class PermissionDeniedError(DomainError):
    code = "permission_denied"
    sentence = N_("Your role does not include this (%(permission)s). Ask an administrator for it.")


class StaleVersionError(DomainError):
    """Somebody else saved the record after this actor had read it."""

    code = "stale_version"
    sentence = N_(
        "Somebody else changed this in the meantime. Look at both versions and save again."
    )


class MissingVersionError(StaleVersionError):
    """The editor does not say what they had read, so nobody can tell what would be lost."""

    code = "missing_version"
    sentence = N_(
        "This page does not say which version it was made from. Nothing was saved; "
        "what you typed is kept: compare it with what stands there and save again."
    )


class ConflictError(DomainError):
    """Two did the same at once: it is there already, or what it refers to is gone."""

    code = "conflict"
    sentence = N_(
        "Somebody else did the same, or removed what this belongs to, at this very moment. "
        "Nothing was saved; look again and repeat it if it is still needed."
    )


class InvalidInputError(DomainError):
    """One or more inputs are wrong; `fields` says which and why."""

    code = "invalid_input"
    sentence = N_("Some of the input needs your attention.")


class TooOftenError(DomainError):
    """Done too often for now; after `seconds` it may be tried again."""

    code = "too_often"

    def __init__(
        self, *, seconds: int, fields: Mapping[str, str] | None = None, **params: object
    ) -> None:
        super().__init__(fields=fields, **params)
        self.seconds = seconds


class InvalidCursorError(DomainError):
    code = "invalid_cursor"
    sentence = N_("This page mark belongs to another list. Start from the first page.")
