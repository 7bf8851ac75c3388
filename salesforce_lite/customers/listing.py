"""Lists customers: page by page in order of their names, narrowed by filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import load_only

from salesforce_lite.access import User
from salesforce_lite.countries import sort_name
from salesforce_lite.custom_fields import CustomCondition, listed_fields, narrowed_by_custom
from salesforce_lite.customers.model import Customer, LookUpKey
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.among import Among, narrowed_among
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.ranking import Ranking, ranked_page_of
from salesforce_lite.kernel.scope import scope_branches
from salesforce_lite.kernel.uow import UnitOfWork

BY_NAME = (Order(Customer.sort_name), Order(Customer.id))
# What programs sort by; `-` turns it round.
ORDERS = {
    "name": BY_NAME,
    "-name": (Order(Customer.sort_name, descending=True), Order(Customer.id, descending=True)),
    "updated_at": (Order(Customer.updated_at), Order(Customer.id)),
    "-updated_at": (
        Order(Customer.updated_at, descending=True),
        Order(Customer.id, descending=True),
    ),
}
# Up to here the holders of a role or tag are looked up one by one; beyond, the list is walked.
_FEW = 500
_SHOWN = (
    Customer.name,
    Customer.kind,
    Customer.lifecycle,
    Customer.roles,
    Customer.city,
    Customer.phone,
    Customer.sort_name,
    Customer.scope_owner_id,
    Customer.updated_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """What narrows the list; what is empty does not.

    `keys` are (kind, value) that customers are found by exactly, such as `("email", …)`; `ids` are
    those among which they are, None for all.
    """

    kind: str = ""
    lifecycle: str = ""
    role: str = ""
    tag: str = ""
    owner_id: UUID | None = None
    portfolio_id: UUID | None = None
    parent_id: UUID | None = None
    updated_since: datetime | None = None
    keys: tuple[tuple[str, str], ...] = ()
    ids: tuple[UUID, ...] | None = None
    starts_with: str = ""
    custom: tuple[CustomCondition, ...] = ()
    among: tuple[Among, ...] = ()


def list_customers(
    uow: UnitOfWork,
    *,
    lifecycle: str = "",
    role: str = "",
    tag: str = "",
    owner_id: UUID | None = None,
    portfolio_id: UUID | None = None,
    starts_with: str = "",
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Customer]:
    """Customers by name, one page; filters narrow it."""
    wanted = CustomerFilter(
        lifecycle=lifecycle,
        role=role,
        tag=tag,
        owner_id=owner_id,
        portfolio_id=portfolio_id,
        starts_with=starts_with,
    )
    return find_customers(uow, wanted, cursor=cursor, limit=limit)


def find_customers(
    uow: UnitOfWork,
    wanted: CustomerFilter,
    *,
    cursor: str | None = None,
    limit: int = 25,
    order: Sequence[Order] = BY_NAME,
    name: str = "customers",
) -> Page[Customer]:
    """One page of those that the filter wants; `name` is that of the list in its cursors."""
    query, branches = _narrowed(uow, wanted)
    return page_of(
        uow.session,
        query,
        order,
        cursor=cursor,
        limit=limit,
        name=name,
        branches=branches,
    )


def list_rows(
    uow: UnitOfWork,
    wanted: CustomerFilter,
    *,
    cursor: str | None = None,
    ranking: Ranking | None = None,
) -> Page[Customer]:
    """A page for the list, with only the columns that it shows; by name where nothing ranks."""
    shown = (*_SHOWN, Customer.custom) if listed_fields(uow, "customer") else _SHOWN
    if ranking is not None:
        over, others = ranking.parted(wanted.among)
        query, branches = _narrowed(uow, replace(wanted, among=others))
        return ranked_page_of(
            uow.session,
            query,
            BY_NAME,
            ranking,
            cursor=cursor,
            name="customers",
            branches=branches,
            meeting=[one.condition for one in over],
            options=[load_only(*shown)],
        )
    query, branches = _narrowed(uow, wanted)
    return page_of(
        uow.session,
        query,
        BY_NAME,
        cursor=cursor,
        name="customers",
        branches=branches,
        options=[load_only(*shown)],
    )


def _narrowed(
    uow: UnitOfWork, wanted: CustomerFilter
) -> tuple[Select[Customer], list[ColumnElement[bool]]]:
    """The query, and its branches where it must be merged from several walks of an index."""
    query = visible_customers(uow).where(*_conditions(wanted))
    is_short = wanted.ids is not None
    for kind, value in (("role", wanted.role), ("tag", wanted.tag), *wanted.keys):
        if value:
            few = _few_holders(uow, kind, value)
            is_short = is_short or few is not None
            query = query.where(_holds(kind, value) if few is None else Customer.id.in_(few))
    query, leaves_few = narrowed_by_custom(uow, query, Customer.id, wanted.custom)
    query, leaves_fewer = narrowed_among(uow.session, query, Customer.id, wanted.among)
    is_short = is_short or leaves_few or leaves_fewer
    is_one_walk = is_short or wanted.owner_id or wanted.portfolio_id or wanted.parent_id
    return query, [] if is_one_walk else scope_branches(uow.actor, Customer)


def _conditions(wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    """On the columns of the customer itself."""
    # The owner and the row scope are one; only the latter is indexed in order of the names.
    equal = (
        (Customer.lifecycle, wanted.lifecycle),
        (Customer.scope_owner_id, wanted.owner_id),
        (Customer.portfolio_id, wanted.portfolio_id),
        (Customer.kind, wanted.kind),
        (Customer.parent_id, wanted.parent_id),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if wanted.updated_since:
        found.append(Customer.updated_at >= wanted.updated_since)
    if wanted.ids is not None:
        found.append(Customer.id.in_(wanted.ids))
    if wanted.starts_with:
        found += _starts_with(wanted.starts_with)
    return found


def owner_names(uow: UnitOfWork, owner_ids: set[UUID]) -> dict[UUID, str]:
    """Who looks after them, in one query."""
    if not owner_ids:
        return {}
    people = uow.session.execute(select(User.id, User.name).where(User.id.in_(owner_ids)))
    return {user_id: name for user_id, name in people}  # noqa: C416 – typed


def _starts_with(typed: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The names that begin so, as a range of the sort key."""
    first = sort_name(typed)
    return Customer.sort_name >= first, Customer.sort_name < f"{first}\U0010ffff"


def _few_holders(uow: UnitOfWork, kind: str, value: str) -> list[UUID] | None:
    """The holders of a role or tag while they are few; None when they are many."""
    keys = select(LookUpKey.record_id).where(
        LookUpKey.kind == kind, LookUpKey.value == value, LookUpKey.record_kind == "customer"
    )
    found = list(uow.session.scalars(keys.limit(_FEW + 1)))
    return found if len(found) <= _FEW else None


def _holds(kind: str, value: str) -> ColumnElement[bool]:
    return exists().where(
        LookUpKey.kind == kind, LookUpKey.value == value, LookUpKey.record_id == Customer.id
    )
