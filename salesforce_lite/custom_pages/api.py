"""Custom fields for programs: those that the actor sees, and how administrators keep them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Listed, Query, Resource, chosen, expected_version
from salesforce_lite.custom_fields import (
    ENTITIES,
    MANAGE,
    CustomField,
    FieldOption,
    FieldSettings,
    Kind,
    add_field,
    change_field,
    delete_field,
    money_of,
    move_field,
    retire_field,
    revive_field,
    seen_fields,
)
from salesforce_lite.custom_pages.schemas import (
    CustomFieldQuery,
    CustomFieldView,
    CustomFieldWrite,
    FieldPlace,
    NewCustomField,
    Option,
)
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude
from salesforce_lite.web import SIGNED_IN, current_uow

resource = Resource(
    name="custom-fields", title=N_("Fields"), about="custom_field", shape=CustomFieldView
)

_TEXTS = ("label_en", "label_es", "help_en", "help_es", "section_en", "section_es")
_FLAGS = ("is_required", "is_listed", "is_upfront", "is_searched")


def field_view(uow: UnitOfWork, field: CustomField) -> CustomFieldView:
    """As programs see the field."""
    # The version that a change makes is known now.
    uow.session.flush()
    return CustomFieldView(
        id=field.id,
        version=field.version,
        entity=cast(Any, field.entity),
        code=field.code,
        kind=cast(Any, field.kind),
        **{name: getattr(field, name) for name in (*_TEXTS, *_FLAGS)},
        options=[Option(**one.as_json()) for one in field.options],
        default_value=_default(field),
        roles=list(field.roles) if uow.actor.may(MANAGE) else None,
        position=field.position,
        retired_at=field.retired_at,
        created_at=field.created_at,
        updated_at=field.updated_at,
    )


def _default(field: CustomField) -> Any:
    """What new records get, as it is sent."""
    if field.kind != Kind.MONEY or field.default_value is None:
        return field.default_value
    money = money_of(field.default_value)
    return {"amount": str(money.amount), "currency": money.currency} if money else None


@resource.get("", needs=SIGNED_IN)
def index(query: CustomFieldQuery) -> Listed[CustomFieldView]:
    """All fields that the actor sees, in their order."""
    uow = current_uow()
    entities = [query.entity] if query.entity else ENTITIES
    return Listed(items=_seen(uow, entities, retired=query.retired))


def _seen(uow: UnitOfWork, entities: Sequence[str], *, retired: bool) -> list[CustomFieldView]:
    return [
        field_view(uow, field)
        for entity in entities
        for field in seen_fields(uow, entity, retired=retired)
    ]


@resource.get("/<uuid:field_id>", needs=SIGNED_IN)
def show(field_id: UUID, query: Query) -> CustomFieldView:
    """One field."""
    seen = _seen(current_uow(), ENTITIES, retired=True)
    found = next((field for field in seen if field.id == field_id), None)
    if found is None:
        raise NotFoundError
    return found


@resource.post("", needs=MANAGE, status=201)
def create(body: NewCustomField) -> CustomFieldView:
    """Add a field at the end of its entity."""
    uow = current_uow()
    new_id = chosen(body.id)
    field = add_field(uow, body.entity, body.kind, _settings(body), code=body.code, new_id=new_id)
    return field_view(uow, field)


@resource.patch("/<uuid:field_id>", needs=MANAGE)
def change(field_id: UUID, body: CustomFieldWrite) -> CustomFieldView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    kind = chosen(body.kind)
    field = change_field(uow, field_id, _settings(body), kind=kind, version=expected_version())
    return field_view(uow, field)


@resource.post("/<uuid:field_id>/place", needs=MANAGE)
def move(field_id: UUID, body: FieldPlace) -> CustomFieldView:
    """Put the field at another place of its entity."""
    uow = current_uow()
    return field_view(uow, move_field(uow, field_id, body.place, version=expected_version()))


@resource.post("/<uuid:field_id>/retirement", needs=MANAGE)
def retire(field_id: UUID) -> CustomFieldView:
    """Show and ask for the field no more; its values are kept."""
    uow = current_uow()
    return field_view(uow, retire_field(uow, field_id, version=expected_version()))


@resource.post("/<uuid:field_id>/revival", needs=MANAGE)
def revive(field_id: UUID) -> CustomFieldView:
    """Take a retired field back, with the values that records have."""
    uow = current_uow()
    return field_view(uow, revive_field(uow, field_id, version=expected_version()))


@resource.delete("/<uuid:field_id>", needs=MANAGE)
def delete(field_id: UUID) -> None:
    """Remove a field for good; only one of which no record has a value."""
    delete_field(current_uow(), field_id, version=expected_version())


def _settings(body: CustomFieldWrite) -> FieldSettings:
    said: dict[str, Any] = {
        name: value
        for name in (*_TEXTS, *_FLAGS, "default_value", "roles")
        if (value := getattr(body, name)) is not UNSET
    }
    if body.options is not UNSET:
        said["options"] = [
            FieldOption(one.code, one.label_en, one.label_es, is_retired=one.is_retired)
            for one in body.options
        ]
    return cast(FieldSettings, said)


def _of_everybody(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[CustomFieldView]]:
    return dict.fromkeys(ids, _seen(uow, ENTITIES, retired=False))


own_fields = ApiInclude(
    about="me",
    name="custom_fields",
    resource="custom-fields",
    permission="",
    shape=CustomFieldView,
    load=_of_everybody,
)
