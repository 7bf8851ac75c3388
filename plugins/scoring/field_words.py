"""What fields and their values are called, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import gettext, pgettext
from sqlalchemy import select

from salesforce_lite.access import User, list_users
from salesforce_lite.activities import CHANNELS
from salesforce_lite.countries import country_names
from salesforce_lite.custom_fields import search_key
from salesforce_lite.customers import CustomerKind, Lifecycle
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import ListValue, list_values
from salesforce_lite.opportunities import (
    LOSS_REASONS,
    SOURCES,
    Outcome,
    list_pipelines,
)
from salesforce_lite.team import list_portfolios
from salesforce_lite.web import current_contributions, kind_name, locale_code

from .fields import Field, all_fields_by_key, seen_keys

Choices = tuple[tuple[str, str], ...]

OPERATOR_WORDS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "one_of": N_("is one of"),
    "contains": N_("contains"),
    "contains_any": N_("contains one of"),
    "contains_none": N_("contains none of"),
    "begins": N_("begins with"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "between": N_("between"),
    "before": N_("before"),
    "after": N_("after"),
    "known": N_("is filled in"),
    "unknown": N_("is not filled in"),
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as the editor offers it; `choose` reads what can be chosen when somebody asks."""

    key: str
    label: str
    kind: str
    about: str
    choose: Callable[[], Choices]
    operators: tuple[str, ...]

    @property
    def choices(self) -> Choices:
        """(value, label); empty where values are typed."""
        return self.choose()


def known_fields(uow: UnitOfWork) -> Mapping[str, FieldSpec]:
    """Every field that conditions can ask for, by its key, in the reader's language.

    Custom fields that the reader does not see are not offered; rules about them stay.
    """
    seen = seen_keys(uow)
    return {
        key: FieldSpec(
            key,
            field_label(field),
            field.kind.value,
            field.about,
            partial(choices_of, uow, field),
            field.operators,
        )
        for key, field in all_fields_by_key(uow).items()
        if field.custom is None or key in seen
    }


def field_label(field: Field) -> str:
    return field.custom.label(locale_code()) if field.custom else str(gettext(field.label))


def choices_of(uow: UnitOfWork, field: Field) -> Choices:
    """(value, label) of what can be chosen now; empty where values are typed."""
    return uow.once(("scoring.choices", field.key), lambda: _choices(uow, field))


def _choices(uow: UnitOfWork, field: Field) -> Choices:
    if field.custom is not None:
        if field.is_id:
            return () if field.is_only_known else _people(uow)
        locale = locale_code()
        return tuple((one.code, one.label(locale)) for one in field.custom.options)
    read = _CHOICES.get(field.key)
    return read(uow) if read else ()


def value_label(uow: UnitOfWork, field: Field, value: Any) -> str:
    """A value in words; one that cannot be chosen any more has its name where it is known."""
    text = str(value)
    label = dict(choices_of(uow, field)).get(text)
    if label is not None:
        return label
    if field.key == "customer.owner_id" or (field.custom and field.is_id):
        name = uow.session.scalar(select(User.name).where(User.id == UUID(text)))
        return name or str(gettext("somebody who has left"))
    return str(gettext("a value that is gone")) if field.is_id else text


def _kinds(_uow: UnitOfWork) -> Choices:
    return (
        (CustomerKind.ORGANIZATION.value, str(gettext("Organisation"))),
        (CustomerKind.PERSON.value, str(gettext("Person"))),
    )


_LIFECYCLE = {
    Lifecycle.LEAD: N_("Lead"),
    Lifecycle.QUALIFIED: N_("Qualified"),
    Lifecycle.ACTIVE: N_("Active"),
    Lifecycle.DORMANT: N_("Dormant"),
    Lifecycle.LOST: N_("Lost"),
}
_CHANNELS = {
    "whatsapp": N_("WhatsApp"),
    "sms": N_("SMS"),
    "chat": N_("Chat"),
    "telegram": N_("Telegram"),
}


def _outcomes(_uow: UnitOfWork) -> Choices:
    return (
        (Outcome.OPEN.value, str(pgettext("opportunity", "Open"))),
        (Outcome.WON.value, str(pgettext("opportunity", "Won"))),
        (Outcome.LOST.value, str(pgettext("opportunity", "Lost"))),
    )


def _marked(labels: Mapping[Any, str]) -> Choices:
    return tuple((str(code), str(gettext(label))) for code, label in labels.items())


def _listed(name: str) -> Callable[[UnitOfWork], Choices]:
    def read(uow: UnitOfWork) -> Choices:
        locale = locale_code()
        return tuple((one.code, one.label(locale)) for one in list_values(uow, name, retired=True))

    return read


def _countries(_uow: UnitOfWork) -> Choices:
    named = country_names(locale_code())
    return tuple(sorted(named.items(), key=lambda one: search_key(one[1])))


def _people(uow: UnitOfWork) -> Choices:
    return tuple((str(user.id), user.name) for user in list_users(uow))


def _portfolios(uow: UnitOfWork) -> Choices:
    return tuple((str(one.id), one.name) for one in list_portfolios(uow))


def _activity_kinds(_uow: UnitOfWork) -> Choices:
    """Retired ones too: there are activities of them."""
    return tuple((kind.code, kind_name(kind)) for kind in current_contributions().activity_kinds)


def _activity_outcomes(uow: UnitOfWork) -> Choices:
    """Those of all kinds; what has the same code is the same for a rule."""
    begins = ListValue.list_name.startswith("activity.outcome.", autoescape=True)
    query = select(ListValue).where(begins).order_by(ListValue.list_name, ListValue.position)
    locale = locale_code()
    labels: dict[str, str] = {}
    for one in uow.session.scalars(query):
        labels.setdefault(one.code, one.label(locale))
    return tuple(sorted(labels.items(), key=lambda one: search_key(one[1])))


def _pipelines(uow: UnitOfWork) -> Choices:
    if not uow.actor.may("opportunities.view"):
        return ()
    found = list_pipelines(uow, retired=True)
    return tuple((str(one.pipeline.id), one.pipeline.name) for one in found)


def _stages(uow: UnitOfWork) -> Choices:
    if not uow.actor.may("opportunities.view"):
        return ()
    found = list_pipelines(uow, retired=True)
    if len(found) == 1:
        return tuple((str(stage.id), stage.name) for stage in found[0].stages)
    return tuple(
        (str(stage.id), f"{one.pipeline.name} – {stage.name}")
        for one in found
        for stage in one.stages
    )


_CHOICES: Mapping[str, Callable[[UnitOfWork], Choices]] = {
    "customer.kind": _kinds,
    "customer.lifecycle": lambda _uow: _marked(_LIFECYCLE),
    "customer.roles": _listed("customer.role"),
    "customer.country": _countries,
    "customer.owner_id": _people,
    "customer.portfolio_id": _portfolios,
    "activity.kind": _activity_kinds,
    "activity.outcome": _activity_outcomes,
    "activity.channel": lambda _uow: _marked({code: _CHANNELS[code] for code in CHANNELS}),
    "opportunity.outcome": _outcomes,
    "opportunity.pipeline_id": _pipelines,
    "opportunity.stage_id": _stages,
    "opportunity.source": _listed(SOURCES),
    "opportunity.loss_reason": _listed(LOSS_REASONS),
}
