"""The figures of the reports for programs, with what they are reckoned from."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import plugin_settings
from salesforce_lite.web import current_uow

from .model import REPORT
from .occupancy import times_of, together
from .reports import Figures, figures, figures_by, resolution

reports = Resource(name="reports", title=N_("Reports on calls"))


class ReportQuery(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Days by the company's clock, the last one too; of a team and those below it."""

    first: date
    last: date
    team_id: UUID | None = None


class PartsQuery(ReportQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The same, by what."""

    by: Literal["agent", "team", "queue", "hour", "disposition"] = "agent"


class FiguresView(Struct, kw_only=True, frozen=True):
    """Counts, averages in seconds, and shares from 0 to 1; null where nothing is to divide by."""

    offered: Annotated[int, Meta(description="incoming calls of which the exchange told")]
    handled: int
    abandoned: int
    abandon_rate: Annotated[float | None, Meta(description="abandoned ÷ offered")]
    adjusted_abandon_rate: Annotated[
        float | None, Meta(description="the same without who hung up within 10 s, in both")
    ]
    service_level: Annotated[float | None, Meta(description="of `service_level_of`")]
    asa_seconds: Annotated[float | None, Meta(description="waiting of the answered ÷ answered")]
    aht_seconds: Annotated[float | None, Meta(description="(talk + hold + wrap-up) ÷ handled")]
    acw_seconds: Annotated[float | None, Meta(description="wrap-up ÷ handled")]
    outgoing: int
    reached: int


class ReportView(Struct, kw_only=True, frozen=True):
    """All calls of these days, and by which definitions."""

    figures: FiguresView
    fcr: Annotated[float | None, Meta(description="cases that took one call ÷ cases")]
    fcr_cases: int
    occupancy: float | None
    service_level_seconds: int
    service_level_goal_percent: int
    service_level_of: Annotated[
        str, Meta(description="the denominator: offered, or answered_and_late_abandoned")
    ]


class PartView(Struct, kw_only=True, frozen=True):
    """Figures of a part; its key is an id, a queue, an hour from 0 to 23, a code, or null."""

    key: str | int | None
    figures: FiguresView


@reports.get("", needs=REPORT)
def show(query: ReportQuery) -> ReportView:
    """The figures of all calls that began on these days."""
    uow = current_uow()
    settings = plugin_settings(uow, "call_center")
    days: dict[str, Any] = {"first": query.first, "last": query.last, "team_id": query.team_id}
    found = resolution(uow, **days)
    return ReportView(
        figures=figures_view(figures(uow, **days), settings),
        fcr=found.rate,
        fcr_cases=found.cases,
        occupancy=together(times_of(uow, **days)).occupancy,
        service_level_seconds=settings["level_seconds"],
        service_level_goal_percent=settings["level_percent"],
        service_level_of=settings["level_of"],
    )


@reports.get("/parts", needs=REPORT)
def parts(query: PartsQuery) -> list[PartView]:
    """The same by agent, team, queue, hour or disposition."""
    uow = current_uow()
    settings = plugin_settings(uow, "call_center")
    rows = figures_by(uow, query.by, query.first, query.last, team_id=query.team_id)
    return [
        PartView(
            key=str(key) if isinstance(key, UUID) else key, figures=figures_view(one, settings)
        )
        for key, one in rows
    ]


def figures_view(found: Figures, settings: Any) -> FiguresView:
    return FiguresView(
        offered=found.offered,
        handled=found.handled,
        abandoned=found.abandoned,
        abandon_rate=found.abandon_rate,
        adjusted_abandon_rate=found.adjusted_abandon_rate,
        service_level=found.service_level(settings["level_of"]),
        asa_seconds=found.asa_s,
        aht_seconds=found.aht_s,
        acw_seconds=found.average_acw_s,
        outgoing=found.outgoing,
        reached=found.reached,
    )
