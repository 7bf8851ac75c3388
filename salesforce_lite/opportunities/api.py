"""Opportunities for programs."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.api import (
    Listed,
    Query,
    Resource,
    Results,
    Saving,
    chosen,
    expected_version,
    known_by_id,
    list_name,
    read_days,
)
from salesforce_lite.custom_fields import asked_conditions
from salesforce_lite.customers import asked_ids
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.api_shapes import (
    opportunities_by_id,
    opportunity_draft,
    opportunity_view,
    opportunity_views,
    stage_change_view,
)
from salesforce_lite.opportunities.drafts import OpportunityDraft
from salesforce_lite.opportunities.history import stage_history
from salesforce_lite.opportunities.listing import find_opportunities
from salesforce_lite.opportunities.moving import (
    delete_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    restore_opportunity,
    win_opportunity,
)
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.schemas import (
    Losing,
    Move,
    NewOpportunities,
    NewOpportunity,
    OpportunityPatch,
    OpportunityPatches,
    OpportunityQuery,
    OpportunityView,
    OpportunityWrite,
    StageChangeView,
    Winning,
)
from salesforce_lite.opportunities.service import (
    get_opportunity,
    save_opportunities,
    save_opportunity,
    visible_opportunities,
)
from salesforce_lite.web import current_uow

resource = Resource(
    weight=30,
    name="opportunities",
    title=N_("Opportunities"),
    about="opportunity",
    shape=OpportunityView,
    load=opportunities_by_id,
)
_saving = Saving(save_one=save_opportunity, save_all=save_opportunities, show=opportunity_views)


@resource.get("", needs="opportunities.view")
def index(query: OpportunityQuery) -> Listed[OpportunityView]:
    """Opportunities that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_opportunities(
        uow,
        _wanted(uow, query),
        sort=query.sort or ("updated_at" if query.updated_since else "expected_close_on"),
        name=list_name("opportunities", query),
        cursor=query.cursor or None,
        limit=query.limit,
    )
    return Listed(items=opportunity_views(uow, page.items), next_cursor=page.next_cursor)


def _wanted(uow: UnitOfWork, query: OpportunityQuery) -> OpportunityFilter:
    return OpportunityFilter(
        outcome=query.outcome,
        pipeline_id=query.pipeline_id,
        stage_id=query.stage_id,
        owner_id=query.owner_id,
        customer_id=query.customer_id,
        contact_id=query.contact_id,
        currency=query.currency,
        expected=read_days(query.expected_close_on, "expected_close_on"),
        closed=read_days(query.closed_on, "closed_on"),
        updated_since=query.updated_since,
        ids=asked_ids(uow, "opportunity", query.q, query.external_ref),
        custom=asked_conditions(uow, "opportunity", query.custom),
    )


@resource.post("", needs="opportunities.edit", status=201)
def create(body: NewOpportunity) -> OpportunityView:
    """Add an opportunity."""
    uow = current_uow()
    return _saving.one(uow, opportunity_draft(uow, body, new_id=chosen(body.id)))


@resource.post("/batch", needs="opportunities.edit")
def create_many(body: NewOpportunities) -> Results[OpportunityView]:
    """Add up to 1,000 opportunities; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[NewOpportunity]) -> Sequence[OpportunityDraft]:
        return [opportunity_draft(uow, one, new_id=chosen(one.id)) for one in items]

    return _saving.each(uow, body.items, drafts_of, status=201)


@resource.patch("/batch", needs="opportunities.edit")
def change_many(body: OpportunityPatches) -> Results[OpportunityView]:
    """Change up to 1,000 opportunities; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[OpportunityPatch]) -> Sequence[OpportunityDraft]:
        known = known_by_id(uow, visible_opportunities(uow), [one.id for one in items])
        return [
            opportunity_draft(uow, one, opportunity=known[one.id], version=chosen(one.version))
            for one in items
        ]

    return _saving.each(uow, body.items, drafts_of, status=200)


@resource.get("/<uuid:opportunity_id>", needs="opportunities.view")
def show(opportunity_id: UUID, query: Query) -> OpportunityView:
    """One opportunity."""
    uow = current_uow()
    return opportunity_view(uow, get_opportunity(uow, opportunity_id))


@resource.patch("/<uuid:opportunity_id>", needs="opportunities.edit")
def change(opportunity_id: UUID, body: OpportunityWrite) -> OpportunityView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    opportunity = get_opportunity(uow, opportunity_id)
    draft = opportunity_draft(uow, body, opportunity=opportunity, version=expected_version())
    return _saving.one(uow, draft)


@resource.delete("/<uuid:opportunity_id>", needs="opportunities.delete")
def delete(opportunity_id: UUID) -> None:
    """Delete the opportunity; it can be restored."""
    delete_opportunity(current_uow(), opportunity_id, version=expected_version())


@resource.post("/<uuid:opportunity_id>/restoration", needs="opportunities.delete")
def restore(opportunity_id: UUID) -> OpportunityView:
    """Take back a deletion; its customer must be there."""
    uow = current_uow()
    return opportunity_view(uow, restore_opportunity(uow, opportunity_id))


@resource.post("/<uuid:opportunity_id>/winning", needs="opportunities.close")
def win(opportunity_id: UUID, body: Winning) -> OpportunityView:
    """Close the sale as won."""
    uow = current_uow()
    won = win_opportunity(uow, opportunity_id, on=body.closed_on, version=expected_version())
    return opportunity_view(uow, won)


@resource.post("/<uuid:opportunity_id>/losing", needs="opportunities.close")
def lose(opportunity_id: UUID, body: Losing) -> OpportunityView:
    """Close the sale as lost, and say why."""
    uow = current_uow()
    lost = lose_opportunity(
        uow,
        opportunity_id,
        reason=body.reason,
        note=body.note,
        on=body.closed_on,
        version=expected_version(),
    )
    return opportunity_view(uow, lost)


@resource.post("/<uuid:opportunity_id>/reopening", needs="opportunities.close")
def reopen(opportunity_id: UUID) -> OpportunityView:
    """Take back that it was won or lost; it stands where it stood."""
    uow = current_uow()
    opened = reopen_opportunity(uow, opportunity_id, version=expected_version())
    return opportunity_view(uow, opened)


@resource.post("/<uuid:opportunity_id>/stage", needs="opportunities.edit")
def move(opportunity_id: UUID, body: Move) -> OpportunityView:
    """Let it enter another stage, which may demand that some fields are filled in."""
    uow = current_uow()
    moved = move_opportunity(uow, opportunity_id, body.stage_id, version=expected_version())
    return opportunity_view(uow, moved)


@resource.get("/<uuid:opportunity_id>/stages", needs="opportunities.view")
def stages(opportunity_id: UUID) -> Listed[StageChangeView]:
    """How it went from stage to stage, the oldest first."""
    uow = current_uow()
    history = stage_history(uow, get_opportunity(uow, opportunity_id))
    return Listed(items=[stage_change_view(change) for change in history])
