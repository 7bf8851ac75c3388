"""From opportunities to what programs see, and from what they send to drafts."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import read_amount, told_amount
from salesforce_lite.custom_fields import told_custom
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.drafts import OpportunityDraft, OpportunityFields
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage, StageChange
from salesforce_lite.opportunities.pipelines import all_stages
from salesforce_lite.opportunities.schemas import (
    OpportunityView,
    OpportunityWrite,
    OutcomeName,
    StageChangeView,
)
from salesforce_lite.opportunities.service import visible_opportunities
from salesforce_lite.references import told_references, unknown_references

_PLAIN = (
    *("title", "customer_id", "contact_id", "pipeline_id", "stage_id", "probability"),
    *("expected_close_on", "source", "competitor", "note", "owner_id", "custom"),
    # Of a new one.
    *("outcome", "closed_on", "loss_reason", "loss_note"),
)
# What says how a sale ended, and of which outcomes it can be said.
_ENDINGS = {
    "closed_on": (Outcome.WON, Outcome.LOST),
    "loss_reason": (Outcome.LOST,),
    "loss_note": (Outcome.LOST,),
}
_NOT_OF_OUTCOME = N_("This says how a sale ended: send the outcome that it belongs to as well.")
_BATCH = 900


def opportunity_views(
    uow: UnitOfWork, opportunities: Sequence[Opportunity]
) -> list[OpportunityView]:
    """As programs see them, in a fixed number of queries."""
    # The version that a change makes is known now.
    uow.session.flush()
    references = told_references(uow, "opportunity", [one.id for one in opportunities])
    stages = all_stages(uow)
    return [_view(uow, one, stages, references.get(one.id, [])) for one in opportunities]


def opportunity_view(uow: UnitOfWork, opportunity: Opportunity) -> OpportunityView:
    return opportunity_views(uow, [opportunity])[0]


def opportunities_by_id(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, OpportunityView]:
    """Those that the actor sees, to be shown along with other records."""
    found: list[Opportunity] = []
    for start in range(0, len(ids), _BATCH):
        query = visible_opportunities(uow).where(Opportunity.id.in_(ids[start : start + _BATCH]))
        found += uow.session.scalars(query)
    return {view.id: view for view in opportunity_views(uow, found)}


def stage_change_view(change: StageChange) -> StageChangeView:
    names = StageChangeView.__struct_fields__
    return StageChangeView(**{name: getattr(change, name) for name in names})


def opportunity_draft(
    uow: UnitOfWork,
    body: OpportunityWrite,
    *,
    opportunity: Opportunity | None = None,
    new_id: UUID | None = None,
    version: int | None = None,
) -> OpportunityDraft:
    """The draft of what a program says, about this opportunity or a new one."""
    said: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(body, name, UNSET)) is not UNSET
    }
    if body.amount is not UNSET:
        said["amount"] = read_amount(body.amount, "amount")
    _check_ending(said)
    references = [] if body.external_ref is UNSET else [body.external_ref]
    record_id = opportunity.id if opportunity else new_id
    return OpportunityDraft.of(
        cast(OpportunityFields, said),
        id=opportunity.id if opportunity else None,
        new_id=None if opportunity else new_id,
        version=version,
        references=unknown_references(uow, "opportunity", record_id, references),
    )


def _check_ending(said: Mapping[str, Any]) -> None:
    """Nothing that is sent is passed over without a word."""
    outcome = said.get("outcome", Outcome.OPEN)
    wrong = [
        name for name, outcomes in _ENDINGS.items() if said.get(name) and outcome not in outcomes
    ]
    if wrong:
        raise InvalidInputError(fields=dict.fromkeys(wrong, _NOT_OF_OUTCOME))


def _view(
    uow: UnitOfWork,
    opportunity: Opportunity,
    stages: Mapping[UUID, Stage],
    references: list[str],
) -> OpportunityView:
    percent = opportunity.probability_set
    return OpportunityView(
        id=opportunity.id,
        version=opportunity.version,
        title=opportunity.title,
        customer_id=opportunity.customer_id,
        contact_id=opportunity.contact_id,
        pipeline_id=opportunity.pipeline_id,
        stage_id=opportunity.stage_id,
        stage_since=opportunity.stage_since,
        amount=told_amount(opportunity.amount),
        probability=percent,
        likely=stages[opportunity.stage_id].probability if percent is None else percent,
        expected_close_on=opportunity.expected_close_on,
        outcome=cast(OutcomeName, opportunity.outcome),
        closed_on=opportunity.closed_on,
        loss_reason=opportunity.loss_reason,
        loss_note=opportunity.loss_note,
        source=opportunity.source,
        competitor=opportunity.competitor,
        note=opportunity.note,
        owner_id=opportunity.owner_id,
        external_ref=references[0] if references else None,
        external_refs=references,
        custom=told_custom(uow, "opportunity", opportunity.custom),
        created_at=opportunity.created_at,
        updated_at=opportunity.updated_at,
    )
