"""What happened to opportunities: entries of the timeline of a customer and of an opportunity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import and_, or_, select

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage, StageChange
from salesforce_lite.opportunities.service import visible_opportunities
from salesforce_lite.opportunities.words import DAY, days_words, opportunity_words
from salesforce_lite.plugin import TimelineEntry, TimelineQuery
from salesforce_lite.web import FieldWords, change_rows

STAGES = "stages"
CHANGES = "opportunity_changes"
# More of one customer than anybody reads; the newest are asked for.
_MOST = 500
_ACTIONS = {
    "created": (N_("Opportunity added"), "plus", ""),
    "changed": (N_("Opportunity changed"), "edit", ""),
    "deleted": (N_("Opportunity deleted"), "trash", ""),
    "restored": (N_("Opportunity restored"), "undo", ""),
}
_OUTCOMES = {
    Outcome.WON: (N_("Opportunity won"), "trophy", "good"),
    Outcome.LOST: (N_("Opportunity lost"), "x-circle", "bad"),
    Outcome.OPEN: (N_("Opportunity reopened"), "undo", ""),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the timeline; `title` and `opportunity_id` where the page is about the customer."""

    sentence: str
    icon: str
    who: str
    state: str = ""
    small: bool = True
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    title: str = ""
    opportunity_id: UUID | None = None


def stage_history(uow: UnitOfWork, opportunity: Opportunity) -> Sequence[StageChange]:
    """How it went from stage to stage, the oldest first."""
    query = select(StageChange).where(StageChange.opportunity_id == opportunity.id)
    return uow.session.scalars(query.order_by(StageChange.at, StageChange.id)).all()


def time_in_stages(
    uow: UnitOfWork, opportunity: Opportunity, history: Sequence[StageChange]
) -> dict[UUID, int]:
    """Stage → seconds spent in it altogether; the present one counts until now while it is open."""
    spent: dict[UUID, int] = {}
    for change in history:
        if change.from_stage_id is not None:
            before = spent.get(change.from_stage_id, 0)
            spent[change.from_stage_id] = before + (change.seconds_in_stage or 0)
    standing = 0
    if opportunity.is_open:
        standing = max(0, int((uow.now - opportunity.stage_since).total_seconds()))
    spent[opportunity.stage_id] = spent.get(opportunity.stage_id, 0) + standing
    return spent


def load_stage_changes(uow: UnitOfWork, query: TimelineQuery) -> list[TimelineEntry]:
    """A source of the timeline: moves from one stage to another."""
    if not _is_asked(uow, query, STAGES):
        return []
    seen = _seen(uow, query)
    changes = uow.session.scalars(
        _newest(query, select(StageChange), StageChange)
        .where(StageChange.opportunity_id.in_(seen), StageChange.from_stage_id.is_not(None))
        .limit(query.limit)
    ).all()
    stages = _stage_names(uow, changes)
    moves = [
        (change, _move(change, stages, _title(query, seen, change.opportunity_id)))
        for change in changes
    ]
    return [
        TimelineEntry(
            at=change.at,
            id=change.id,
            source=STAGES,
            kind=STAGES,
            template="opportunities/_told.html",
            data=told,
            words=_words(told),
        )
        for change, told in moves
    ]


def load_changes(uow: UnitOfWork, query: TimelineQuery) -> list[TimelineEntry]:
    """A source of the timeline: saves, winning, losing and reopening."""
    if not _is_asked(uow, query, CHANGES):
        return []
    seen = _seen(uow, query)
    found: list[TimelineEntry] = []
    asked = query
    while len(found) < query.limit:
        saves = _saves(uow, asked, seen)
        words = opportunity_words(uow, [save.changes for save in saves])
        told = [(save, _save(save, words, _title(query, seen, save.record_id))) for save in saves]
        found += [_entry(save, one) for save, one in told if one is not None]
        if len(saves) < asked.limit:
            break
        # Some saves were mere moves: look further back for as many entries as were asked for.
        asked = replace(asked, before=saves[-1].at, before_id=saves[-1].id)
    return found[: query.limit]


