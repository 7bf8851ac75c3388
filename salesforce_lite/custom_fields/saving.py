"""Saves custom values with their records, in batches, and keeps their index in step."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table, delete

from salesforce_lite.custom_fields.errors import WrongValueError
from salesforce_lite.custom_fields.model import CustomField, CustomValue, Kind
from salesforce_lite.custom_fields.service import (
    all_fields,
    customer_names,
    hold_fields,
    seen_fields,
    user_names,
)
from salesforce_lite.custom_fields.values import index_rows, kept_value
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.uow import UnitOfWork

# A draft: a dataclass with `fields`, and with the `id` of the record to change, if there is one.
D = TypeVar("D", bound=Any)
_BATCH = 900
_NO_SUCH_FIELD = N_("There is no such field.")
_FILL_IN = N_("This has to be filled in.")
_NO_SUCH = N_("This does not exist (any more).")
# The table, not the class: rows are written by the hundred and held by nobody.
_rows = cast(Table, CustomValue.__table__)


def settle_custom(
    uow: UnitOfWork, entity: str, drafts: Sequence[D], known: Mapping[Any, Any]
) -> list[D]:
    """The drafts with all custom values that their records will have, in place of what was said.

    A draft names the values it is about by their codes and None empties one; what it does not name
    stays as it is, and a new record gets the defaults. Raises InvalidInputError for what is wrong,
    for fields that the actor does not see and for references to what they do not see.

    A required field may not be emptied. That it is filled in at all is asked for by forms alone:
    files with old data and commands go through without it.
    """
    fields = all_fields(uow, entity)
    if not fields and not any(draft.fields.get("custom") for draft in drafts):
        return [_without_custom(draft) for draft in drafts]
    hold_fields(uow, entity, _codes_to_write(fields, drafts))
    fields = all_fields(uow, entity)
    seen = {field.code: field for field in seen_fields(uow, entity)}
    defaults = {
        one.code: one.default_value
        for one in fields
        if one.is_live and one.default_value is not None
    }
    targets = _Targets(uow)
    settled = []
    for draft in drafts:
        before = known[draft.id].custom if draft.id else {}
        after = _settled(draft.fields.get("custom") or {}, before, seen, targets)
        if draft.id is None:
            named = draft.fields.get("custom") or {}
            after = {code: one for code, one in defaults.items() if code not in named} | after
        if after == before:
            settled.append(_without_custom(draft))
        else:
            settled.append(replace(draft, fields={**draft.fields, "custom": after}))
    targets.check()
    return settled


def keep_custom(uow: UnitOfWork, entity: str, saved: Sequence[Any], drafts: Sequence[Any]) -> None:
    """Write what the saved records are found by, as their settled drafts say."""
    pairs = list(zip(saved, drafts, strict=True))
    made = [record for record, draft in pairs if draft.id is None and record.custom]
    changed = [record for record, draft in pairs if draft.id and "custom" in draft.fields]
    renew_custom_values(uow, entity, made, are_new=True)
    renew_custom_values(uow, entity, changed)


def renew_custom_values(
    uow: UnitOfWork, entity: str, records: Sequence[Any], *, are_new: bool = False
) -> None:
    """Write what these records are found by, in place of what they were found by before."""
    if not records:
        return
    if not are_new:
        forget_custom_values(uow, [record.id for record in records])
    by_code = {field.code: field for field in all_fields(uow, entity)}
    rows = [row for one in records for row in index_rows(by_code, one.id, one.custom)]
    insert_rows(uow.session, _rows, rows)


def forget_custom_values(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    for start in range(0, len(ids), _BATCH):
        part = _rows.c.record_id.in_(ids[start : start + _BATCH])
        uow.session.execute(delete(_rows).where(part))


def _without_custom(draft: D) -> D:
    if "custom" not in draft.fields:
        return draft
    fields = {name: value for name, value in draft.fields.items() if name != "custom"}
    return replace(draft, fields=fields)


def _codes_to_write(fields: Sequence[CustomField], drafts: Sequence[Any]) -> set[str]:
    """Those that drafts name, and those of which new records get the default."""
    codes = {code for draft in drafts for code in draft.fields.get("custom") or ()}
    if any(draft.id is None for draft in drafts):
        codes |= {one.code for one in fields if one.default_value is not None}
    return codes


def _settled(
    said: Mapping[str, Any],
    before: Mapping[str, Any],
    seen: Mapping[str, CustomField],
    targets: "_Targets",
) -> dict[str, Any]:
    after = dict(before)
    problems: dict[str, str] = {}
    params: dict[str, object] = {}
    for code, value in said.items():
        field = seen.get(code)
        if field is None:
            problems[f"custom.{code}"] = _NO_SUCH_FIELD
            continue
        try:
            kept = kept_value(field, value, before=before.get(code))
        except WrongValueError as wrong:
            problems[field.name] = wrong.reason
            params |= wrong.params
            continue
        if kept is None:
            if field.is_required and code in before:
                problems[field.name] = _FILL_IN
            after.pop(code, None)
        elif kept != before.get(code):
            targets.note(field, kept)
            after[code] = kept
    if problems:
        raise InvalidInputError(fields=problems, **params)
    return after


class _Targets:
    """Customers and people that drafts lead to anew: looked up at once for all of them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.wanted: dict[Kind, dict[UUID, str]] = {Kind.CUSTOMER: {}, Kind.USER: {}}

    def note(self, field: CustomField, kept: Any) -> None:
        kind = Kind(field.kind)
        if kind in self.wanted:
            self.wanted[kind][UUID(kept)] = field.name

    def check(self) -> None:
        """Whoever names a customer must see them; people must work here."""
        ways: tuple[tuple[Kind, Callable[[Iterable[UUID]], Mapping[UUID, str]]], ...] = (
            (Kind.CUSTOMER, lambda ids: customer_names(self.uow, ids)),
            (Kind.USER, lambda ids: user_names(self.uow, ids, active=True)),
        )
        for kind, find in ways:
            wanted = self.wanted[kind]
            missing = wanted.keys() - find(wanted).keys()
            if missing:
                raise InvalidInputError(fields={wanted[one]: _NO_SUCH for one in missing})
