"""Calendars of other programs (iCalendar) as tables: one appointment or task a row, those that come
again one row each within a window around today."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from warnings import catch_warnings, simplefilter

from icalendar import Calendar, Component

from salesforce_lite.kernel import clock
from salesforce_lite.tabular.encoding import Encoding, check_encoding, find_encoding
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.formulas import neutralised
from salesforce_lite.tabular.ical_moments import (
    MOST,
    Moment,
    end_by_duration,
    find_moment,
    length,
    list_moments,
    moment_key,
    near,
    stamp,
    written,
    zone_name,
)
from salesforce_lite.tabular.table import RawRow, Table

is_ical = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*BEGIN[ \t]*:[ \t]*V"
    rb"(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY|TIMEZONE|ALARM|AVAILABILITY)",
    re.IGNORECASE,
).match
"""Whether the beginning of a file is that of a calendar."""

# As files of other systems call them, so that they are known without being mapped.
COLUMNS = (
    *("UID", "Kind", "Subject", "Notes", "Status", "Start", "End", "Due"),
    *("Completed at", "Location", "Time zone"),
)
_LARGEST = 64 << 20
# What libraries raise of moments that are none.
_UNFORESEEN = (ArithmeticError, TypeError, ValueError)
_PARTS = re.compile(
    r"^BEGIN:(VEVENT|VTODO|VTIMEZONE)[ \t]*$.*?^END:\1[ \t]*$", re.IGNORECASE | re.M | re.S
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One part of the file: its line, and what the library reads in it."""

    line: int
    part: Component

    @property
    def uid(self) -> str:
        return _text(self.part, "UID")

    @property
    def is_cancelled(self) -> bool:
        return _text(self.part, "STATUS").upper() == "CANCELLED"


def open_ical(path: Path, *, encoding: str | None) -> Table:
    if path.stat().st_size > _LARGEST:
        raise TableError("calendar_too_large", limit=_LARGEST)
    if encoding is not None:
        check_encoding(path, encoding)
    found = Encoding(encoding, is_certain=True) if encoding else find_encoding(path)
    name = "utf-8-sig" if found.name == "utf-8" else found.name
    # Once: what is near today must be the same in every pass over the file.
    rows = list(_rows(path.read_text(encoding=name), clock.now()))
    return Table(
        format="icalendar",
        rows=lambda: iter(rows),
        close=lambda: None,
        progress=lambda: 1.0,
        encoding=found.name,
        is_encoding_certain=found.is_certain,
    )


def _rows(text: str, now: datetime) -> Iterator[RawRow]:
    yield RawRow(1, 1, list(COLUMNS))
    number = 1
    for line, cells in _all_cells(_entries(text), now):
        number += 1
        yield RawRow(number, line, [neutralised(cells.get(one, "")) for one in COLUMNS])


def _entries(text: str) -> list[_Entry]:
    """Part by part, each with the time zones of the file: one that cannot be read costs itself."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found = list(_PARTS.finditer(plain))
    zones = "\n".join(part[0] for part in found if part[1].upper() == "VTIMEZONE")
    entries = []
    line, at = 1, 0
    for part in found:
        line, at = line + plain.count("\n", at, part.start()), part.start()
        if part[1].upper() != "VTIMEZONE" and (read := _read(zones, part[0])) is not None:
            entries.append(_Entry(line, read))
    return entries


def _read(zones: str, part: str) -> Component | None:
    for with_zones in (zones, ""):
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", with_zones, part, "END:VCALENDAR", ""]
        try:
            with catch_warnings():
                # It warns of zones that it has to guess.
                simplefilter("ignore")
                calendar = Calendar.from_ical("\r\n".join("\n".join(lines).split("\n")))
        # The library raises whatever its parsers meet.
        except Exception:  # noqa: S112
            continue
        read = [one for one in calendar.walk() if one.name in ("VEVENT", "VTODO")]
        if read:
            return read[0]
    return None


def _all_cells(entries: Sequence[_Entry], now: datetime) -> Iterator[tuple[int, dict[str, str]]]:
    # An appointment of a series that was moved or cancelled by itself is a part of its own.
    others: dict[str, set[Moment]] = defaultdict(set)
    for entry in entries:
        with suppress(*_UNFORESEEN):
            if (moment := find_moment(entry.part, "RECURRENCE-ID")) is not None:
                others[entry.uid].add(moment_key(moment))
    for entry in entries:
        if not entry.is_cancelled:
            yield from _rows_of(entry, others[entry.uid], now)


def _rows_of(
    entry: _Entry, others: set[Moment], now: datetime
) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        if _is_series(entry.part):
            return list(_occurrences(entry, others, now))
        return [(entry.line, _cells(entry, _reference(entry)))]
    except _UNFORESEEN:
        # It costs this one: without a moment the import refuses it.
        subject = _text(entry.part, "SUMMARY")[:200]
        return [(entry.line, {"UID": entry.uid, "Subject": subject, "Start": "–"})]


def _is_series(part: Component) -> bool:
    return bool(part.get("RRULE") or part.get("RDATE")) and part.get("RECURRENCE-ID") is None


def _reference(entry: _Entry) -> str:
    moment = find_moment(entry.part, "RECURRENCE-ID")
    return entry.uid if moment is None or not entry.uid else f"{entry.uid}/{stamp(moment)}"


def _occurrences(
    entry: _Entry, others: set[Moment], now: datetime
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each with the moment as a part of its reference: brought in again it is the same."""
    start = find_moment(entry.part, "DTSTART")
    if start is None:
        return
    left_out = {moment_key(one) for one in list_moments(entry.part, "EXDATE")} | others
    for moment in islice(near(entry.part, start, now), MOST):
        # Some take out a day, or move it, of what has an hour: it is the day where it takes place.
        day = moment.date() if isinstance(moment, datetime) else moment
        if not {moment_key(moment), day} & left_out:
            reference = f"{entry.uid}/{stamp(moment)}" if entry.uid else ""
            yield entry.line, _cells(entry, reference, start=moment)


def _cells(entry: _Entry, reference: str, start: Moment | None = None) -> dict[str, str]:
    part = entry.part
    is_task = part.name == "VTODO"
    begins = find_moment(part, "DTSTART")
    ends = find_moment(part, "DUE" if is_task else "DTEND") or end_by_duration(part, begins)
    if start is not None:
        lasts = length(begins, ends)
        begins, ends = start, None if lasts is None else start + lasts
    done = find_moment(part, "COMPLETED")
    status = _text(part, "STATUS").upper()
    cells = {
        "UID": reference,
        "Kind": "task" if is_task else "meeting",
        "Subject": " ".join(_text(part, "SUMMARY").split())[:200],
        "Notes": _text(part, "DESCRIPTION")[:8000],
        "Location": " ".join(_text(part, "LOCATION").split())[:300],
        "Time zone": zone_name(begins) or zone_name(ends),
    }
    if is_task:
        cells["Due"] = written(ends or begins)
        cells["Status"] = "done" if done or status == "COMPLETED" else "open"
        cells["Completed at"] = written(done) if cells["Status"] == "done" else ""
    else:
        # Without a moment that can be read it is refused, with what stands there as the reason.
        cells["Start"] = written(begins) or _text(part, "DTSTART") or "–"
        # A whole day ends where the next one begins: that is no hour.
        cells["End"] = written(ends) if isinstance(ends, datetime) else ""
    return cells


def _text(part: Component, name: str) -> str:
    given = part.get(name) or ""
    text = str(given[0] if isinstance(given, list) and given else given)
    return "".join(one for one in text if one.isprintable() or one == "\n").strip()
