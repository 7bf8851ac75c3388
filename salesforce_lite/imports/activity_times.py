"""When an activity is due, began and was done, as files of other systems say it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from salesforce_lite.activities import moment_of
from salesforce_lite.imports.importer import Batch, ImportRow

_NOON = time(12)
# Done without a word about it when they have a moment that is past.
_MEETINGS = ("visit", "call", "message", "email", "meeting")


def take_moments(
    batch: Batch, row: ImportRow, fields: dict[str, Any], kind: str, zone: str
) -> None:
    due = row.get("due_at")
    if due is not None:
        at = _clock(row.get("due_time"))
        if isinstance(due, datetime):
            fields["due_at"] = due
        else:
            fields["due_at"] = moment_of(due, at, zone)
            fields["is_all_day"] = at is None
    elif batch.clears("due_at") and row.record is not None:
        fields["due_at"] = None
    if row.get("is_all_day") is not None:
        fields["is_all_day"] = row.get("is_all_day")
    for name in ("started_at", "ended_at"):
        if row.get(name) is not None:
            fields[name] = _moment(row.get(name), zone)
        elif batch.clears(name):
            fields[name] = None
    if kind in _MEETINGS:
        _take_plan(batch, row, fields, zone)
    _take_completion(batch, row, fields, kind, zone)
    if fields.get("completed_at") is not None:
        _end_by_now(batch, row, fields, zone)


def _end_by_now(batch: Batch, row: ImportRow, fields: dict[str, Any], zone: str) -> None:
    """What was done today, and nobody knows at what hour, was not done after now."""
    now = batch.uow.now
    for name in ("started_at", "completed_at"):
        written = row.get(name)
        if not isinstance(written, datetime) and written == now.astimezone(ZoneInfo(zone)).date():
            fields[name] = min(fields[name], now)


def _take_plan(batch: Batch, row: ImportRow, fields: dict[str, Any], zone: str) -> None:
    """An appointment that is still to begin is planned: its beginning is when it is due."""
    start = row.get("started_at")
    if start is None or row.get("due_at") is not None or row.get("status") == "done":
        return
    is_whole_day = not isinstance(start, datetime)
    due = moment_of(start, None, zone) if is_whole_day else start
    is_planned = due > batch.uow.now if row.record is None else not row.record.is_done
    if is_planned and row.get("completed_at") is None:
        del fields["started_at"]
        fields |= {"due_at": due, "is_all_day": is_whole_day}


def _take_completion(
    batch: Batch, row: ImportRow, fields: dict[str, Any], kind: str, zone: str
) -> None:
    written, status = row.get("completed_at"), row.get("status")
    if written is not None:
        fields["completed_at"] = _moment(written, zone)
        return
    if status == "open" or (status is None and batch.clears("completed_at")):
        fields["completed_at"] = None
        return
    moment = fields.get("ended_at") or fields.get("started_at") or fields.get("due_at")
    was_done = row.record is not None and row.record.is_done
    if status == "done":
        if not was_done:
            # Where only the day is known, it was done on that day and not after now.
            fields["completed_at"] = min(moment or batch.uow.now, batch.uow.now)
    elif kind in _MEETINGS and row.record is None and row.get("started_at") is not None:
        fields |= {"completed_at": moment} if moment and moment <= batch.uow.now else {}


def _moment(given: date | datetime, zone: str) -> datetime:
    return given if isinstance(given, datetime) else moment_of(given, _NOON, zone)


def _clock(written: str | None) -> time | None:
    try:
        return time.fromisoformat(written.strip().zfill(5)) if written else None
    except ValueError:
        return None
