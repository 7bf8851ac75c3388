"""The tree of how calls end, kept by administrators; entries are retired, never deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import outcome_codes
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .desk_model import Disposition
from .errors import UnknownDispositionError
from .model import MANAGE

_EMPTY = N_("Give it a name in one language at least.")
_NO_CODE = N_("Small letters, digits and _ without blanks; at most 40.")
_TAKEN = N_("Another disposition has this code.")
_TOO_DEEP = N_("Below a finer disposition there is none.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NO_OUTCOME = N_("This is none of the outcomes of calls.")
FLAGS = ("is_contact", "is_success", "schedules_callback", "sets_dnc", "needs_note")
# code, name, Spanish name, outcome, flags that are set, children.
_REACHED, _SELLING = ("is_contact",), ("is_contact", "is_success")
_BACK, _NEVER = ("is_contact", "schedules_callback"), ("is_contact", "sets_dnc")
_FIRST: tuple[tuple[Any, ...], ...] = (
    ("sale", "Sale", "Venta", "order", _SELLING, ()),
    ("interested", "Interested", "Interés", "interested", _REACHED, ()),
    (
        *("service", "Service", "Servicio", "reached", _REACHED),
        (
            ("service_question", "Question", "Consulta", "reached", _REACHED),
            ("service_order", "About an order", "Sobre un pedido", "reached", _REACHED),
            ("complaint", "Complaint", "Reclamo", "complaint", ("is_contact", "needs_note")),
        ),
    ),
    ("callback", "Call back", "Volver a llamar", "call_back", _BACK, ()),
    ("refused", "Not interested", "Sin interés", "not_interested", _REACHED, ()),
    ("do_not_call", "Wants no calls", "No desea llamadas", "not_interested", _NEVER, ()),
    ("no_answer", "No answer", "No contesta", "no_answer", (), ()),
    ("voicemail", "Voicemail", "Buzón de voz", "voicemail", (), ()),
    ("wrong_number", "Wrong number", "Número equivocado", "wrong_number", (), ()),
)


def ensure_dispositions(uow: UnitOfWork) -> None:
    """Those to begin with, where there are none."""
    if uow.session.scalar(select(Disposition.id).limit(1)) is not None:
        return
    for place, (code, english, spanish, outcome, flags, children) in enumerate(_FIRST, 1):
        top = _new(code, english, spanish, outcome, flags, place, None)
        uow.session.add(top)
        uow.session.flush()
        for below, (name, first, second, said, set_flags) in enumerate(children, 1):
            uow.session.add(_new(name, first, second, said, set_flags, below, top.id))


def list_dispositions(uow: UnitOfWork, *, retired: bool = False) -> list[Disposition]:
    """Each top one followed by what is below it."""
    rows = uow.session.scalars(select(Disposition).order_by(Disposition.position, Disposition.code))
    shown = [one for one in rows if retired or one.is_live]
    tops = [one for one in shown if one.parent_id is None]
    return [
        each for top in tops for each in (top, *(one for one in shown if one.parent_id == top.id))
    ]


def rows_by_code(uow: UnitOfWork) -> dict[str, Disposition]:
    """Those that are offered."""
    return {one.code: one for one in list_dispositions(uow)}


def disposition_called(
    uow: UnitOfWork, code: str, *, opened_at: datetime | None = None
) -> Disposition:
    """The disposition; one that was retired since the form was opened still counts."""
    found = uow.session.scalar(select(Disposition).where(Disposition.code == code))
    is_there = found is not None and (
        found.is_live or (opened_at is not None and (found.retired_at or opened_at) >= opened_at)
    )
    if found is None or not is_there:
        raise UnknownDispositionError(
            code=code, fields={"disposition": UnknownDispositionError.sentence}
        )
    return found


def reason_of(uow: UnitOfWork, disposition: Disposition) -> str:
    """The code at the top of the tree above it."""
    top = disposition.parent_id and uow.session.get(Disposition, disposition.parent_id)
    return top.code if top else disposition.code


def get_disposition(uow: UnitOfWork, disposition_id: UUID) -> Disposition:
    uow.actor.require(MANAGE)
    found = uow.session.get(Disposition, disposition_id)
    if found is None:
        raise NotFoundError
    return found


def save_disposition(
    uow: UnitOfWork,
    disposition_id: UUID | None,
    *,
    code: str,
    name_es: str,
    name_en: str,
    parent_id: UUID | None = None,
    outcome: str = "",
    flags: Sequence[str] = (),
    version: int | None = None,
) -> Disposition:
    """Make or change one. A code stays what it is once it was given: calls say it."""
    uow.actor.require(MANAGE)
    row = get_disposition(uow, disposition_id) if disposition_id else None
    names = {"name_es": " ".join(name_es.split()), "name_en": " ".join(name_en.split())}
    problems = {name: _TOO_LONG for name, text in names.items() if len(text) > 80}
    if not any(names.values()):
        problems = dict.fromkeys(names, _EMPTY)
    code = row.code if row else code.strip().lower()
    if not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 40):
        problems["code"] = _NO_CODE
    elif row is None and uow.session.scalar(select(Disposition.id).where(Disposition.code == code)):
        problems["code"] = _TAKEN
    parent = get_disposition(uow, parent_id) if parent_id else None
    if parent is not None and (parent.parent_id is not None or (row and parent.id == row.id)):
        problems["parent_id"] = _TOO_DEEP
    if outcome and outcome not in outcome_codes(uow, "call", retired=True):
        problems["outcome"] = _NO_OUTCOME
    if problems:
        raise InvalidInputError(fields=problems)
    if row is None:
        row = Disposition(code=code, position=_last(uow) + 1)
        uow.session.add(row)
    else:
        check_version(row, version)
    row.name_es, row.name_en = names["name_es"], names["name_en"]
    row.parent_id, row.outcome = parent.id if parent else None, outcome
    for flag in FLAGS:
        setattr(row, flag, flag in flags)
    uow.session.flush()
    return row


def retire_disposition(uow: UnitOfWork, disposition_id: UUID) -> Disposition:
    """It is offered no more; calls that say it keep it."""
    row = get_disposition(uow, disposition_id)
    row.retired_at = row.retired_at or uow.now
    return row


def revive_disposition(uow: UnitOfWork, disposition_id: UUID) -> Disposition:
    row = get_disposition(uow, disposition_id)
    row.retired_at = None
    return row


def _last(uow: UnitOfWork) -> int:
    rows = uow.session.scalars(select(Disposition.position))
    return max(rows, default=0)


def _new(
    code: str,
    english: str,
    spanish: str,
    outcome: str,
    flags: Sequence[str],
    place: int,
    parent_id: UUID | None,
) -> Disposition:
    return Disposition(
        code=code,
        name_en=english,
        name_es=spanish,
        outcome=outcome,
        position=place,
        parent_id=parent_id,
        **{flag: flag in flags for flag in FLAGS},
    )
