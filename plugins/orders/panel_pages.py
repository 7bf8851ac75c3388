"""What the pages of a customer and of an opportunity show of purchases."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.plugin import GlanceLine
from salesforce_lite.web import show_datetime, show_money

from .advice_words import advice_words, trend_words
from .base import money
from .company_days import CompanyDays
from .customer_model import Advice, CreditFacts, CustomerTotal, YearTotal
from .listing import list_orders, list_quotes
from .quotes import newest_versions
from .trend import trend_of

_NEWEST = 5


def load_customer(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any] | None:
    """Totals by year, the newest orders, and what is advised; None where nothing was ever sold."""
    total = uow.session.get(CustomerTotal, customer.id)
    credit = uow.session.get(CreditFacts, customer.id)
    advice = uow.session.get(Advice, customer.id)
    orders = list_orders(uow, customer_id=customer.id, limit=_NEWEST, name="panel").items
    days = CompanyDays(uow)
    query = select(YearTotal).where(YearTotal.customer_id == customer.id)
    rows = list(uow.session.scalars(query.order_by(YearTotal.year.desc())))
    years: dict[int, int] = {}
    for row in rows:
        years[row.year] = years.get(row.year, 0) + row.company_net_minor
    return {
        "customer": customer,
        "total": total,
        "orders": orders,
        "years": [(year, Money(minor, days.currency)) for year, minor in list(years.items())[:3]],
        "unconverted": sorted({row.currency for row in rows if row.unconverted_minor}),
        "credit": credit,
        "credit_words": _credit_words(credit) if credit else [],
        "money_of": money,
        "advice": advice_words(uow, advice) if advice else None,
        "trend": trend_words(trend) if (trend := trend_of(uow, customer.id)) else "",
    }


def load_opportunity(uow: UnitOfWork, opportunity: Opportunity) -> Mapping[str, Any]:
    """Its quotes and orders."""
    quotes = list_quotes(uow, opportunity_id=opportunity.id, limit=_NEWEST, name="panel").items
    return {
        "opportunity": opportunity,
        "quotes": quotes,
        "versions": newest_versions(uow, quotes),
        "orders": list_orders(
            uow, opportunity_id=opportunity.id, limit=_NEWEST, name="panel"
        ).items,
    }


def about_credit(uow: UnitOfWork, customer: Customer) -> Sequence[GlanceLine]:
    """Blocked, or overdue: with whoever says so, and as of when."""
    facts = uow.session.get(CreditFacts, customer.id)
    if facts is None or not uow.actor.may("orders.view"):
        return []
    if facts.is_blocked:
        text = gettext("Blocked, says %(source)s as of %(when)s", **_said(facts, "is_blocked"))
        return [GlanceLine(text=text, icon="lock", urgency=10, state="bad")]
    overdue = money(facts.overdue_minor, facts.currency)
    if overdue is None or not overdue.minor:
        return []
    text = gettext(
        "%(amount)s overdue, says %(source)s as of %(when)s",
        amount=show_money(overdue),
        **_said(facts, "overdue"),
    )
    return [GlanceLine(text=text, icon="money", urgency=20, state="warn")]


def _said(facts: CreditFacts, fact: str) -> dict[str, str]:
    when, source = facts.word_on(fact) or (facts.as_of, facts.source)
    return {"source": source, "when": show_datetime(when)}


def _credit_words(facts: CreditFacts) -> list[str]:
    """As of when, and by whom: once where all was told at once, else of each fact that stands."""
    labels = {
        "overdue": gettext("Overdue"),
        "credit_limit": gettext("Credit limit"),
        "is_blocked": gettext("Blocked"),
    }
    is_told = {
        "overdue": facts.overdue_minor is not None,
        "credit_limit": facts.credit_limit_minor is not None,
        "is_blocked": facts.is_blocked,
    }
    words = {
        name: gettext("As of %(when)s, says %(source)s", **_said(facts, name))
        for name in labels
        if is_told[name]
    }
    if len(set(words.values())) <= 1:
        said = {"source": facts.source, "when": show_datetime(facts.as_of)}
        return [*words.values()][:1] or [gettext("As of %(when)s, says %(source)s", **said)]
    return [f"{labels[name]}: {text}" for name, text in words.items()]
