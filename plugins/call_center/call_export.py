"""Calls as rows of a file; brought in again they are the calls they were, and stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.imports import Exporter, ExportRow
from salesforce_lite.kernel.uow import UnitOfWork

from .desk_model import Campaign, Member, ScriptAnswer
from .model import Call
from .scripts import answers_of_calls

OWN_ID = "salesforce_lite_id"
COLUMNS = (
    *(OWN_ID, "number", "customer", "customer_name", "direction", "started_at", "seconds"),
    *("disposition", "note", "agent"),
    # For who reads them: what exchanges and scripts have told is not brought in.
    *("result", "queue", "wait_seconds", "hold_seconds", "wrap_up_seconds"),
    *("campaign", "answers"),
)


def _rows(uow: UnitOfWork, people: Any, calls: Sequence[Call]) -> list[ExportRow]:
    ids = {one.customer_id for one in calls if one.customer_id}
    seen = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    names = {row.id: row.name for row in uow.session.execute(seen.where(Customer.id.in_(ids)))}
    notes = _notes(uow, calls)
    campaigns = _campaigns(uow, calls)
    answers = answers_of_calls(uow, [one.id for one in calls])
    return [
        {
            OWN_ID: str(one.id),
            "number": one.number or one.raw_number,
            "customer": str(one.customer_id) if one.customer_id in names else None,
            "customer_name": names.get(one.customer_id) if one.customer_id else None,
            "direction": one.direction,
            # With its zone: a cell of a workbook would lose it.
            "started_at": one.started_at.isoformat(),
            "seconds": one.talk_s,
            "disposition": one.disposition,
            "note": notes.get(one.activity_id) if one.activity_id else None,
            "agent": people.emails.get(one.agent_id) if one.agent_id else None,
            "result": one.result,
            "queue": one.queue,
            "wait_seconds": one.wait_s,
            "hold_seconds": one.hold_s,
            "wrap_up_seconds": one.acw_s,
            "campaign": campaigns.get(one.member_id) if one.member_id else None,
            "answers": answer_words(answers.get(one.id, ())),
        }
        for one in calls
    ]


def answer_words(answers: Sequence[ScriptAnswer]) -> str:
    """`step: what was answered`, a line each, in the order of the script."""
    return "\n".join(f"{one.step}: {one.answer}" for one in answers)


def _notes(uow: UnitOfWork, calls: Sequence[Call]) -> Mapping[UUID, str]:
    ids = {one.activity_id for one in calls if one.activity_id}
    query = visible_activities(uow).with_only_columns(Activity.id, Activity.note)
    return {row.id: row.note for row in uow.session.execute(query.where(Activity.id.in_(ids)))}


def _campaigns(uow: UnitOfWork, calls: Sequence[Call]) -> Mapping[UUID, str]:
    ids = {one.member_id for one in calls if one.member_id}
    query = select(Member.id, Campaign.name).join(Campaign, Campaign.id == Member.campaign_id)
    return {row.id: row.name for row in uow.session.execute(query.where(Member.id.in_(ids)))}


CALL_EXPORT = Exporter(columns=COLUMNS, rows=_rows)
