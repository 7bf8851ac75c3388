"""Use cases of those who keep custom fields: add, change, move, retire, take back, delete."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import list_roles
from salesforce_lite.audit import Said, made_before
from salesforce_lite.custom_fields.errors import (
    FieldInUseError,
    FieldTakenError,
    KindFixedError,
    TooManyFieldsError,
)
from salesforce_lite.custom_fields.model import ENTITIES, MANAGE, CustomField, CustomValue, Kind
from salesforce_lite.custom_fields.reserved import RESERVED
from salesforce_lite.custom_fields.searching import follow_search, is_found_by
from salesforce_lite.custom_fields.settings import (
    CODE,
    LONGEST_CODE,
    SEARCHED_KINDS,
    FieldSettings,
    apply_settings,
    code_from,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.positions import put_at
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

MOST_FIELDS = 100
_NOT_A_CODE = N_("A code is at most 40 small letters, digits and underscores, a letter first.")
_RESERVED = N_("Files have a column of this name already. Choose another code.")
_NOT_A_CHOICE = N_("This is none of the choices.")


def fields_to_keep(uow: UnitOfWork, entity: str) -> Sequence[CustomField]:
    """All fields of an entity in their order, retired ones too, for who looks after them."""
    uow.actor.require(MANAGE)
    query = select(CustomField).where(CustomField.entity == entity)
    return uow.session.scalars(query.order_by(CustomField.position, CustomField.code)).all()


def get_field(uow: UnitOfWork, field_id: UUID) -> CustomField:
    """One field; raises NotFoundError."""
    uow.actor.require(MANAGE)
    field = uow.session.get(CustomField, field_id)
    if field is None:
        raise NotFoundError
    return field


def has_values(uow: UnitOfWork, field_id: UUID) -> bool:
    """Whether any record has a value of it, deleted ones included."""
    query = select(CustomValue.record_id).where(CustomValue.field_id == field_id)
    return uow.session.execute(query.limit(1)).first() is not None


def add_field(
    uow: UnitOfWork,
    entity: str,
    kind: Kind | str,
    settings: FieldSettings,
    *,
    code: str = "",
    new_id: UUID | None = None,
) -> CustomField:
    """Add a field at the end; without a code one is made of its label.

    Sent again with the `new_id` that a program chose, it is the one that was made at first.
    """
    uow.actor.require(MANAGE)
    if entity not in ENTITIES:
        raise InvalidInputError(fields={"entity": _NOT_A_CHOICE})
    if kind not in set(Kind):
        raise InvalidInputError(fields={"kind": _NOT_A_CHOICE})
    labels = {name: said for name, said in settings.items() if name in ("label_en", "label_es")}
    said = Said(fields={"entity": entity, "kind": str(kind)} | labels, new_id=new_id)
    if before := made_before(uow, said, get_field):
        return before
    present = _fields_in_turn(uow, entity)
    if sum(one.is_live for one in present) >= MOST_FIELDS:
        raise TooManyFieldsError(most=MOST_FIELDS)
    field = CustomField(entity=entity, code="", kind=str(kind))
    if new_id is not None:
        field.id = new_id
    apply_settings(field, settings, known_roles=_role_names(uow))
    _refuse_taken(field, present)
    field.code = _checked_code(code) if code else _free_code(field, present)
    if any(one.code == field.code for one in present):
        raise FieldTakenError(label=field.code)
    field.position = max((one.position + 1 for one in present), default=0)
    uow.session.add(field)
    uow.session.flush()
    return field


def change_field(
    uow: UnitOfWork,
    field_id: UUID,
    settings: FieldSettings,
    *,
    kind: Kind | str | None = None,
    version: int | None = None,
) -> CustomField:
    """Change what a field is like. Its code stays; its kind too, once there are values."""
    field, present = _to_change(uow, field_id, version)
    was_found_by = is_found_by(field)
    is_new_kind = kind is not None and kind != field.kind
    if kind is not None and is_new_kind:
        if kind not in set(Kind):
            raise InvalidInputError(fields={"kind": _NOT_A_CHOICE})
        _wait_for_saves(uow, field)
        if has_values(uow, field.id):
            raise KindFixedError(label=field.label(uow.actor.locale))
        field.kind, field.default_value = str(kind), None
        field.is_searched = field.is_searched and kind in SEARCHED_KINDS
    with uow.session.no_autoflush:
        apply_settings(field, settings, known_roles=_role_names(uow), is_new_kind=is_new_kind)
        if field.is_live:
            _refuse_taken(field, present)
    uow.session.flush()
    follow_search(uow, field, was_found_by=was_found_by)
    return field


def move_field(
    uow: UnitOfWork, field_id: UUID, place: int, *, version: int | None = None
) -> CustomField:
    """Let it be the one at that place of its entity, counted from 1 without the retired ones."""
    field, present = _to_change(uow, field_id, version)
    live = [one for one in present if one.is_live]
    put_at(place, field, live)
    uow.session.flush()
    return field


def retire_field(uow: UnitOfWork, field_id: UUID, *, version: int | None = None) -> CustomField:
    """Show and ask for it no more; its values are kept."""
    field, _present = _to_change(uow, field_id, version)
    if field.is_live:
        _wait_for_saves(uow, field)
        was_found_by, field.retired_at = is_found_by(field), uow.now
        uow.session.flush()
        follow_search(uow, field, was_found_by=was_found_by)
    return field


def revive_field(uow: UnitOfWork, field_id: UUID, *, version: int | None = None) -> CustomField:
    """Take a retired field back, with the values that records have."""
    field, present = _to_change(uow, field_id, version)
    if field.is_live:
        return field
    if sum(one.is_live for one in present) >= MOST_FIELDS:
        raise TooManyFieldsError(most=MOST_FIELDS)
    _refuse_taken(field, present)
    field.retired_at = None
    field.position = max(one.position for one in present) + 1
    uow.session.flush()
    follow_search(uow, field, was_found_by=False)
    return field


def delete_field(uow: UnitOfWork, field_id: UUID, *, version: int | None = None) -> CustomField:
    """Remove a field for good; only one of which no record has a value."""
    field, _present = _to_change(uow, field_id, version)
    _wait_for_saves(uow, field)
    if has_values(uow, field.id):
        raise FieldInUseError(label=field.label(uow.actor.locale))
    uow.session.delete(field)
    uow.session.flush()
    return field


def _to_change(
    uow: UnitOfWork, field_id: UUID, version: int | None
) -> tuple[CustomField, Sequence[CustomField]]:
    field = get_field(uow, field_id)
    present = _fields_in_turn(uow, field.entity)
    check_version(field, version)
    return field, present


def _fields_in_turn(uow: UnitOfWork, entity: str) -> Sequence[CustomField]:
    """As whoever changed them before has left them: labels and codes are rules about all."""
    take_turn(uow, f"custom fields {entity}")
    query = (
        select(CustomField)
        .where(CustomField.entity == entity)
        .order_by(CustomField.position, CustomField.code)
        .execution_options(populate_existing=True)
    )
    return uow.session.scalars(query).all()


def _wait_for_saves(uow: UnitOfWork, field: CustomField) -> None:
    """Records that are being saved keep their values of it first, and others wait for us."""
    with uow.session.no_autoflush:
        query = select(CustomField.id).where(CustomField.id == field.id)
        uow.session.execute(query.with_for_update())


def _role_names(uow: UnitOfWork) -> list[str]:
    return [role.name for role in list_roles(uow)]


def _checked_code(code: str) -> str:
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        raise InvalidInputError(fields={"code": _NOT_A_CODE})
    if code in RESERVED:
        raise InvalidInputError(fields={"code": _RESERVED})
    return code


def _free_code(field: CustomField, present: Sequence[CustomField]) -> str:
    taken = {one.code for one in present} | RESERVED
    return code_from(field.label_en or field.label_es, taken)


def _refuse_taken(field: CustomField, present: Sequence[CustomField]) -> None:
    """Two fields of one label would be one to whoever reads it, and to the files that say it."""
    wanted = {word.casefold(): word for word in (field.label_en, field.label_es) if word}
    for one in present:
        if one is not field and one.is_live:
            for word in (one.label_en, one.label_es, one.code):
                if word.casefold() in wanted:
                    raise FieldTakenError(label=wanted[word.casefold()])
