"""What the page of a customer shows of their memberships: a card, and the history of points."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ListCell, ListColumn, TimelineEntry, TimelineQuery
from salesforce_lite.web import show_number

from .members import members_merged, standing_of
from .model import ACTIVE, ENROL, VIEW, Account
from .movements import newest_movements
from .point_words import (
    KIND_ICONS,
    MemberCard,
    cards_of,
    movement_detail,
    movement_words,
    points_words,
    signed_points,
    tier_name,
)
from .versions import open_programs, version_now

SOURCE = "loyalty"


def load_card(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any] | None:
    """Points, tier and what expires next; an invitation where the customer is no member."""
    programs = open_programs(uow)
    cards = cards_along(uow, customer.id)
    accounts = _members(uow, customer.id)
    if not programs and not accounts:
        return None
    taken = {one.program_id for one in accounts}
    may_join = uow.actor.may(ENROL) and any(one.id not in taken for one in programs)
    if not accounts and not may_join:
        return None
    return {
        "cards": cards,
        "customer": customer,
        "may_join": may_join,
        "points_words": points_words,
    }


def cards_along(uow: UnitOfWork, customer_id: UUID) -> Sequence[MemberCard]:
    """The cards of a customer, read once for all parts of their page."""
    return uow.once(
        ("loyalty.cards", customer_id), lambda: cards_of(uow, _members(uow, customer_id))
    )


def _members(uow: UnitOfWork, customer_id: UUID) -> Sequence[Account]:
    return list(_accounts(uow, customer_id))


def _accounts(uow: UnitOfWork, customer_id: UUID) -> Mapping[Account, Sequence[UUID]]:
    """The accounts of a customer, each with its id and those that were merged into it."""
    return uow.once(("loyalty.members", customer_id), lambda: members_merged(uow, customer_id))


def load_movements(uow: UnitOfWork, query: TimelineQuery) -> list[TimelineEntry]:
    """A source of the timeline: what moved the points of a customer."""
    if query.about != "customer" or not uow.actor.may(VIEW):
        return []
    if query.kinds and SOURCE not in query.kinds:
        return []
    ids = [one for all_ in _accounts(uow, query.record_id).values() for one in all_]
    if not ids:
        return []
    before = (query.before, query.before_id) if query.before else None
    rows = newest_movements(uow, ids, query.limit, before=before)
    return [
        TimelineEntry(
            at=one.occurred_at,
            id=one.id,
            source=SOURCE,
            kind=SOURCE,
            template="loyalty/_movement.html",
            data={
                "words": movement_words(one),
                "points": signed_points(one.points),
                "detail": movement_detail(one),
                "icon": KIND_ICONS[one.kind],
                "account_id": one.account_id,
            },
            words=(movement_words(one), movement_detail(one)),
        )
        for one in rows
    ]


def points_column() -> ListColumn:
    """Points and tier in the list of customers."""
    return ListColumn(
        about="customer",
        name="loyalty",
        title=N_("Points"),
        load=load_cells,
        permission=VIEW,
        weight=40,
    )


def load_cells(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, ListCell]:
    """What members have at this moment; of several programs the oldest."""
    query = select(Account).where(Account.customer_id.in_(ids), Account.state == ACTIVE)
    accounts = uow.session.scalars(query.order_by(Account.program_id.desc())).all()
    standings = standing_of(uow, accounts)
    open_ids = {one.id for one in open_programs(uow)}
    found = {}
    for one in accounts:
        if one.customer_id is None or one.program_id not in open_ids:
            continue
        tier = tier_name(version_now(uow, one.program_id).definition, one.tier)
        points = show_number(standings[one.id].available)
        text = gettext("%(points)s · %(tier)s", points=points, tier=tier) if tier else points
        found[one.customer_id] = ListCell(text=str(text), state="")
    return found
