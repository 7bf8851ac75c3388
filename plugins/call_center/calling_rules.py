"""Whether a number may be called now, and when next: reckoned without a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from salesforce_lite.countries import CallingRules

# Farther ahead nobody looks for an hour: a rule without any would never answer.
_DAYS_AHEAD = 30


class Purpose(StrEnum):
    """Why somebody is called; only what sells is restricted by the law on commercial calls."""

    COMMERCIAL = "commercial"
    SERVICE = "service"
    # The customer has asked for it.
    CALLBACK = "callback"


class Hindrance(StrEnum):
    """Why a call is not allowed."""

    DO_NOT_CALL = "do_not_call"
    EXCLUSION_LIST = "exclusion_list"
    NO_CONSENT = "no_consent"
    CALLER_NUMBER = "caller_number"
    HOURS = "hours"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when calls may be made on a day of the week; Monday is 0."""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingDay:
    """The hours that hold for one purpose in one place."""

    windows: tuple[Window, ...]
    zone: str
    is_holiday: Callable[[date], bool]
    source: str = ""

    def hindrance_at(self, at: datetime) -> Hindrance | None:
        """What forbids that moment, by the customer's clock."""
        local = at.astimezone(ZoneInfo(self.zone))
        if self.is_holiday(local.date()):
            return Hindrance.HOLIDAY
        inside = any(
            one.weekday == local.weekday() and one.begins <= local.time() < one.ends
            for one in self.windows
        )
        return None if inside else Hindrance.HOURS

    def next_at(self, at: datetime) -> datetime | None:
        """The first allowed moment from `at` on; None where there is none in a month.

        A window that begins in the hour that clocks skip begins with the first hour there is.
        """
        if self.hindrance_at(at) is None:
            return at
        zone = ZoneInfo(self.zone)
        first = at.astimezone(zone).date()
        for ahead in range(_DAYS_AHEAD):
            day = first + timedelta(days=ahead)
            if self.is_holiday(day):
                continue
            for one in sorted(self.windows, key=lambda one: one.begins):
                begins = datetime.combine(day, one.begins, zone).astimezone(UTC)
                if one.weekday == day.weekday() and begins >= at:
                    return begins
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Allowed where there is no hindrance; else when it will be, None for never."""

    hindrances: tuple[Hindrance, ...] = ()
    next_at: datetime | None = None
    zone: str = "UTC"
    # What the law or list is, to be shown.
    sources: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.hindrances


def hours_for(
    purpose: Purpose, zone: str, rules: CallingRules | None, own: Sequence[Window]
) -> CallingDay:
    """The company's own hours always hold; for commercial calls within those of the law."""
    stated = rules.hours if rules is not None and purpose == Purpose.COMMERCIAL else ()
    windows = _both(own, [Window(one.weekday, one.begins, one.ends) for one in stated])
    rests = rules is not None and purpose == Purpose.COMMERCIAL and not rules.calls_on_holidays
    return CallingDay(
        windows=windows if stated else tuple(own),
        zone=zone,
        is_holiday=rules.is_holiday if rules is not None and rests else _never,
        source=rules.source if rules is not None and stated else "",
    )


def _both(first: Sequence[Window], second: Sequence[Window]) -> tuple[Window, ...]:
    return tuple(
        Window(one.weekday, max(one.begins, other.begins), min(one.ends, other.ends))
        for one in first
        for other in second
        if one.weekday == other.weekday
        and max(one.begins, other.begins) < min(one.ends, other.ends)
    )


def _never(_day: date) -> bool:
    return False
