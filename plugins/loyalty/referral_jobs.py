"""Asks for the rewards of referrals when somebody who was brought buys for the first time."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork

from .definition import REFERRAL, REFERRED, Definition
from .keeping_model import WAITING, Referral
from .ledger import MOST

REWARD_REFERRALS = "loyalty.referrals"


def ask_for_referrals(
    uow: UnitOfWork, definitions: Iterable[Definition], account_ids: Collection[UUID]
) -> None:
    """A job gives the rewards: other accounts are held there, one after the other."""
    if not any(one.of_kind(REFERRAL) or one.of_kind(REFERRED) for one in definitions):
        return
    wanted, found = sorted(account_ids), []
    for start in range(0, len(wanted), MOST):
        query = select(Referral.id).where(
            Referral.referred_id.in_(wanted[start : start + MOST]), Referral.state == WAITING
        )
        found += [str(one) for one in uow.session.scalars(query)]
    if found:
        enqueue_job(uow, REWARD_REFERRALS, {"ids": found})
