"""Reading dates and moments as exports and people write them in English and Spanish."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from salesforce_lite.tabular.errors import AmbiguousDate, ValueProblem

DateOrder = Literal["dmy", "mdy", "ymd"]

_SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_ENGLISH = "january february march april may june july august september october november december"
_MONTHS = {
    **{
        form: number
        for names in (_SPANISH, _ENGLISH)
        for number, name in enumerate(names.split(), start=1)
        for form in (name, name[:3])
    },
    "sept": 9,
    "set": 9,
    "setiembre": 9,
}
_DAYS = {
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo lun mar mié mie jue vie",
    "sáb sab dom monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu",
    "thur thurs fri sat sun",
}
_WEEKDAYS = frozenset(word for line in _DAYS for word in line.split())

_iso = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_iso_moment = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:").match
_numeric = re.compile(r"([0-9]{1,4})([-/. ])([0-9]{1,2})\2([0-9]{1,4})").fullmatch
_compact = re.compile(r"((?:1[89]|20)[0-9]{2})([0-9]{2})([0-9]{2})").fullmatch
_day_first = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|º|°)?[-/. ]*(?:de |of )?"
    r"([^\W\d_]+)\.?[-/,. ]*(?:del? )?([0-9]{4}|[0-9]{2})"
).fullmatch
_month_first = re.compile(
    r"([^\W\d_]+)\.?[-/. ]*([0-9]{1,2})(?:st|nd|rd|th)?[-/,. ]+(?:del? )?([0-9]{4}|[0-9]{2})"
).fullmatch
_year_first = re.compile(r"([0-9]{4})[-/. ]([^\W\d_]+)\.?[-/. ]([0-9]{1,2})").fullmatch
_leading_word = re.compile(r"([^\W\d_]+)\.?,? +").match
_clock = re.compile(
    r"(?P<date>.*?)(?:[Tt](?=[0-9]{2}:)|,? +(?:a las )?|,? +at )"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?"
    r"(?:\s*(?P<zone>z|utc|gmt)?(?P<offset>[+\-−][0-9]{2}:?(?:[0-9]{2})?)?)?",
    re.IGNORECASE,
).fullmatch

_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial has no zone
_serial = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,15})?").fullmatch
_LAST_SERIAL = 2_958_466
"""The day after 9999-12-31, the last a spreadsheet knows."""


def read_date(text: str, order: DateOrder | None = None, *, serials: bool = False) -> date:
    """The date as written; a time behind it is left out. Serials only for cells of XLSX."""
    if _iso(text):
        return _date(text, text[:4], text[5:7], text[8:])
    stripped = _stripped(text)
    if serials and _serial(stripped) and (moment := _from_serial(stripped)):
        return moment.date()
    return _read_date(text, stripped, order)


def read_datetime(
    text: str,
    order: DateOrder | None = None,
    zone: tzinfo | None = None,
    *,
    serials: bool = False,
) -> datetime:
    """A moment with its zone: the offset that is written, else the zone that is given."""
    if _iso_moment(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass  # The longer way understands more, and says what is wrong.
        else:
            return _in_zone(text, moment, zone)
    stripped = _stripped(text)
    if serials and _serial(stripped) and (serial := _from_serial(stripped)):
        return _in_zone(text, serial, zone)
    clock = _clock(stripped)
    if clock is None:
        day = _only_date(text, stripped, order)
        return _in_zone(text, datetime.combine(day, time()), zone)
    day = _only_date(text, clock["date"], order)
    return _in_zone(text, datetime.combine(day, _time(text, clock)), zone)


def guess_date_order(samples: Iterable[str]) -> DateOrder | None:
    """What the clear dates of a column say; nothing when they are silent or contradict."""
    found = {order for text in samples if (order := _evident_order(text))}
    return found.pop() if len(found) == 1 else None


def _stripped(text: str) -> str:
    stripped = " ".join(text.split())
    if not stripped:
        raise ValueProblem("empty", text)
    return stripped


def _read_date(text: str, stripped: str, order: DateOrder | None) -> date:
    clock = _clock(stripped)
    if clock:
        _time(text, clock)
    return _only_date(text, clock["date"] if clock else stripped, order)


def _only_date(text: str, written: str, order: DateOrder | None) -> date:
    if found := _numeric(written):
        first, _, second, third = found.groups()
        return _numeric_date(text, (first, second, third), order)
    if found := _compact(written):
        return _date(text, *found.groups())
    lower = written.lower()
    if (word := _leading_word(lower)) and word[1] in _WEEKDAYS and word[1] not in _MONTHS:
        lower = lower[word.end() :]
    elif word and word[1] == "mar" and _day_first(lower[word.end() :]):
        lower = lower[word.end() :]  # "mar, 31 dic 2024" is a Tuesday in Spanish.
    if found := _day_first(lower):
        day, month, year = found.groups()
    elif found := _month_first(lower):
        month, day, year = found.groups()
    elif found := _year_first(lower):
        year, month, day = found.groups()
    else:
        raise ValueProblem("not_a_date", text)
    if month not in _MONTHS:
        raise ValueProblem("not_a_date", text)
    return _date(text, year, str(_MONTHS[month]), day)


def _numeric_date(text: str, parts: tuple[str, str, str], order: DateOrder | None) -> date:
    first, second, third = parts
    if len(first) == 4 and len(third) <= 2:
        return _date(text, first, second, third)
    if len(first) > 2 or len(third) not in (2, 4):
        raise ValueProblem("not_a_date", text)
    if order == "ymd" and len(third) == 2:
        return _date(text, first, second, third)
    if order is None or order == "ymd":
        order = _order_of(int(first), int(second))
        if order is None:
            raise AmbiguousDate(text)
    day, month = (first, second) if order == "dmy" else (second, first)
    if int(month) > 12 >= int(day):
        raise ValueProblem("other_date_order", text, order=order)
    return _date(text, third, month, day)


def _order_of(first: int, second: int) -> DateOrder | None:
    """The order in which the two make sense; with 04/04 either, so day first."""
    if second > 12 >= first:
        return "mdy"
    return "dmy" if first > 12 or first == second else None


def _evident_order(text: str) -> DateOrder | None:
    stripped = " ".join(text.split())
    clock = _clock(stripped)
    found = _numeric(clock["date"] if clock else stripped)
    if found is None or len(found[1]) > 2:
        return None
    first, second = int(found[1]), int(found[3])
    is_evident = min(first, second) <= 12 < max(first, second) <= 31
    return _order_of(first, second) if is_evident else None


def _date(text: str, year: str, month: str, day: str) -> date:
    # Two digits as POSIX has it: 69 to 99 are of the last century.
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= 69 else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        raise ValueProblem("impossible_date", text) from None


def _time(text: str, clock: re.Match[str]) -> time:
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    micro = int((clock["part"] or "").ljust(6, "0")[:6])
    if clock["half"]:
        if not 1 <= hour <= 12:
            raise ValueProblem("not_a_time", text)
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    try:
        return time(hour, minute, second, micro, tzinfo=_offset(clock))
    except ValueError:
        raise ValueProblem("not_a_time", text) from None


def _offset(clock: re.Match[str]) -> tzinfo | None:
    if written := clock["offset"]:
        digits = written[1:].replace(":", "")
        span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        return timezone(span if written[0] == "+" else -span)
    return UTC if clock["zone"] else None


def _in_zone(text: str, moment: datetime, zone: tzinfo | None) -> datetime:
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise ValueProblem("zone_missing", text)
    return moment.replace(tzinfo=zone)


def _from_serial(text: str) -> datetime | None:
    days = float(text)
    # Before March 1900 spreadsheets count a day that never was.
    if not 61 <= days < _LAST_SERIAL:
        return None
    return _SERIAL_START + timedelta(seconds=round(days * 86_400))
