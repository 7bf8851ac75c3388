"""Keeps orders from being placed of customers whom the system that keeps the books has blocked."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .customer_model import CreditFacts
from .errors import BlockedError
from .permissions import FACTS

_BATCH = 500


def is_checked(uow: UnitOfWork, source: str) -> bool:
    """Whether a block holds: what another system has sold already is a fact, but only who may bring
    in its facts says so. Whoever else names a source has said nothing."""
    return not source or not uow.actor.may(FACTS)


def blocked_among(uow: UnitOfWork, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Blocked customer → who says so; none where administrators only want to be told."""
    if not customer_ids or not plugin_settings(uow, "orders")["refuse_blocked"]:
        return {}
    wanted = sorted(set(customer_ids))
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(CreditFacts).where(
            CreditFacts.customer_id.in_(wanted[start : start + _BATCH]), CreditFacts.is_blocked
        )
        for one in uow.session.scalars(query):
            word = one.word_on("is_blocked")
            found[one.customer_id] = word[1] if word else one.source
    return found


def refuse_blocked(uow: UnitOfWork, customer_id: UUID) -> None:
    """Raises BlockedError."""
    for source in blocked_among(uow, [customer_id]).values():
        raise BlockedError(source=source)
