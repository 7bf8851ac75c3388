"""Use cases that change the state of one opportunity: move, win, lose, reopen, delete, restore."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.opportunities.drafts import LONGEST_LOSS_NOTE, TOO_LONG
from salesforce_lite.opportunities.errors import StageRetiredError
from salesforce_lite.opportunities.links import LOSS_REASONS, NO_SUCH, check_choice
from salesforce_lite.opportunities.model import Opportunity, Stage
from salesforce_lite.opportunities.search_entries import opportunity_entries
from salesforce_lite.opportunities.service import enter_stage, get_opportunity, today_of
from salesforce_lite.opportunities.totals import totals_kept
from salesforce_lite.search import index_records, remove_records

_NO_REASON = N_("Say why it was lost.")
_NOT_YET = N_("This day has not come yet.")


def move_opportunity(
    uow: UnitOfWork, opportunity_id: UUID, stage_id: UUID, *, version: int | None = None
) -> Opportunity:
    """Let it enter another stage in use. Raises StageDemandsError when the stage needs more."""
    opportunity = _for_change(uow, opportunity_id, "opportunities.edit", version)
    stage = uow.session.get(Stage, stage_id)
    if stage is None:
        raise InvalidInputError(fields={"stage_id": NO_SUCH})
    if not stage.is_active and stage.id != opportunity.stage_id:
        raise StageRetiredError(stage=stage.name)
    with totals_kept(uow, [opportunity]):
        enter_stage(uow, opportunity, stage)
    return opportunity


def win_opportunity(
    uow: UnitOfWork, opportunity_id: UUID, *, on: date | None = None, version: int | None = None
) -> Opportunity:
    """Close the sale as won, today or on the day given, which has come."""
    opportunity = _for_change(uow, opportunity_id, "opportunities.close", version)
    _refuse_future(uow, on)
    with totals_kept(uow, [opportunity]):
        uow.record(opportunity.win(on or today_of(uow)))
    return opportunity


def lose_opportunity(
    uow: UnitOfWork,
    opportunity_id: UUID,
    *,
    reason: str,
    note: str = "",
    on: date | None = None,
    version: int | None = None,
) -> Opportunity:
    """Close the sale as lost; `reason` is a code of the list “opportunity.loss_reason”."""
    opportunity = _for_change(uow, opportunity_id, "opportunities.close", version)
    if not reason:
        raise InvalidInputError(fields={"reason": _NO_REASON})
    check_choice(uow, "reason", LOSS_REASONS, {reason})
    if len(note.strip()) > LONGEST_LOSS_NOTE:
        raise InvalidInputError(fields={"note": TOO_LONG})
    _refuse_future(uow, on)
    with totals_kept(uow, [opportunity]):
        uow.record(opportunity.lose(on or today_of(uow), reason=reason, note=note.strip()))
    return opportunity


def reopen_opportunity(
    uow: UnitOfWork, opportunity_id: UUID, *, version: int | None = None
) -> Opportunity:
    """Take back that it was won or lost; it stands where it stood."""
    opportunity = _for_change(uow, opportunity_id, "opportunities.close", version)
    with totals_kept(uow, [opportunity]):
        uow.record(opportunity.reopen())
    return opportunity


def delete_opportunity(
    uow: UnitOfWork, opportunity_id: UUID, *, version: int | None = None
) -> Opportunity:
    """Mark it deleted; it can be restored."""
    opportunity = _for_change(uow, opportunity_id, "opportunities.delete", version)
    with totals_kept(uow, [opportunity]):
        uow.record(opportunity.delete(uow.now))
    remove_records(uow, [opportunity.id])
    return opportunity


def restore_opportunity(uow: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Take back a deletion; its customer must be there."""
    uow.actor.require("opportunities.delete")
    opportunity = uow.session.scalar(
        select(Opportunity).where(
            Opportunity.id == opportunity_id,
            Opportunity.deleted_at.is_not(None),
            scope_condition(uow.actor, Opportunity),
        )
    )
    if opportunity is None:
        raise NotFoundError
    get_customer(uow, opportunity.customer_id)
    with totals_kept(uow, [opportunity]):
        uow.record(opportunity.restore())
    index_records(uow, opportunity_entries(uow, [opportunity]))
    return opportunity


def _refuse_future(uow: UnitOfWork, on: date | None) -> None:
    # One day of grace: it may be tomorrow already where it is written down.
    if on is not None and (on - today_of(uow)).days > 1:
        raise InvalidInputError(fields={"closed_on": _NOT_YET})


def _for_change(
    uow: UnitOfWork, opportunity_id: UUID, permission: str, version: int | None
) -> Opportunity:
    uow.actor.require(permission)
    opportunity = get_opportunity(uow, opportunity_id)
    check_version(opportunity, version)
    return opportunity
