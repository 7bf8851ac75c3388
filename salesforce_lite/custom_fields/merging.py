"""What becomes of custom values when two customers are made one, or when one goes for good."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, delete, literal, select, update

from salesforce_lite.custom_fields.model import ENTITIES, CustomField, CustomValue, Kind
from salesforce_lite.custom_fields.service import all_fields, seen_fields
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.session import audit_row, write_history
from salesforce_lite.kernel.uow import UnitOfWork

_rows = cast(Table, CustomValue.__table__)
_AT_ONCE = 500
# What stands before the name of a field in the history, where a merged record said it.
MERGED = "merged."


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
        elif field.kind == Kind.CHOICES and isinstance(mine, list) and isinstance(theirs, list):
            chosen = {*mine, *theirs}
            found[field.code] = [one.code for one in field.options if one.code in chosen]
    return found


def dropped_custom(gone: Mapping[str, Any], united: Mapping[str, Any]) -> dict[str, list[Any]]:
    """“merged.custom.code” → [what the merged record said, nothing] where something else stays.

    Nobody was asked about fields that the actor does not see: in the history they can be read.
    """
    return {
        f"{MERGED}custom.{code}": [value, None]
        for code, value in gone.items()
        if not _is_within(value, united.get(code))
    }


def _is_within(value: Any, united: Any) -> bool:
    if isinstance(value, list) and isinstance(united, list):
        return all(one in united for one in value)
    return bool(value == united)


def drop_targets(uow: UnitOfWork, gone: Select[Any]) -> None:
    """Let nothing lead to customers that go for good; `gone` selects their ids."""
    for customer_id in uow.session.scalars(_led_to(gone)).all():
        move_targets(uow, from_id=customer_id, to_id=None)


def people_led_to(uow: UnitOfWork, people: Select[Any]) -> set[UUID]:
    """Those of the people whom a value leads to; `people` selects ids."""
    return set(uow.session.scalars(_led_to(people)))


def _led_to(ids: Select[Any]) -> Select[Any]:  # Any: whatever columns it has
    return select(_rows.c.target_id).where(_rows.c.target_id.in_(ids)).distinct()


def move_targets(uow: UnitOfWork, *, from_id: UUID, to_id: UUID | None) -> None:
    """Let everything that leads to one customer lead to another, for whomever it is to see.

    With None it leads nowhere: those values are emptied. Some at a time, each as a new version and
    with its line of history: a dealer may be named by more records than should be held as objects.
    """
    moved: set[UUID] = set()
    for entity in ENTITIES:
        fields = all_fields(uow, entity)
        if leading := {one.id: one.code for one in fields if one.kind == Kind.CUSTOMER}:
            target = _rows.c.target_id == from_id
            here = target & _rows.c.field_id.in_(leading)
            query = select(_rows.c.record_id).where(here).distinct()
            while ids := uow.session.scalars(query.order_by("record_id").limit(_AT_ONCE)).all():
                way = str(from_id), str(to_id) if to_id else None
                _lead_to(uow, entity, ids, list(leading.values()), way)
                part = here, _rows.c.record_id.in_(ids)
                uow.session.execute(
                    update(_rows).where(*part).values(target_id=to_id)
                    if to_id
                    else delete(_rows).where(*part)
                )
                moved.update(ids)
    for record in uow.session:
        if getattr(record, "id", None) in moved and hasattr(record, "custom"):
            uow.session.expire(record, ["custom", "version", "updated_at", "updated_by"])


def _lead_to(
    uow: UnitOfWork,
    entity: str,
    ids: Sequence[UUID],
    codes: Sequence[str],
    way: tuple[str, str | None],
) -> None:
    # The table, not the class: what follows follows for everybody.
    table = Base.metadata.tables[entity]
    columns = (table.c.id, table.c.version, table.c.custom, literal(entity).label("history_name"))
    # Whoever is changing one comes first.
    query = select(*columns).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()
    changed, lines = [], []
    for row in uow.session.execute(query):
        named = [code for code in codes if row.custom.get(code) == way[0]]
        if named:
            custom = {code: one for code, one in row.custom.items() if code not in named}
            if way[1]:
                custom |= dict.fromkeys(named, way[1])
            changed.append({"record": row.id, "values": custom})
            changes = {f"custom.{code}": list(way) for code in named}
            lines.append(audit_row(row, "changed", changes, uow))
    if not changed:
        return
    statement = update(table).where(table.c.id == bindparam("record"))
    said = statement.values(
        custom=bindparam("values", type_=table.c.custom.type),
        version=table.c.version + 1,
        updated_at=uow.now,
        updated_by=uow.actor.user_id,
    )
    uow.session.connection().execute(said, changed)
    write_history(uow.session, lines)
