"""Times as people type them, in the zone of a person or of the place where something happens."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from salesforce_lite.countries import find_country_pack
from salesforce_lite.kernel.errors import N_, InvalidInputError

# What has a day but no hour is due when that day ends.
END_OF_DAY = time(23, 59)
# Beyond these years some clock on earth would show a year that cannot be written.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_SKIPPED = N_("The clocks go forward at that time, so it does not exist. Choose an hour later.")
_ENDS_FIRST = N_("The end is before the start.")
_NO_START = N_("Say when it begins too.")
_NO_SUCH_YEAR = N_("Choose a day between the years 1900 and 2199.")


def is_zone(name: str) -> bool:
    """Whether it is the name of a time zone, such as “America/Monterrey”."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Asking the system walks a folder of files.
    return frozenset(available_timezones())


def moment_of(day: date, at: time | None, zone: str, *, field: str = "time") -> datetime:
    """The moment somebody means by a day and an hour; without an hour, the end of the day.

    An hour that comes twice when the clocks go back is the first; one they skip is refused.
    """
    if not is_within_reach(day):
        raise InvalidInputError(fields={field: _NO_SUCH_YEAR})
    local = datetime.combine(day, at or END_OF_DAY, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInputError(fields={field: _SKIPPED})
    return moment


def period_of(
    day: date,
    start: time | None,
    end: time | None,
    zone: str,
    *,
    done_by: datetime | None = None,
) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of what happens on a day; an end with an earlier hour is of the next day.

    Refused where somebody says until when and not from when: no beginning is invented. What was
    done by a moment did not end on the day after it.
    """
    if end is not None and start is None:
        raise InvalidInputError(fields={"time": _NO_START})
    begins = moment_of(day, start, zone) if start is not None else None
    if begins is None or start is None or end is None:
        return begins, None
    ends_on = day if end >= start else day + timedelta(days=1)
    ends = moment_of(ends_on, end, zone, field="end_time")
    if ends_on > day and done_by is not None and ends > done_by:
        raise InvalidInputError(fields={"end_time": _ENDS_FIRST})
    return begins, ends


def is_within_reach(day: date) -> bool:
    """Whether clocks everywhere can show it."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def a_day_later(moment: datetime, *, now: datetime, zone: str) -> datetime:
    """Tomorrow, or the day after what is planned later, at the same hour of the clock."""
    local = moment.astimezone(ZoneInfo(zone))
    first = max(local.date(), now.astimezone(ZoneInfo(zone)).date())
    # An hour that the clocks skip moves on with them: there is nobody to ask.
    shifted = datetime.combine(first + timedelta(days=1), local.time(), ZoneInfo(zone))
    return shifted.astimezone(UTC)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first moment of the day in the zone, and the first one of the next."""
    tz = ZoneInfo(zone)
    start = datetime.combine(day, time.min, tz)
    return start.astimezone(UTC), datetime.combine(
        day + timedelta(days=1), time.min, tz
    ).astimezone(UTC)


def zone_of_place(country: str, person_zone: str) -> str:
    """The zone of something that happens in a country: the person's own where it lies in it."""
    if not country or get_global("zone_territories").get(person_zone) == country:
        return person_zone
    pack = find_country_pack(country)
    return pack.time_zone if pack else person_zone


def same_clock(moment: datetime, first: str, second: str) -> bool:
    """Whether clocks in both zones show the same then."""
    return first == second or (
        moment.astimezone(ZoneInfo(first)).utcoffset()
        == moment.astimezone(ZoneInfo(second)).utcoffset()
    )
