"""Custom fields as programs send and see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import Input, Moment, Query, Record

Entity = Literal["customer", "contact", "opportunity", "activity"]
FieldKind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "choice",
    "choices",
    "yes_no",
    "link",
    "customer",
    "user",
]
Label = Annotated[str, Meta(max_length=120)]
Code = Annotated[str, Meta(max_length=40)]
Role = Annotated[str, Meta(max_length=40)]


class Option(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One value of a choice; without a code it is new and gets one."""

    code: Code = ""
    label_en: Label = ""
    label_es: Label = ""
    is_retired: bool = False


class CustomFieldView(Record, kw_only=True, frozen=True):
    """A field that an administrator made; records keep values under its code, in `custom`.

    `roles` are those that see it, none for everybody; told to who looks after fields, else null.
    """

    entity: Entity
    code: str
    kind: FieldKind
    label_en: str
    label_es: str
    help_en: str
    help_es: str
    section_en: str
    section_es: str
    options: list[Option]
    default_value: Any
    is_required: bool
    is_listed: bool
    is_upfront: bool
    is_searched: bool
    roles: list[str] | None
    position: int
    retired_at: Moment | None
    created_at: Moment
    updated_at: Moment


class CustomFieldWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a field is like; what is left out stays as it is.

    Options that stand already are named by their codes: they may be renamed or retired, never left
    out. The kind stays once there are values.
    """

    kind: FieldKind | UnsetType = UNSET
    label_en: Label | UnsetType = UNSET
    label_es: Label | UnsetType = UNSET
    help_en: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    help_es: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    section_en: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    section_es: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    options: Annotated[list[Option], Meta(max_length=400)] | UnsetType = UNSET
    default_value: Any = UNSET
    is_required: bool | UnsetType = UNSET
    is_listed: bool | UnsetType = UNSET
    is_upfront: bool | UnsetType = UNSET
    is_searched: bool | UnsetType = UNSET
    roles: Annotated[list[Role], Meta(max_length=50)] | UnsetType = UNSET


class NewCustomField(CustomFieldWrite, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new field, at the end; without a code one is made of its label."""

    entity: Entity
    kind: FieldKind
    code: Code = ""
    id: UUID | UnsetType = UNSET


class CustomFieldQuery(Query, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which fields; retired ones are for who looks after fields."""

    entity: Entity | None = None
    retired: bool = False


class FieldPlace(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The place among the fields of its entity, counted from 1 without the retired ones."""

    place: Annotated[int, Meta(ge=1, le=1000)]
