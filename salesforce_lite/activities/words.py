"""Activities in the reader's words: kinds, days and hours in the right zone, reasons."""

from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_location
from flask import current_app
from flask_babel import get_locale, gettext, pgettext

from salesforce_lite.activities.model import PROMISE, Activity
from salesforce_lite.activities.own_kinds import CONTACT_KINDS
from salesforce_lite.activities.places import same_clock
from salesforce_lite.kernel import clock
from salesforce_lite.plugin import ActivityKind
from salesforce_lite.web import App, current_actor, kind_name, kind_verb, show_ago, show_time


def kinds() -> tuple[ActivityKind, ...]:
    """All kinds of the core, the company and the plugins, in their order; retired ones too."""
    return cast(App, current_app).contributions.activity_kinds


def offered_kinds(*, standing: str = "") -> tuple[ActivityKind, ...]:
    """Those that people choose from, and the one that stands already."""
    return tuple(kind for kind in kinds() if kind.is_offered or kind.code == standing)


def contact_codes() -> tuple[str, ...]:
    """Kinds by which we and the customer speak or write to each other."""
    return tuple(kind.code for kind in kinds() if kind.works_like in CONTACT_KINDS)


def call_words(kind: ActivityKind, *, plan: bool = False) -> str:
    """On a button that suggests a call, or what the company does in its place."""
    if plan and kind.code == "call" and kind.given is None:
        return str(gettext("Plan a call"))
    return kind_verb(kind, plan=plan)


def kind_of(code: str) -> ActivityKind:
    """The kind, or a stand-in for one whose plugin is switched off."""
    known = {kind.code: kind for kind in kinds()}
    return known.get(code) or ActivityKind(code=code, label=code, verb=code, icon="dot")


def show_day(day: date, *, today: date) -> str:
    """“Today”, “Tomorrow”, “Thu, Nov 26”, and the year where it is another one."""
    match (day - today).days:
        case 0:
            return str(pgettext("day", "Today"))
        case 1:
            return str(pgettext("day", "Tomorrow"))
        case -1:
            return str(pgettext("day", "Yesterday"))
    form = "MMMEd" if day.year == today.year else "yMMMd"
    return format_skeleton(form, day, locale=get_locale() or "en")


def show_planned(activity: Activity) -> str:
    """When it is due, in the reader's zone; what has no hour keeps its day everywhere.

    Where that day still lasts while the reader's calendar has turned, it is for today.
    """
    if activity.due_at is None:
        return ""
    mine = current_actor().zone
    today = clock.today(mine)
    if activity.is_all_day:
        day = local_day(activity.due_at, activity.zone)
        return show_day(day if activity.is_overdue(clock.now()) else max(day, today), today=today)
    words = show_day(local_day(activity.due_at, mine), today=today)
    return str(gettext("%(day)s, %(time)s", day=words, time=show_time(activity.due_at)))


def show_happened(activity: Activity) -> str:
    """When it happened, in the zone of the place, which is named where clocks differ."""
    zone = activity.zone
    day = show_day(local_day(activity.at, zone), today=clock.today(current_actor().zone))
    time = show_time(activity.at, zone)
    if same_clock(activity.at, zone, current_actor().zone):
        return str(gettext("%(day)s, %(time)s", day=day, time=time))
    return str(gettext("%(day)s, %(time)s (%(place)s)", day=day, time=time, place=show_zone(zone)))


def show_when(activity: Activity) -> str:
    return show_happened(activity) if activity.is_done else show_planned(activity)


def show_until(activity: Activity) -> str:
    """The hour at which it ended or is to end, with its day where that is another one."""
    if activity.end is None:
        return ""
    zone = activity.zone if activity.is_done else current_actor().zone
    begins = activity.started_at if activity.is_done else activity.due_at
    day, hour = local_day(activity.end, zone), show_time(activity.end, zone)
    if begins is None or local_day(begins, zone) == day:
        return hour
    words = show_day(day, today=clock.today(current_actor().zone))
    return str(gettext("%(day)s, %(time)s", day=words, time=hour))


def show_zone(zone: str) -> str:
    """The place whose time it is: “Monterrey”, “Mexico City”."""
    words = get_timezone_location(ZoneInfo(zone), locale=get_locale() or "en", return_city=True)
    return words.rpartition("/")[2]


def show_lateness(activity: Activity) -> str:
    """Why it is overdue; a promise says what it is."""
    if activity.due_at is None:
        return ""
    ago = show_ago(activity.due_at)
    if activity.kind == PROMISE:
        return str(gettext("promised for %(when)s, %(ago)s", when=show_planned(activity), ago=ago))
    return str(gettext("was due %(ago)s", ago=ago))


def show_title(activity: Activity) -> str:
    return activity.subject or kind_name(kind_of(activity.kind))


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def days_since(moment: datetime) -> int:
    """Whole days on the reader's calendar."""
    zone = current_actor().zone
    return max(0, (clock.today(zone) - local_day(moment, zone)) // timedelta(days=1))
