"""What a program shows instead of signing in: a token with scopes and a budget of rows."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import g, request

from salesforce_lite.api.errors import ScopeMissingError

READ = "read"
WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A token that counts. It narrows what its owner may do; it never widens it."""

    id: UUID
    scopes: frozenset[str]
    spend: Callable[[int], None]
    """Count so many records as read; raises TooOftenError where the budget does not reach."""

    def require(self, scope: str) -> None:
        """Raise ScopeMissingError unless the token was made for it."""
        if scope not in self.scopes:
            raise ScopeMissingError(scope=scope)


def sent_token() -> str | None:
    """The token of the request under way; None where it says nothing about authorization.

    Whatever else the header says is a token that nobody has: a cookie must not count beside it.
    """
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _, token = said.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def use_credential(credential: Credential) -> None:
    """This request is made with the token."""
    g.credential = credential


def count_rows(rows: int) -> None:
    """Take records off the budget of the token that an answer tells besides its own ones."""
    credential = current_credential()
    if credential:
        credential.spend(rows)


def current_credential() -> Credential | None:
    """The token of this request; None where a browser that has signed in asks."""
    credential: Credential | None = g.get("credential")
    return credential
