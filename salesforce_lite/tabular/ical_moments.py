"""Moments as calendars say them (iCalendar): read, compared and written, and those of a series."""

from collections.abc import Iterable, Iterator, Set
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import available_timezones

from dateutil.rrule import rrulestr
from icalendar import Component
from icalendar.prop import vBroken

Moment = date | datetime
# What comes again is brought in from so long ago until so far ahead, and no oftener than this.
BACK, AHEAD = timedelta(days=90), timedelta(days=400)
MOST = 500
# A rule by the hour or oftener is no appointment with anybody.
_RULES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def find_moment(part: Component, name: str) -> Moment | None:
    return next(iter(list_moments(part, name)), None)


def list_moments(part: Component, name: str) -> list[Moment]:
    """Those that the library could read; a period counts from its beginning."""
    found: list[Moment] = []
    for each in sound(part, name):
        inner: Iterable[Any] = getattr(each, "dts", [each])
        for one in inner:
            value = getattr(one, "dt", None)
            value = value[0] if isinstance(value, tuple) else value
            if isinstance(value, date) and _is_believed(value):
                found.append(value)
    return found


def sound(part: Component, name: str) -> list[Any]:  # Any: whatever the library holds
    """What stands under the name, but what the library could not read."""
    given = part.get(name)
    every = given if isinstance(given, list) else [] if given is None else [given]
    return [one for one in every if not isinstance(one, vBroken)]


def near(part: Component, start: Moment, now: datetime) -> Iterator[Moment]:
    """The moments of a series in the window, by the clock of its place: at ten in summer and
    winter."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    first = _on_the_wall(start)
    today = now.astimezone(zone).replace(tzinfo=None) if zone else now.replace(tzinfo=None)
    since, until = today - BACK, today + AHEAD
    further = (_in_zone(one, zone) for one in list_moments(part, "RDATE"))
    found = {_on_the_wall(one, first.time()) for one in further} | {first}
    for rule in _rules(part, zone):
        try:
            series = rrulestr(rule, dtstart=first)
            found |= set(islice(series.xafter(since, inc=True), MOST))
        # What the library refuses to repeat happens once.
        except (ValueError, TypeError, OverflowError):
            continue
    for wall in sorted(one for one in found if since <= one <= until):
        yield wall.replace(tzinfo=zone) if isinstance(start, datetime) else wall.date()


def _rules(part: Component, zone: tzinfo | None) -> Iterator[str]:
    for rule in sound(part, "RRULE"):
        if str((rule.get("FREQ") or [""])[0]).upper() not in _RULES:
            continue
        said = dict(rule)
        until = (rule.get("UNTIL") or [None])[0]
        if isinstance(until, date):
            # The end is said in UTC and meant by the clock of the place.
            wall = _on_the_wall(_in_zone(until, zone))
            if not isinstance(until, datetime):
                wall += timedelta(days=1, seconds=-1)
            said["UNTIL"] = [wall.strftime("%Y%m%dT%H%M%S")]
        yield ";".join(f"{name}={_listed(values)}" for name, values in said.items())


def _listed(values: Any) -> str:  # Any: whatever the library holds
    several = values if isinstance(values, list | tuple) else [values]
    return ",".join(str(one) for one in several)


def _in_zone(moment: Moment, zone: tzinfo | None) -> Moment:
    """The same moment by the clock of that zone; what is of no zone stays as it is said."""
    is_fixed = isinstance(moment, datetime) and moment.tzinfo is not None and zone is not None
    return moment.astimezone(zone) if is_fixed else moment  # type: ignore[union-attr]  # a datetime


def _on_the_wall(moment: Moment, hour: time = time()) -> datetime:
    """`hour` is that of a mere day."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, hour)


def end_by_duration(part: Component, begins: Moment | None) -> Moment | None:
    lasts = next((one.dt for one in sound(part, "DURATION")), None)
    if not isinstance(begins, datetime) or not isinstance(lasts, timedelta):
        return None
    try:
        ends = begins + lasts
    except OverflowError:
        return None
    return ends if _is_believed(ends) else None


def _is_believed(moment: Moment) -> bool:
    return 1900 < moment.year < 2199


def length(begins: Moment | None, ends: Moment | None) -> timedelta | None:
    """None where the two are not said alike: as a day and as an hour, or by the clock of a place
    and by any clock."""
    try:
        return ends - begins  # type: ignore[operator]  # what cannot be subtracted is caught
    except TypeError:
        return None


def moment_key(moment: Moment) -> Moment:
    """The same for the same moment, in whatever zone it is said."""
    is_fixed = isinstance(moment, datetime) and moment.tzinfo is not None
    return moment.astimezone(UTC) if is_fixed else moment  # type: ignore[union-attr]  # a datetime


def stamp(moment: Moment) -> str:
    key = moment_key(moment)
    return key.strftime("%Y%m%dT%H%M%S") if isinstance(key, datetime) else key.strftime("%Y%m%d")


def written(moment: Moment | None) -> str:
    return "" if moment is None else moment_key(moment).isoformat()


def zone_name(moment: Moment | None) -> str:
    """The name of its zone, where it is one that is known everywhere."""
    zone = getattr(moment, "tzinfo", None)
    name = str(getattr(zone, "key", "") or "")
    return name if name in _known_zones() else ""


@cache
def _known_zones() -> Set[str]:
    """Asked once: the answer comes from the disk, file by file."""
    return available_timezones()
