"""Words for opportunities: outcomes, fields of the history, how long it stands in a stage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_pgettext, ngettext
from sqlalchemy import select

from salesforce_lite.custom_pages import custom_words
from salesforce_lite.customers import (
    Contact,
    Customer,
    known_contacts,
    owner_names,
    visible_customers,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities.links import LOSS_REASONS, SOURCES
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage
from salesforce_lite.web import FieldWords, locale_code, show_date, show_money

# In a context of their own: a lost customer and a lost opportunity differ in some languages.
OUTCOME_LABELS = {
    Outcome.OPEN: lazy_pgettext("opportunity", "Open"),
    Outcome.WON: lazy_pgettext("opportunity", "Won"),
    Outcome.LOST: lazy_pgettext("opportunity", "Lost"),
}
OUTCOME_LOOKS = {
    Outcome.OPEN: ("info", "opportunities"),
    Outcome.WON: ("good", "trophy"),
    Outcome.LOST: ("neutral", "x-circle"),
}
DAY = 86_400


def show_amount(value: Money | None) -> str:
    """An amount without cents where it has none: boards and reports are read at a glance."""
    return show_money(value, short=True)


def days_in_stage(uow: UnitOfWork, opportunity: Opportunity) -> int:
    return max(0, (uow.now - opportunity.stage_since).days)


def is_slow(uow: UnitOfWork, opportunity: Opportunity, stage: Stage) -> bool:
    """Whether it stands longer in the stage than is usual."""
    usual = stage.usual_days
    return opportunity.is_open and usual is not None and days_in_stage(uow, opportunity) > usual


def days_words(days: int) -> str:
    """Time in a stage, short enough for a card."""
    words: str = ngettext("%(num)d day", "%(num)d days", days)
    return words


def value_labels(uow: UnitOfWork, list_name: str) -> dict[str, str]:
    known = list_values(uow, list_name, retired=True)
    return {value.code: value.label(locale_code()) for value in known}


def opportunity_words(
    uow: UnitOfWork, saves: Iterable[Mapping[str, Sequence[Any]]]
) -> dict[str, FieldWords]:
    """Label and words of every field; names behind ids are read at once, where there are any."""
    saves = list(saves)
    values = [(name, value) for save in saves for name, pair in save.items() for value in pair]
    return {
        "title": FieldWords(N_("Title")),
        "customer_id": FieldWords(N_("Customer"), _names(values, "customer_id", _customers(uow))),
        "amount": FieldWords(N_("Amount"), _money),
        "probability_set": FieldWords(N_("Probability"), _percent),
        "expected_close_on": FieldWords(N_("Expected close"), _day),
        "contact_id": FieldWords(N_("Contact"), _names(values, "contact_id", _contacts(uow))),
        "source": FieldWords(N_("Source"), _choice(uow, values, "source", SOURCES)),
        "competitor": FieldWords(N_("Competitor")),
        "owner_id": FieldWords(N_("Owner"), _names(values, "owner_id", _owners(uow))),
        "stage_id": FieldWords(N_("Stage"), _names(values, "stage_id", _stages(uow))),
        "loss_reason": FieldWords(N_("Reason"), _choice(uow, values, "loss_reason", LOSS_REASONS)),
        "note": FieldWords(N_("Note")),
        **custom_words(uow, "opportunity", saves),
    }


def saved_words(
    uow: UnitOfWork, changes: Iterable[Mapping[str, Sequence[Any]]]
) -> dict[str, FieldWords]:
    """Those of the history of everything, where nothing else tells how a sale ended."""
    return opportunity_words(uow, changes) | {"outcome": FieldWords(N_("Outcome"), _outcome)}


def _outcome(code: str | None) -> str:
    return str(OUTCOME_LABELS[Outcome(code)]) if code in set(Outcome) else code or ""


def _money(value: Any) -> str:
    return show_money(Money.of(value["amount"], value["currency"])) if value else ""


def _percent(value: Any) -> str:
    return gettext("%(percent)s %%", percent=value) if value is not None else ""


def _day(value: Any) -> str:
    return show_date(date.fromisoformat(value)) if value else ""


Named = Iterable[tuple[str, Any]]


def _names(values: Named, field: str, find: Any) -> Any:
    """The names behind the ids of one field; who may not see what is behind reads no name."""
    ids = {UUID(value) for name, value in values if name == field and value}
    names = find(ids) if ids else {}
    return lambda value: names.get(UUID(value), gettext("not visible to you")) if value else ""


def _choice(uow: UnitOfWork, values: Named, field: str, list_name: str) -> Any:
    is_used = any(name == field and value for name, value in values)
    labels = value_labels(uow, list_name) if is_used else {}
    return lambda code: labels.get(code, code or "")


def _owners(uow: UnitOfWork) -> Any:
    return lambda ids: owner_names(uow, ids)


def _customers(uow: UnitOfWork) -> Any:
    rows = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    return lambda ids: dict(uow.session.execute(rows.where(Customer.id.in_(ids))).all())


def _contacts(uow: UnitOfWork) -> Any:
    rows = known_contacts(uow).with_only_columns(Contact.id, Contact.name)
    return lambda ids: dict(uow.session.execute(rows.where(Contact.id.in_(ids))).all())


def _stages(uow: UnitOfWork) -> Any:
    rows = select(Stage.id, Stage.name)
    return lambda ids: dict(uow.session.execute(rows.where(Stage.id.in_(ids))).all())
