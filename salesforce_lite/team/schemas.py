"""Teams and portfolios as programs send and see them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import Input, ListQuery, Moment, Record, Reference

Name = Annotated[str, Meta(min_length=1, max_length=120)]


class TeamView(Record, kw_only=True, frozen=True):
    """People who work together; the manager sees the team's records and those of teams below."""

    name: str
    parent_id: UUID | None
    manager_id: UUID | None
    member_ids: list[UUID]
    created_at: Moment
    updated_at: Moment


class TeamWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of a team; what is left out stays as it is."""

    name: Name | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    manager_id: UUID | UnsetType | None = UNSET
    member_ids: Annotated[list[UUID], Meta(max_length=1000)] | UnsetType = UNSET


class NewTeam(TeamWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new team; sent again with the `id` that the program chose, it is made once."""

    name: Name
    id: UUID | UnsetType = UNSET


class NameQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which of them; what is left out does not narrow."""

    q: Annotated[str, Meta(max_length=120, description="A part of the name.")] = ""
    sort: Literal["name", "-name", "updated_at", "-updated_at"] | None = None
    manager_id: UUID | None = None
    updated_since: Moment | None = None


class TeamQuery(NameQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which teams."""

    parent_id: UUID | None = None


class PortfolioView(Record, kw_only=True, frozen=True):
    """A group of customers with the person who looks after them."""

    name: str
    manager_id: UUID | None
    external_ref: str | None
    external_refs: list[str]
    created_at: Moment
    updated_at: Moment


class PortfolioWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be said of a portfolio; what is left out stays as it is.

    With another manager go its customers that have no owner of their own.
    """

    name: Name | UnsetType = UNSET
    manager_id: UUID | UnsetType | None = UNSET


class NewPortfolio(PortfolioWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new portfolio; sent again with the `id` that the program chose, it is made once."""

    name: Name
    external_ref: Reference | UnsetType = UNSET
    id: UUID | UnsetType = UNSET


class PortfolioQuery(NameQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which portfolios."""

    external_ref: Annotated[str, Meta(max_length=160)] = ""