def _saves(uow: UnitOfWork, query: TimelineQuery, seen: Mapping[UUID, str]) -> Sequence[AuditEntry]:
    asked = _newest(query, select(AuditEntry), AuditEntry)
    saves: Sequence[AuditEntry] = uow.session.scalars(
        asked.where(AuditEntry.record_id.in_(seen)).limit(query.limit)
    ).all()
    return saves


def _entry(save: AuditEntry, told: Told) -> TimelineEntry:
    return TimelineEntry(
        at=save.at,
        id=save.id,
        source=CHANGES,
        kind=CHANGES,
        template="opportunities/_told.html",
        data=told,
        words=_words(told),
    )


def _words(told: Told) -> tuple[str, ...]:
    return (told.sentence, told.title, told.who, *(word for row in told.rows for word in row))


def _is_asked(uow: UnitOfWork, query: TimelineQuery, kind: str) -> bool:
    return uow.actor.may("opportunities.view") and (not query.kinds or kind in query.kinds)


def _seen(uow: UnitOfWork, query: TimelineQuery) -> dict[UUID, str]:
    """The opportunities the timeline is about, with their titles: only those the actor sees."""
    asked = visible_opportunities(uow).with_only_columns(Opportunity.id, Opportunity.title)
    if query.about == "opportunity":
        asked = asked.where(Opportunity.id == query.record_id)
    else:
        asked = asked.where(Opportunity.customer_id == query.record_id)
        asked = asked.order_by(Opportunity.updated_at.desc()).limit(_MOST)
    return dict(uow.session.execute(asked).all())


def _newest(query: TimelineQuery, asked: Any, model: Any) -> Any:
    if query.before is not None:
        earlier = model.at < query.before
        if query.before_id is not None:
            same_moment = and_(model.at == query.before, model.id < query.before_id)
            earlier = or_(earlier, same_moment)
        asked = asked.where(model.at <= query.before, earlier)
    return asked.order_by(model.at.desc(), model.id.desc())


def _title(query: TimelineQuery, seen: Mapping[UUID, str], opportunity_id: UUID) -> tuple[str, Any]:
    if query.about == "opportunity":
        return "", None
    return seen[opportunity_id], opportunity_id


def _stage_names(uow: UnitOfWork, changes: Iterable[StageChange]) -> dict[UUID | None, str]:
    ids = {uid for one in changes for uid in (one.from_stage_id, one.to_stage_id) if uid}
    if not ids:
        return {}
    return dict(uow.session.execute(select(Stage.id, Stage.name).where(Stage.id.in_(ids))).all())


def _move(change: StageChange, stages: Mapping[UUID | None, str], title: tuple[str, Any]) -> Told:
    before, after = stages[change.from_stage_id], stages[change.to_stage_id]
    days = (change.seconds_in_stage or 0) // DAY
    sentence = gettext("Stage: %(before)s → %(after)s", before=before, after=after)
    if days:
        sentence = gettext(
            "Stage: %(before)s → %(after)s after %(days)s",
            before=before,
            after=after,
            days=days_words(days),
        )
    return Told(sentence, "stage", change.actor_name, title=title[0], opportunity_id=title[1])


def _save(save: AuditEntry, words: Mapping[str, FieldWords], title: tuple[str, Any]) -> Told | None:
    """The line of a save; a mere move says nothing here, for the stages tell it."""
    told = {name: words[name] for name in words if name != "stage_id"}
    rows = change_rows(save.changes, told)
    if "outcome" in save.changes:
        sentence, icon, state = _OUTCOMES[Outcome(save.changes["outcome"][1])]
        return Told(
            gettext(sentence),
            icon,
            save.actor_name,
            state,
            rows=rows,
            small=False,
            title=title[0],
            opportunity_id=title[1],
        )
    if save.action == "changed" and not rows:
        return None
    sentence, icon, state = _ACTIONS.get(save.action, _ACTIONS["changed"])
    return Told(
        gettext(sentence),
        icon,
        save.actor_name,
        state,
        rows=rows,
        title=title[0],
        opportunity_id=title[1],
    )
