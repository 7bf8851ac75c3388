"""What becomes of custom values when two customers are made one."""

from collections.abc import Collection, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from salesforce_lite.custom_fields.model import CustomField, CustomValue, Kind
from salesforce_lite.custom_fields.saving import renew_custom_values
from salesforce_lite.custom_fields.service import all_fields, seen_fields
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import UnitOfWork

_rows = cast(Table, CustomValue.__table__)


def differing_custom(
    uow: UnitOfWork, entity: str, keep: Mapping[str, Any], other: Mapping[str, Any]
) -> list[CustomField]:
    """The fields for which to choose: both have a value, not the same, and only one can stay."""
    return [
        field
        for field in seen_fields(uow, entity)
        if field.code in keep
        and field.code in other
        and keep[field.code] != other[field.code]
        and field.kind != Kind.CHOICES
    ]


def united_custom(
    uow: UnitOfWork,
    entity: str,
    keep: Mapping[str, Any],
    other: Mapping[str, Any],
    *,
    taken: Collection[str] = (),
    both: Collection[UUID] = (),
) -> dict[str, Any]:
    """The values of both: the survivor's where it has one, unless its name is among the taken.

    Several choices are united. Fields that the actor does not see, and retired ones, go along.
    Where one of `both` leads to the other it would lead to itself: it leads nowhere.
    """
    fields = all_fields(uow, entity)
    own = {str(one) for one in both}
    inward = {field.code for field in fields if field.kind == Kind.CUSTOMER}
    keep, other = (
        {code: value for code, value in one.items() if code not in inward or value not in own}
        for one in (keep, other)
    )
    found = {**other, **keep}
    for field in fields:
        mine, theirs = keep.get(field.code), other.get(field.code)
        if field.name in taken and theirs is not None:
            found[field.code] = theirs
        elif field.kind == Kind.CHOICES and mine and theirs:
            chosen = {*mine, *theirs}
            found[field.code] = [one.code for one in field.options if one.code in chosen]
    return found


def move_targets(uow: UnitOfWork, *, from_id: UUID, to_id: UUID) -> None:
    """Let everything that leads to one customer lead to another, for whomever it is to see.

    A record that would lead to itself leads nowhere.
    """
    query = (
        select(CustomValue.record_id, CustomField.entity, CustomField.code)
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(CustomValue.target_id == from_id, CustomField.kind == Kind.CUSTOMER)
    )
    leading: dict[str, dict[UUID, list[str]]] = {}
    for record_id, entity, code in uow.session.execute(query):
        leading.setdefault(entity, {}).setdefault(record_id, []).append(code)
    for entity, codes in leading.items():
        _lead_to(uow, Base.metadata.tables[entity], codes, to_id)
    uow.session.execute(update(_rows).where(_rows.c.target_id == from_id).values(target_id=to_id))
    if to_id in leading.get("customer", {}):
        survivor = [one for one in uow.session if getattr(one, "id", None) == to_id]
        renew_custom_values(uow, "customer", survivor)


def _lead_to(uow: UnitOfWork, table: Table, codes: Mapping[UUID, list[str]], to_id: UUID) -> None:
    # The table, not the class: what follows follows for everybody, and is no change of theirs.
    found = uow.session.execute(select(table.c.id, table.c.custom).where(table.c.id.in_(codes)))
    changed = []
    for record_id, custom in found:
        for code in codes[record_id]:
            if record_id == to_id:
                custom.pop(code, None)
            else:
                custom[code] = str(to_id)
        changed.append({"record": record_id, "values": custom})
    statement = update(table).where(table.c.id == bindparam("record"))
    uow.session.connection().execute(
        statement.values(custom=bindparam("values", type_=table.c.custom.type)), changed
    )
    for record in uow.session:
        if getattr(record, "id", None) in codes and hasattr(record, "custom"):
            uow.session.expire(record, ["custom"])
