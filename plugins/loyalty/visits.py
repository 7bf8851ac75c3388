"""Visits that were made give points, where the rules of a program say so."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from salesforce_lite.activities import ActivityCompleted, ActivityLogged
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import Happening, accrue_happenings
from .definition import VISIT
from .members import accounts_of
from .versions import open_programs, version_now

_SOURCE = "activities"


def follow_visits(uow: UnitOfWork, facts: Sequence[ActivityLogged | ActivityCompleted]) -> None:
    """Each visit counts once, whether it was planned or not; only for members."""
    visits = [
        (one.customer_id, one.activity_id, one.at if isinstance(one, ActivityLogged) else uow.now)
        for one in facts
        if one.kind == VISIT and one.customer_id is not None
    ]
    if visits:
        _accrue(uow, visits)


def _accrue(uow: UnitOfWork, visits: Sequence[tuple[UUID, UUID, datetime]]) -> None:
    for program in open_programs(uow):
        if version_now(uow, program.id).definition.of_kind(VISIT) is None:
            continue
        accounts = accounts_of(uow, program.id, {customer_id for customer_id, _, _ in visits})
        happenings = [
            Happening(VISIT, accounts[customer_id].id, _SOURCE, str(activity_id), at)
            for customer_id, activity_id, at in visits
            if customer_id in accounts
        ]
        accrue_happenings(uow, program, happenings)
