"""Who a program acts as, as it is told."""

from uuid import UUID

from msgspec import Struct

from salesforce_lite.api import Moment, Shown


class Budget(Struct, kw_only=True, frozen=True):
    """How many records the token may read in the hour or day (UTC), and how many of them are left.

    A handful that the server has set aside for the next requests counts as read.
    """

    most: int
    left: int


class TokenView(Struct, kw_only=True, frozen=True):
    """The token that was sent."""

    id: UUID
    name: str
    scopes: list[str]
    expires_at: Moment
    hour: Budget
    day: Budget


class MeView(Shown, kw_only=True, frozen=True):
    """The person, what they may do, whose records they see, and the token.

    `sees` is null where they see everybody's records, else the ids of the people whose records they
    see. `token` is null in a browser.
    """

    name: str
    email: str
    locale: str
    zone: str
    roles: list[str]
    permissions: list[str]
    sees: list[UUID] | None
    token: TokenView | None
