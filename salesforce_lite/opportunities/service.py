"""Use cases of opportunities: find, save in batches."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from salesforce_lite.audit import made_before
from salesforce_lite.custom_fields import keep_custom, settle_custom
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.notifications import tell_mentioned
from salesforce_lite.opportunities.drafts import OpportunityDraft
from salesforce_lite.opportunities.events import (
    OpportunityChanged,
    OpportunityCreated,
    OpportunityMoved,
    OpportunityOwnerChanged,
)
from salesforce_lite.opportunities.links import CustomerOwner, Links, links_of
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage, StageChange
from salesforce_lite.opportunities.search_entries import opportunity_entries
from salesforce_lite.opportunities.totals import Watched, totals_kept
from salesforce_lite.references import set_references
from salesforce_lite.search import index_records

# When nobody says when it closes, it is expected in about a month.
USUAL_DAYS_TO_CLOSE = 30
_ENDINGS = ("outcome", "closed_on", "loss_reason", "loss_note")


def visible_opportunities(uow: UnitOfWork) -> Select[Opportunity]:
    """The opportunities the actor sees; every other query starts here."""
    uow.actor.require("opportunities.view")
    return visible(uow.actor, Opportunity)


def get_opportunity(uow: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """The opportunity; raises NotFoundError for what the actor may not see."""
    query = visible_opportunities(uow).where(Opportunity.id == opportunity_id)
    opportunity = uow.session.scalar(query)
    if opportunity is None:
        raise NotFoundError
    return opportunity


def today_of(uow: UnitOfWork) -> date:
    """The date on which the actor acts, where they are."""
    return uow.today


def save_opportunity(uow: UnitOfWork, draft: OpportunityDraft) -> Opportunity:
    """Save one opportunity: a batch of one. Sent again, it is the one that was made at first."""
    uow.actor.require("opportunities.edit")
    return made_before(uow, draft, get_opportunity) or _save_one(uow, draft)


def _save_one(uow: UnitOfWork, draft: OpportunityDraft) -> Opportunity:
    """Whoever is mentioned is told; what a file brings in by the batch tells nobody."""
    note, before = draft.fields.get("note") or "", ""
    if draft.id and "@" in note:
        asked = select(Opportunity.note).where(Opportunity.id == draft.id)
        before = uow.session.scalar(asked) or ""
    opportunity = save_opportunities(uow, [draft])[0]
    tell_mentioned(
        uow,
        note,
        before=before,
        about=opportunity.id,
        kind="opportunity",
        may_see=lambda actor: (
            actor.may("opportunities.view") and actor.sees_records_of(opportunity.scope_owner_id)
        ),
    )
    return opportunity


def save_opportunities(uow: UnitOfWork, drafts: Sequence[OpportunityDraft]) -> list[Opportunity]:
    """Make or change opportunities, all or none; a look-up per row would cost an import dearly."""
    uow.actor.require("opportunities.edit")
    known = _load(uow, [draft.id for draft in drafts if draft.id])
    drafts = settle_custom(uow, "opportunity", drafts, known)
    links = links_of(uow, drafts, known)
    saved: list[Opportunity] = []
    made: list[Opportunity] = []
    with totals_kept(uow, known.values()) as watched:
        for draft in drafts:
            if draft.id is None:
                made.append(_create(uow, draft, links, watched))
                saved.append(made[-1])
            else:
                saved.append(_change(uow, known[draft.id], draft, links))
        uow.session.flush()
    index_records(uow, opportunity_entries(uow, made), are_new=True)
    index_records(uow, opportunity_entries(uow, list(known.values())))
    named = ((one.id, draft.references) for one, draft in zip(saved, drafts, strict=True))
    set_references(uow, "opportunity", named)
    keep_custom(uow, "opportunity", saved, drafts)
    return saved


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Opportunity]:
    if not ids:
        return {}
    found = uow.session.scalars(visible_opportunities(uow).where(Opportunity.id.in_(ids)))
    known = {opportunity.id: opportunity for opportunity in found}
    if len(known) < len(set(ids)):
        raise NotFoundError
    return known


def _create(
    uow: UnitOfWork, draft: OpportunityDraft, links: Links, watched: Watched
) -> Opportunity:
    fields = {name: value for name, value in draft.fields.items() if name not in _ENDINGS}
    customer = links.customers[fields["customer_id"]]
    stage = links.stage(fields.pop("pipeline_id", None), fields.pop("stage_id", None))
    if fields.get("owner_id") is None:
        fields["owner_id"] = customer.owner_id or uow.actor.user_id
    if fields.get("expected_close_on") is None:
        fields["expected_close_on"] = today_of(uow) + timedelta(days=USUAL_DAYS_TO_CLOSE)
    opportunity = Opportunity(
        **fields,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        stage_since=uow.now,
        is_sample=draft.is_sample,
    )
    if draft.new_id:
        opportunity.id = draft.new_id
    opportunity.scope_owner_id = customer.owner_id
    if draft.fields.get("outcome", Outcome.OPEN) == Outcome.OPEN:
        opportunity.meet_demands(stage)
    # Working on one's own customer, or for its owner, needs no further permission.
    if opportunity.owner_id not in (customer.owner_id, uow.actor.user_id):
        uow.actor.require("opportunities.assign")
    uow.session.add(opportunity)
    uow.session.add(_entering(uow, opportunity, None, stage, None))
    watched.add(opportunity)
    uow.record(
        OpportunityCreated(opportunity_id=opportunity.id, customer_id=opportunity.customer_id)
    )
    _settle_outcome(uow, opportunity, draft.fields)
    return opportunity


def _change(
    uow: UnitOfWork, opportunity: Opportunity, draft: OpportunityDraft, links: Links
) -> Opportunity:
    check_version(opportunity, draft.version)
    fields = dict(draft.fields)
    place = fields.pop("pipeline_id", None), fields.pop("stage_id", None)
    endings = {name: fields.pop(name) for name in _ENDINGS if name in fields}
    if fields.get("expected_close_on", opportunity.expected_close_on) is None:
        del fields["expected_close_on"]
    if "owner_id" in fields and fields["owner_id"] is None:
        customer = links.customers.get(fields.get("customer_id", opportunity.customer_id))
        # Row scope is the owner of the customer it belongs to.
        fields["owner_id"] = customer.owner_id if customer else opportunity.scope_owner_id
    owner, was_of = opportunity.owner_id, opportunity.customer_id
    stage = _stage_named(opportunity, links, place)
    if (
        stage is None
        and opportunity.is_open
        and endings.get("outcome", Outcome.OPEN) == Outcome.OPEN
    ):
        opportunity.keep_demands(links.stage(None, opportunity.stage_id), fields)
    names = tuple(name for name, value in fields.items() if getattr(opportunity, name) != value)
    for name in names:
        setattr(opportunity, name, fields[name])
    if "customer_id" in names:
        _belong_to(uow, opportunity, links.customers[opportunity.customer_id], was_of=was_of)
    if stage is not None:
        enter_stage(uow, opportunity, stage)
    if names:
        uow.record(
            OpportunityChanged(
                opportunity_id=opportunity.id, customer_id=opportunity.customer_id, fields=names
            )
        )
    if opportunity.owner_id != owner:
        uow.actor.require("opportunities.assign")
        uow.record(
            OpportunityOwnerChanged(
                opportunity_id=opportunity.id,
                customer_id=opportunity.customer_id,
                before=owner,
                after=opportunity.owner_id,
            )
        )
    _settle_outcome(uow, opportunity, endings)
    return opportunity


def _belong_to(
    uow: UnitOfWork, opportunity: Opportunity, customer: CustomerOwner, *, was_of: UUID
) -> None:
    """Let row scope and the history of stages follow to another customer."""
    opportunity.scope_owner_id = customer.owner_id
    uow.session.execute(
        update(StageChange)
        .where(StageChange.opportunity_id == opportunity.id)
        .values(customer_id=opportunity.customer_id)
    )
    uow.record(
        OpportunityMoved(
            opportunity_id=opportunity.id, before=was_of, after=opportunity.customer_id
        )
    )


def _stage_named(
    opportunity: Opportunity, links: Links, place: tuple[UUID | None, UUID | None]
) -> Stage | None:
    """The other stage that the draft names."""
    pipeline_id, stage_id = place
    if stage_id is None and pipeline_id in (None, opportunity.pipeline_id):
        return None
    stage = links.stage(pipeline_id, stage_id)
    return stage if stage.id != opportunity.stage_id else None


def enter_stage(uow: UnitOfWork, opportunity: Opportunity, stage: Stage) -> None:
    """Move an opportunity whose totals are being kept, and write down how long it stood."""
    event = opportunity.enter(stage, uow.now)
    if event is not None:
        uow.session.add(
            _entering(uow, opportunity, event.from_stage_id, stage, event.seconds_in_stage)
        )
        uow.record(event)


def _entering(
    uow: UnitOfWork,
    opportunity: Opportunity,
    from_stage_id: UUID | None,
    stage: Stage,
    seconds: int | None,
) -> StageChange:
    return StageChange(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        from_stage_id=from_stage_id,
        to_stage_id=stage.id,
        at=uow.now,
        seconds_in_stage=seconds,
        actor_id=uow.actor.user_id,
        actor_name=uow.actor.name,
    )


def _settle_outcome(uow: UnitOfWork, opportunity: Opportunity, fields: Mapping[str, Any]) -> None:
    """Let it end, or begin again, as a file says."""
    outcome = fields.get("outcome", opportunity.outcome)
    if outcome == opportunity.outcome:
        return
    uow.actor.require("opportunities.close")
    on = fields.get("closed_on") or today_of(uow)
    if opportunity.outcome != Outcome.OPEN:
        uow.record(opportunity.reopen())
    if outcome == Outcome.WON:
        uow.record(opportunity.win(on))
    elif outcome == Outcome.LOST:
        reason, note = fields["loss_reason"], fields.get("loss_note", "")
        uow.record(opportunity.lose(on, reason=reason, note=note))
