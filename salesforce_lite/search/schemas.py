"""What a search finds, as programs are told it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Input


class HitView(Struct, kw_only=True, frozen=True):
    """A record that was found, and the path of its page."""

    id: UUID
    title: str
    subtitle: str
    page: str


class GroupView(Struct, kw_only=True, frozen=True):
    """The best hits of one kind, which are records of that resource; null where it has none.

    `is_cut` says that there may be more.
    """

    kind: str
    resource: str | None
    hits: list[HitView]
    is_cut: bool


class SearchView(Struct, kw_only=True, frozen=True):
    """What was found, kind by kind; kinds without a hit are left out."""

    groups: list[GroupView]


class SearchQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Words, beginnings of words, or the digits of a phone."""

    q: Annotated[str, Meta(min_length=1, max_length=300)]
    kind: Annotated[str, Meta(max_length=40, description="Only of this kind.")] = ""
    limit: Annotated[int, Meta(ge=1, le=50, description="Hits of each kind.")] = 8
