"""The form that logs a call: what it is filled in with, and what it says."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.activities import NextStep, moment_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import locale_code

from .call_log import CallSaid
from .dispositions import list_dispositions
from .forms import LogForm
from .model import Call
from .numbers import NumberHolder
from .sent import id_sent, moment_sent


def said_in(form: LogForm, zone: str) -> CallSaid:
    """As the service takes it; hours are those of whoever types them."""
    return CallSaid(
        direction=form.direction.data or "",
        disposition=form.disposition.data or "",
        number=form.number.data or "",
        customer_id=id_sent(form.customer_id.data),
        contact_id=id_sent(form.contact_id.data),
        note=form.note.data or "",
        opened_at=moment_sent(form.opened.data),
        next_step=_next_step(form, zone),
        callback_at=moment_of(form.callback_day.data, form.callback_time.data, zone)
        if form.callback_day.data
        else None,
        is_do_not_call=bool(form.is_do_not_call.data),
    )


def _next_step(form: LogForm, zone: str) -> NextStep | None:
    subject = (form.next_subject.data or "").strip()
    if not (subject and form.next_day.data):
        return None
    due = moment_of(form.next_day.data, None, zone)
    return NextStep(kind="task", subject=subject, due_at=due, is_all_day=True)


def call_id_in(form: LogForm) -> UUID | None:
    return id_sent(form.call.data)


def log_form(
    uow: UnitOfWork,
    call: Call | None,
    holders: list[NumberHolder],
    *,
    arguments: dict[str, Any],
) -> LogForm:
    """With what is known of the call, and those who may be meant by its number to choose from."""
    form = LogForm(data=_standing(uow, call, arguments))
    offered = {
        one.code: f"{'— ' if one.parent_id else ''}{one.name(locale_code())}"
        for one in list_dispositions(uow)
    }
    if form.disposition.data:
        # It may have been retired since; the service says whether it still counts.
        offered.setdefault(form.disposition.data, form.disposition.data)
    form.disposition.choices = [
        SelectChoice("", gettext("Choose")),
        *(SelectChoice(code, words) for code, words in offered.items()),
    ]
    people = {str(one.customer_id): one.customer_name for one in holders}
    form.customer_id.choices = [
        SelectChoice("", gettext("By the number")),
        *(SelectChoice(customer_id, name) for customer_id, name in people.items()),
    ]
    contacts = {str(one.contact_id): one for one in holders if one.contact_id}
    form.contact_id.choices = [
        SelectChoice("", ""),
        *(
            SelectChoice(key, f"{one.contact_name} ({one.customer_name})")
            for key, one in contacts.items()
        ),
    ]
    return form


def _standing(uow: UnitOfWork, call: Call | None, arguments: dict[str, Any]) -> dict[str, Any]:
    standing: dict[str, Any] = {"opened": uow.now.isoformat(), **arguments}
    if call is not None:
        standing |= {
            "call": str(call.id),
            "number": call.number or call.raw_number,
            "direction": call.direction,
            "customer_id": str(call.customer_id or arguments.get("customer_id") or ""),
            "contact_id": str(call.contact_id or ""),
            "disposition": call.disposition,
        }
    return standing
