"""What phones may send about opportunities."""

from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Input
from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.api_shapes import opportunity_draft, opportunity_view
from salesforce_lite.opportunities.model import Opportunity, Outcome
from salesforce_lite.opportunities.moving import (
    delete_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    restore_opportunity,
    win_opportunity,
)
from salesforce_lite.opportunities.schemas import (
    Losing,
    NewOpportunity,
    OpportunityPatch,
    Winning,
)
from salesforce_lite.opportunities.service import get_opportunity, save_opportunity
from salesforce_lite.plugin import DECIDED, SyncCommand, read_version


class Named(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which opportunity it is about."""

    id: UUID


class StageMove(Named, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """From which stage into which; where it stands elsewhere by now, a person decides."""

    from_stage_id: UUID
    stage_id: UUID


class Won(Winning, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which one was won."""

    id: UUID


class Lost(Losing, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which one was lost, and why."""

    id: UUID


def _create(uow: UnitOfWork, body: NewOpportunity, _read: int | None) -> Opportunity:
    new_id = None if body.id is UNSET else body.id
    return save_opportunity(uow, opportunity_draft(uow, body, new_id=new_id))


def _change(uow: UnitOfWork, body: OpportunityPatch, _read: int | None) -> Opportunity:
    opportunity = get_opportunity(uow, body.id)
    return save_opportunity(uow, opportunity_draft(uow, body, opportunity=opportunity))


def _move(uow: UnitOfWork, body: StageMove, read: int | None) -> Opportunity:
    opportunity = get_opportunity(uow, body.id)
    if opportunity.stage_id == body.stage_id:
        return opportunity
    if opportunity.stage_id != body.from_stage_id and read != DECIDED:
        raise StaleVersionError
    return move_opportunity(uow, body.id, body.stage_id)


def _win(uow: UnitOfWork, body: Won, read: int | None) -> Opportunity:
    return _unless_ended(uow, body.id, Outcome.WON, read) or win_opportunity(
        uow, body.id, on=body.closed_on
    )


def _lose(uow: UnitOfWork, body: Lost, read: int | None) -> Opportunity:
    return _unless_ended(uow, body.id, Outcome.LOST, read) or lose_opportunity(
        uow, body.id, reason=body.reason, note=body.note, on=body.closed_on
    )


def _reopen(uow: UnitOfWork, body: Named, read: int | None) -> Opportunity:
    opportunity = get_opportunity(uow, body.id)
    if opportunity.is_open:
        return opportunity
    return reopen_opportunity(uow, body.id, version=read_version(read))


def _delete(uow: UnitOfWork, body: Named, read: int | None) -> Opportunity:
    return delete_opportunity(uow, body.id, version=read_version(read))


def _unless_ended(
    uow: UnitOfWork, opportunity_id: UUID, outcome: Outcome, read: int | None
) -> Opportunity | None:
    """What ended so already stays as it is; what ended otherwise meanwhile is for a person."""
    opportunity = get_opportunity(uow, opportunity_id)
    if opportunity.outcome == outcome:
        return opportunity
    if not opportunity.is_open:
        if read != DECIDED:
            raise StaleVersionError
        reopen_opportunity(uow, opportunity_id)
    return None


COMMANDS = (
    SyncCommand(
        name="opportunities.create_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=NewOpportunity,
        apply=_create,
    ),
    SyncCommand(
        name="opportunities.change_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=OpportunityPatch,
        apply=_change,
        is_change=True,
        stored={"probability": ("probability_set",), "external_ref": ()},
        restore=restore_opportunity,
    ),
    SyncCommand(
        name="opportunities.move_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=StageMove,
        apply=_move,
    ),
    SyncCommand(
        name="opportunities.win_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=Won,
        apply=_win,
    ),
    SyncCommand(
        name="opportunities.lose_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=Lost,
        apply=_lose,
    ),
    SyncCommand(
        name="opportunities.reopen_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=Named,
        apply=_reopen,
        undoes=True,
    ),
    SyncCommand(
        name="opportunities.delete_opportunity",
        about="opportunity",
        show=opportunity_view,
        shape=Named,
        apply=_delete,
        undoes=True,
    ),
)
