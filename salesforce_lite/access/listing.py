"""Lists of people: those who work here and those who left, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from salesforce_lite.access.model import User
from salesforce_lite.countries import sort_name
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

BY_NAME = (Order(User.name), Order(User.id))
# What programs sort by; `-` turns it round.
ORDERS = {
    "name": BY_NAME,
    "-name": (Order(User.name, descending=True), Order(User.id, descending=True)),
    "updated_at": (Order(User.updated_at), Order(User.id)),
    "-updated_at": (Order(User.updated_at, descending=True), Order(User.id, descending=True)),
}
_MOST_FOUND = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """What narrows the list; what is empty does not. `named` is a part of the name, and of the
    address for who looks after people."""

    named: str = ""
    email: str = ""
    is_active: bool | None = None
    updated_since: datetime | None = None


def find_people(uow: UnitOfWork, *, named: str = "", cursor: str | None = None) -> Page[User]:
    """People by name, also those who left, for who looks after them."""
    uow.actor.require("users.manage")
    named = named.strip()
    return find_users(uow, UserFilter(named=named), cursor=cursor, name=f"people:{named}")


def find_users(
    uow: UnitOfWork,
    wanted: UserFilter,
    *,
    cursor: str | None = None,
    limit: int = 25,
    order: Sequence[Order] = BY_NAME,
    name: str = "users",
) -> Page[User]:
    """One page of those that the filter wants; who works here is no secret inside the company.

    Addresses are: only who looks after people looks for them.
    """
    manages = uow.actor.may("users.manage")
    query = select(User)
    if wanted.email:
        uow.actor.require("users.manage")
        query = query.where(User.email == wanted.email.strip().lower())
    if wanted.is_active is not None:
        query = query.where(User.active == wanted.is_active)
    if wanted.updated_since:
        query = query.where(User.updated_at >= wanted.updated_since)
    if typed := wanted.named.strip().lower():
        # Read and compared here: the engines disagree about accents and capitals.
        rows = uow.session.execute(select(User.id, User.name, User.email))
        part = sort_name(typed)
        ids = [
            user_id
            for user_id, called, email in rows
            if part in sort_name(called) or (manages and typed in email)
        ]
        query = query.where(User.id.in_(ids[:_MOST_FOUND]))
    return page_of(uow.session, query, order, cursor=cursor, limit=limit, name=name)
