"""Calls from files: what another system has logged, each row one call, brought in once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from salesforce_lite.imports import Batch, Field, Importer, ImportRow, Kind, SystemLabels
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .call_export import CALL_EXPORT
from .call_log import CallSaid, log_call
from .dispositions import list_dispositions
from .model import LOG, Call
from .seeing import visible_calls
from .state import Direction

# The same row of the same system is the same call, however often its file is brought in.
_ROWS = UUID("6f0b1c52-3a5e-5d0f-9b8e-2c1d7a4e9f10")
_NO_CUSTOMER = N_("The customer is not known here. Import the customers first.")
_NO_START = N_("The row does not say when the call began.")
_NO_DISPOSITION = N_("“%(text)s” is none of the dispositions, by code or by name.")
_LONGEST_CALL = 24 * 3600

FIELDS = (
    Field("number", N_("Number")),
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
    Field("direction", N_("Direction"), Kind.CHOICE, (("in", "in"), ("out", "out"))),
    Field("started_at", N_("Start"), Kind.MOMENT),
    Field("seconds", N_("Seconds"), Kind.WHOLE),
    Field("disposition", N_("Disposition")),
    Field("note", N_("Note"), Kind.NOTE),
    Field("agent", N_("Agent")),
)
_COLUMNS = {
    **{one.name.replace("_", ""): one.name for one in FIELDS},
    "phone": "number",
    "telefono": "number",
    "numero": "number",
    "phonenumber": "number",
    "cliente": "customer_name",
    "direccion": "direction",
    "sentido": "direction",
    "inicio": "started_at",
    "start": "started_at",
    "date": "started_at",
    "fecha": "started_at",
    "duration": "seconds",
    "duracion": "seconds",
    "segundos": "seconds",
    "outcome": "disposition",
    "resultado": "disposition",
    "tipificacion": "disposition",
    "nota": "note",
    "agente": "agent",
}
_WORDS = {
    "direction": {
        **dict.fromkeys(("in", "inbound", "incoming", "entrante"), "in"),
        **dict.fromkeys(("out", "outbound", "outgoing", "saliente"), "out"),
    }
}


@dataclass(frozen=True, slots=True)
class PastCall:
    """A row: what was said of a call, and the id that it has here."""

    id: UUID
    said: CallSaid


def call_id_of(system: str, reference: str) -> UUID:
    return uuid5(_ROWS, f"{system}:{reference}")


def find(batch: Batch) -> None:
    """Rows that came before are the calls they were."""
    ids = {call_id_of(batch.source.system, one.reference): one for one in batch.rows}
    query = visible_calls(batch.uow).with_only_columns(Call.id).where(Call.id.in_(ids))
    for call_id in batch.uow.session.scalars(query):
        ids[call_id].record_id = call_id


def look_up(batch: Batch) -> dict[str, str]:
    """What a disposition is called, by code and in both languages → its code."""
    rows = list_dispositions(batch.uow)
    found = {name.casefold(): one.code for one in rows for name in (one.name_es, one.name_en)}
    return found | {one.code: one.code for one in rows}


def draft(batch: Batch, row: ImportRow) -> PastCall:
    written = str(row.get("disposition") or "").strip()
    code = batch.found.get(written.casefold())
    if code is None:
        raise InvalidInputError(fields={"disposition": _NO_DISPOSITION}, text=written)
    if row.get("started_at") is None:
        raise InvalidInputError(fields={"started_at": _NO_START})
    said = CallSaid(
        direction=row.get("direction") or Direction.OUT,
        disposition=code,
        number=row.get("number") or "",
        customer_id=_customer_of(batch, row),
        note=row.get("note") or "",
        started_at=row.get("started_at"),
        seconds=min(max(0, int(row.get("seconds") or 0)), _LONGEST_CALL),
        agent_id=batch.people.find_person(row.get("agent"), also_former=True)
        if row.get("agent")
        else batch.source.default_owner,
    )
    # A row of our own export says which call it is.
    known = row.record_id or call_id_of(batch.source.system, row.reference)
    return PastCall(known, said)


def save(uow: UnitOfWork, drafts: Sequence[PastCall]) -> list[Call]:
    return [log_call(uow, one.said, new_id=one.id) for one in drafts]


def _customer_of(batch: Batch, row: ImportRow) -> UUID | None:
    """By the other system's id, else by the name; who is named and not known is never guessed."""
    reference, name = row.get("customer"), row.get("customer_name")
    found: Any = batch.targets.by_reference(("customer",), reference) if reference else None
    customer_id = found[1] if found else batch.targets.by_name(name) if name else None
    if customer_id is None and (reference or name):
        raise InvalidInputError(fields={"customer": _NO_CUSTOMER})
    return customer_id


CALLS = Importer(
    entity="calls",
    record_kind="call_center_call",
    label=N_("Calls"),
    permission=LOG,
    fields=FIELDS,
    labels={
        "any": SystemLabels(columns=_COLUMNS, words=_WORDS),
    },
    required=("started_at",),
    natural_key=("number", "customer", "customer_name", "started_at", "direction"),
    model=Call,
    visible=visible_calls,
    find=find,
    look_up=look_up,
    draft=draft,
    save=save,
    links={"customer": ("customer",)},
    exporter=CALL_EXPORT,
    weight=60,
)
