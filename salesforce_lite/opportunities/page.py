"""What the page of one opportunity and the cards of the board show besides the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.customers import (
    Contact,
    TimelinePage,
    get_customer,
    known_contacts,
    owner_names,
    timeline,
    timeline_query,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.history import stage_history, time_in_stages
from salesforce_lite.opportunities.links import LOSS_REASONS, SOURCES
from salesforce_lite.opportunities.model import Opportunity, Pipeline, Stage
from salesforce_lite.opportunities.totals import percent_of
from salesforce_lite.opportunities.words import DAY, value_labels
from salesforce_lite.plugin import OpportunityChip
from salesforce_lite.web import current_contributions, kind_name, show_name


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in the row of stages: whether it was passed, and how many days were spent in it."""

    stage: Stage
    is_current: bool
    is_passed: bool
    days: int | None


def chips_of(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, OpportunityChip]:
    """What is next on each of them; nothing is said while no slice knows of next steps."""
    found: dict[UUID, OpportunityChip] = {}
    for source in current_contributions().opportunity_chips:
        found.update(source.load(uow, ids))
    return found


def opportunity_page(uow: UnitOfWork, opportunity: Opportunity) -> dict[str, Any]:
    """The customer, names behind ids, and the row of stages."""
    customer = get_customer(uow, opportunity.customer_id)
    pipeline = uow.session.get_one(Pipeline, opportunity.pipeline_id)
    of_pipeline = select(Stage).where(Stage.pipeline_id == pipeline.id)
    stages = list(uow.session.scalars(of_pipeline.order_by(Stage.position, Stage.id)))
    current = next(stage for stage in stages if stage.id == opportunity.stage_id)
    percent = percent_of(opportunity, current.probability)
    amount = opportunity.amount
    return {
        "customer": customer,
        "pipeline": pipeline,
        "steps": _steps(uow, opportunity, stages, current),
        "stage": current,
        "percent": percent,
        "weighted": amount.share(percent) if amount else None,
        "people": owner_names(uow, {uid for uid in (opportunity.owner_id,) if uid}),
        "contact": _contact(uow, opportunity),
        "show_name": show_name,
        "labels": _labels(uow, opportunity),
        "chip": chips_of(uow, [opportunity.id]).get(opportunity.id),
    }


def timeline_of(uow: UnitOfWork, opportunity_id: UUID) -> dict[str, Any]:
    """The page of the timeline that the address asks for, its choices and where it goes on."""
    chosen, mark = request.args.get("show", ""), request.args.get("before", "")
    query = timeline_query("opportunity", opportunity_id, mark=mark or None, kinds=[chosen])
    contributions = current_contributions()
    words = request.args.get("find", "").strip()
    page = timeline(uow, query, contributions.timeline_sources, words=words)
    kinds = [
        (kind.code, kind_name(kind))
        for kind in contributions.activity_kinds
        if kind.is_offered or kind.code == chosen
    ]
    others = [("stages", gettext("Stages")), ("opportunity_changes", gettext("Changes"))]
    return {
        "page": page,
        "chosen": chosen,
        "words": words,
        "choices": [*kinds, *others],
        "is_continued": bool(mark),
        "after": query.before,
        "address": url_for("opportunities.show", opportunity_id=opportunity_id),
        "fragment": url_for("opportunities.timeline_part", opportunity_id=opportunity_id),
        "more": _more(opportunity_id, page, show=chosen, find=words),
    }


def _more(opportunity_id: UUID, page: TimelinePage, **kept: str) -> Mapping[str, str] | None:
    if page.next_cursor is None:
        return None
    further = {name: value for name, value in kept.items() if value}
    place: dict[str, Any] = {
        "opportunity_id": opportunity_id,
        "before": page.next_cursor,
        **further,
    }
    return {
        "url": url_for("opportunities.show", **place) + "#timeline",
        "fragment": url_for("opportunities.timeline_part", **place),
    }


def _steps(
    uow: UnitOfWork, opportunity: Opportunity, stages: Sequence[Stage], current: Stage
) -> list[Step]:
    history = stage_history(uow, opportunity)
    spent = time_in_stages(uow, opportunity, history)
    shown = [stage for stage in stages if stage.is_active or stage.id in spent]
    place = shown.index(current)
    return [
        Step(
            stage,
            stage.id == current.id,
            number < place,
            spent[stage.id] // DAY if stage.id in spent else None,
        )
        for number, stage in enumerate(shown)
    ]


def _contact(uow: UnitOfWork, opportunity: Opportunity) -> Contact | None:
    """With whom it is, even where they were deleted since."""
    if opportunity.contact_id is None:
        return None
    query = known_contacts(uow).where(Contact.id == opportunity.contact_id)
    return uow.session.scalar(query)


def _labels(uow: UnitOfWork, opportunity: Opportunity) -> dict[str, str]:
    source = value_labels(uow, SOURCES) if opportunity.source else {}
    reason = value_labels(uow, LOSS_REASONS) if opportunity.loss_reason else {}
    return {
        "source": source.get(opportunity.source, ""),
        "loss_reason": reason.get(opportunity.loss_reason, opportunity.loss_reason),
    }
