"""What a condition can ask about: the fields of customers, activities and opportunities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from salesforce_lite.custom_fields import CustomField, Kind, all_fields, seen_fields
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork

CUSTOMER, ACTIVITY, OPPORTUNITY = "customer", "activity", "opportunity"
KNOWN, UNKNOWN = "known", "unknown"


class FieldKind(StrEnum):
    """How values of a field compare."""

    CHOICE = "choice"
    SET = "set"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAYS = "days"
    YES_NO = "yes_no"
    DATE = "date"


OPERATORS: Mapping[FieldKind, tuple[str, ...]] = {
    FieldKind.CHOICE: ("is", "is_not", "one_of"),
    FieldKind.SET: ("contains", "contains_any", "contains_none"),
    FieldKind.TEXT: ("is", "contains", "begins"),
    FieldKind.NUMBER: ("at_least", "at_most", "between"),
    FieldKind.MONEY: ("at_least", "at_most", "between"),
    FieldKind.DAYS: ("at_least", "at_most"),
    FieldKind.YES_NO: ("is",),
    FieldKind.DATE: ("before", "after", "between"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: `label` is marked for translation, those of custom fields are the administrator's.

    `is_id` says that values are ids of records. A field that is always known has no value to miss;
    one with `is_only_known` leads to records of which there are too many to choose from.
    """

    key: str
    kind: FieldKind
    label: str = ""
    is_id: bool = False
    is_always_known: bool = False
    is_only_known: bool = False
    custom: CustomField | None = None

    @property
    def about(self) -> str:
        """“customer”, “activity” or “opportunity”."""
        return self.key.partition(".")[0]

    @property
    def operators(self) -> tuple[str, ...]:
        if self.is_only_known:
            return (KNOWN, UNKNOWN)
        presence = () if self.is_always_known else (KNOWN, UNKNOWN)
        return (*OPERATORS[self.kind], *presence)


Fields = Mapping[str, Field]


def all_fields_by_key(uow: UnitOfWork) -> Fields:
    """Every field that there is now: the built-in ones, and custom ones that are not retired."""
    found = {field.key: field for field in _BUILT_IN}
    for entity in (CUSTOMER, ACTIVITY, OPPORTUNITY):
        found |= {field.key: field for field in _custom(uow, entity)}
    return found


def seen_keys(uow: UnitOfWork) -> frozenset[str]:
    """Keys of the custom fields that the actor sees."""
    return uow.once(
        "scoring.seen",
        lambda: frozenset(
            f"{entity}.custom.{field.code}"
            for entity in (CUSTOMER, ACTIVITY, OPPORTUNITY)
            for field in seen_fields(uow, entity)
        ),
    )


def _custom(uow: UnitOfWork, entity: str) -> Iterator[Field]:
    for field in all_fields(uow, entity):
        if field.is_live:
            yield custom_field(field)


def custom_field(field: CustomField) -> Field:
    """A custom field as conditions see it."""
    kind = Kind(field.kind)
    return Field(
        key=f"{field.entity}.custom.{field.code}",
        kind=_KINDS[kind],
        is_id=kind in (Kind.CUSTOMER, Kind.USER),
        is_only_known=kind == Kind.CUSTOMER,
        custom=field,
    )


_KINDS: Mapping[Kind, FieldKind] = {
    Kind.TEXT: FieldKind.TEXT,
    Kind.LONG_TEXT: FieldKind.TEXT,
    Kind.LINK: FieldKind.TEXT,
    Kind.NUMBER: FieldKind.NUMBER,
    Kind.MONEY: FieldKind.MONEY,
    Kind.DATE: FieldKind.DATE,
    Kind.CHOICE: FieldKind.CHOICE,
    Kind.CHOICES: FieldKind.SET,
    Kind.YES_NO: FieldKind.YES_NO,
    Kind.CUSTOMER: FieldKind.CHOICE,
    Kind.USER: FieldKind.CHOICE,
}

_BUILT_IN = (
    Field(
        key="customer.kind",
        kind=FieldKind.CHOICE,
        label=N_("Organisation or person"),
        is_always_known=True,
    ),
    Field(
        key="customer.lifecycle",
        kind=FieldKind.CHOICE,
        label=N_("Lifecycle"),
        is_always_known=True,
    ),
    Field(key="customer.roles", kind=FieldKind.SET, label=N_("Roles")),
    Field(key="customer.tags", kind=FieldKind.SET, label=N_("Tags")),
    Field(key="customer.name", kind=FieldKind.TEXT, label=N_("Name"), is_always_known=True),
    Field(key="customer.country", kind=FieldKind.CHOICE, label=N_("Country")),
    Field(key="customer.city", kind=FieldKind.TEXT, label=N_("City")),
    Field(key="customer.owner_id", kind=FieldKind.CHOICE, label=N_("Owner"), is_id=True),
    Field(key="customer.portfolio_id", kind=FieldKind.CHOICE, label=N_("Portfolio"), is_id=True),
    Field(
        key="customer.has_email",
        kind=FieldKind.YES_NO,
        label=N_("Has an e-mail address"),
        is_always_known=True,
    ),
    Field(
        key="customer.has_phone",
        kind=FieldKind.YES_NO,
        label=N_("Has a phone number"),
        is_always_known=True,
    ),
    Field(
        key="customer.has_website",
        kind=FieldKind.YES_NO,
        label=N_("Has a website"),
        is_always_known=True,
    ),
    Field(
        key="customer.has_tax_id",
        kind=FieldKind.YES_NO,
        label=N_("Has a tax id"),
        is_always_known=True,
    ),
    Field(
        key="customer.created_at",
        kind=FieldKind.DAYS,
        label=N_("First entered"),
        is_always_known=True,
    ),
    Field(key="customer.last_contact", kind=FieldKind.DAYS, label=N_("Last contact")),
    Field(key="activity.kind", kind=FieldKind.CHOICE, label=N_("Kind"), is_always_known=True),
    Field(key="activity.outcome", kind=FieldKind.CHOICE, label=N_("Outcome")),
    Field(key="activity.channel", kind=FieldKind.CHOICE, label=N_("Channel")),
    Field(
        key="opportunity.outcome",
        kind=FieldKind.CHOICE,
        label=N_("Open, won or lost"),
        is_always_known=True,
    ),
    Field(
        key="opportunity.pipeline_id",
        kind=FieldKind.CHOICE,
        label=N_("Pipeline"),
        is_id=True,
        is_always_known=True,
    ),
    Field(
        key="opportunity.stage_id",
        kind=FieldKind.CHOICE,
        label=N_("Stage"),
        is_id=True,
        is_always_known=True,
    ),
    Field(key="opportunity.source", kind=FieldKind.CHOICE, label=N_("Source")),
    Field(key="opportunity.loss_reason", kind=FieldKind.CHOICE, label=N_("Reason of the loss")),
    Field(key="opportunity.amount", kind=FieldKind.MONEY, label=N_("Amount")),
)
