"""The page of the reports: figures of calls, each with what it is reckoned from."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import format_percent, gettext

from salesforce_lite.customers import owner_names
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings
from salesforce_lite.team import list_teams
from salesforce_lite.web import current_uow, locale_code, needs, render_page

from .dispositions import list_dispositions
from .model import REPORT
from .occupancy import AgentTimes, times_of, together
from .pages import blueprint
from .reports import DIMENSIONS, OFFERED, Figures, figures, figures_by, resolution
from .sent import day_sent, id_sent
from .words import length_words

_DAYS = 30


@blueprint.get("/reports")
@needs(REPORT)
def reports() -> str:
    uow = current_uow()
    last = day_sent(request.args.get("until")) or uow.today
    first = day_sent(request.args.get("from")) or last - timedelta(days=_DAYS - 1)
    by = request.args.get("by", "agent")
    by = by if by in DIMENSIONS else "agent"
    first = max(min(first, last), last - timedelta(days=366))
    settings = plugin_settings(uow, "call_center")
    teams = {one.id: one.name for one in list_teams(uow)}
    team_id = id_sent(request.args.get("team"))
    team_id = team_id if team_id in teams else None
    found = figures(uow, first, last, team_id=team_id)
    rows = figures_by(uow, by, first, last, team_id=team_id)
    names = _names(uow, by, rows)
    times = times_of(uow, first, last, team_id=team_id)
    return render_page(
        "call_center/reports.html",
        first=first,
        last=last,
        by=by,
        teams=teams,
        team_id=team_id,
        found=found,
        heads=[{"text": text, "end": True} for text in heads_of(by)],
        rows=[(names[key], cells_of(one, by, times.get(key), settings)) for key, one in rows],
        stats=stats_of(
            found,
            resolution(uow, first, last, team_id=team_id).rate,
            together(times).occupancy,
            settings,
        ),
        definitions=definitions_of(settings),
    )


def stats_of(
    found: Figures, fcr: float | None, occupancy: float | None, settings: Any
) -> list[tuple[str, str, None, str]]:
    """(label, value, no link, what is reckoned)."""
    level = found.service_level(settings["level_of"])
    given_up = share_words(found.abandon_rate)
    if found.abandoned_early:
        adjusted = share_words(found.adjusted_abandon_rate)
        given_up = gettext("%(rate)s, adjusted %(adjusted)s", rate=given_up, adjusted=adjusted)
    name = f"{settings['level_percent']}/{settings['level_seconds']}"
    return [
        (gettext("Offered"), str(found.offered), None, ""),
        (gettext("Handled"), str(found.handled), None, ""),
        (gettext("Abandoned"), str(found.abandoned), None, given_up),
        (gettext("Service level"), share_words(level), None, gettext("goal %(goal)s", goal=name)),
        (gettext("Waited (ASA)"), length_of(found.asa_s), None, ""),
        (gettext("Handled in (AHT)"), length_of(found.aht_s), None, ""),
        (gettext("Wrap-up (ACW)"), length_of(found.average_acw_s), None, ""),
        (gettext("Resolved at once (FCR)"), share_words(fcr), None, ""),
        (gettext("Occupancy"), share_words(occupancy), None, ""),
    ]


def heads_of(by: str) -> list[str]:
    """Of the figures of a part; on a phone each stands before its figure."""
    heads = [
        gettext("Offered"),
        gettext("Handled"),
        gettext("Abandoned"),
        gettext("Service level"),
        gettext("ASA"),
        gettext("Outgoing calls"),
        gettext("AHT"),
        gettext("ACW"),
    ]
    return [*heads, gettext("Occupancy")] if by == "agent" else heads


def cells_of(found: Figures, by: str, times: AgentTimes | None, settings: Any) -> list[str]:
    """In the order of `heads_of`."""
    cells = [
        *(str(one) for one in (found.offered, found.handled, found.abandoned)),
        share_words(found.service_level(settings["level_of"])),
        length_of(found.asa_s),
        str(found.outgoing),
        length_of(found.aht_s),
        length_of(found.average_acw_s),
    ]
    return [*cells, share_words(times.occupancy if times else None)] if by == "agent" else cells


def definitions_of(settings: Any) -> list[tuple[str, str]]:
    """How each figure is reckoned, for there is more than one usage."""
    seconds = settings["level_seconds"]
    if settings["level_of"] == OFFERED:
        level = gettext("Answered within %(seconds)s s ÷ offered.", seconds=seconds)
    else:
        level = gettext(
            "Answered within %(seconds)s s ÷ (answered + abandoned after %(seconds)s s).",
            seconds=seconds,
        )
    return [
        (
            gettext("Offered"),
            gettext(
                "Incoming calls of which the exchange told. What rang at several desks and nobody "
                "took was offered to each of their teams."
            ),
        ),
        (gettext("Abandoned"), gettext("Ended before anybody answered ÷ offered.")),
        (
            gettext("Adjusted"),
            gettext("The same without calls given up within 10 s, in both numbers."),
        ),
        (gettext("Service level"), level),
        (gettext("ASA"), gettext("Seconds until the answer ÷ answered calls.")),
        (gettext("AHT"), gettext("(Talk + hold + wrap-up) ÷ handled calls, in and out.")),
        (gettext("ACW"), gettext("From the end of the call until it was logged ÷ handled calls.")),
        (
            gettext("FCR"),
            gettext(
                "Cases that took one call ÷ cases. A case is what a customer calls about on one "
                "reason, with at most 7 days between two calls; counted once the 7 days after its "
                "first call are over."
            ),
        ),
        (
            gettext("Occupancy"),
            gettext(
                "(On calls + wrap-up) ÷ (the same + available), by what agents were doing. Pauses "
                "are in neither; no wrap-up counts for longer than 30 minutes."
            ),
        ),
    ]


def share_words(share: float | None) -> str:
    return "–" if share is None else str(format_percent(share, "#,##0.# %"))


def length_of(seconds: float | None) -> str:
    return "–" if seconds is None else length_words(round(seconds))


def _names(uow: UnitOfWork, by: str, rows: Sequence[tuple[Any, Figures]]) -> dict[Any, str]:
    """What the parts are called, read once for all of them."""
    keys = [key for key, _found in rows]
    if by == "hour":
        return {key: f"{key:02d}:00" for key in keys}
    if by == "team":
        return {one.id: one.name for one in list_teams(uow)}
    if by == "agent":
        people = owner_names(uow, {key for key in keys if key is not None})
        return {key: people.get(key) or str(gettext("Nobody")) for key in keys}
    if by == "disposition":
        found = {one.code: one for one in list_dispositions(uow, retired=True)}
        return {
            key: found[key].name(locale_code()) if key in found else str(gettext("Not logged yet"))
            for key in keys
        }
    return {key: key or str(gettext("No queue")) for key in keys}
