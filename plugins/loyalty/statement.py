"""What a member sees by a signed link: points, tier, what expires, and the last movements."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links import CustomerLink, open_link

from .members import get_member
from .model import ACTIVE, ENROL, Account
from .movements import newest_movements, with_merged
from .point_words import (
    KIND_ICONS,
    cards_of,
    movement_detail,
    movement_words,
    points_words,
    signed_points,
)
from .rewards import list_rewards

STATEMENT = "loyalty.statement"
_SHOWN = 20


def open_statement(uow: UnitOfWork, account_id: UUID) -> CustomerLink:
    """The link under which a member sees their points; the one that works already, if there is.

    Raises NotFoundError for a member out of sight, and for one without a customer.
    """
    uow.actor.require(ENROL)
    account = get_member(uow, account_id)
    if account.customer_id is None:
        raise NotFoundError
    return open_link(uow, STATEMENT, account.id, customer_id=account.customer_id)


def load_statement(uow: UnitOfWork, link: CustomerLink) -> Mapping[str, Any] | None:
    """The page behind the link; nothing of anybody else, whatever the address says."""
    account = uow.session.get(Account, link.subject_id)
    if account is not None and account.merged_into_id is not None:
        account = uow.session.get(Account, account.merged_into_id)
    if account is None or account.state != ACTIVE or account.customer_id != link.customer_id:
        return None
    cards = cards_of(uow, [account])
    if not cards:
        return None
    return {
        "card": cards[0],
        "movements": newest_movements(uow, with_merged(uow, [account.id]), _SHOWN),
        # A closed program gives nothing for points.
        "rewards": list_rewards(uow, account.program_id) if cards[0].program.is_open else [],
        "icons": KIND_ICONS,
        "movement_words": movement_words,
        "movement_detail": movement_detail,
        "points_words": points_words,
        "signed": signed_points,
    }
