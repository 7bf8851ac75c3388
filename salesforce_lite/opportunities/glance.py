"""Sentences about the opportunities of a customer, and about one opportunity."""

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import get_locale, gettext, ngettext

from salesforce_lite.company import Total
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage
from salesforce_lite.opportunities.service import today_of
from salesforce_lite.opportunities.standing import Standing, standing_with
from salesforce_lite.opportunities.sums import currencies_of, reckoning
from salesforce_lite.opportunities.words import days_in_stage, is_slow, show_amount
from salesforce_lite.plugin import GlanceLine
from salesforce_lite.web import show_date


def customer_lines(uow: UnitOfWork, customer: Customer) -> list[GlanceLine]:
    """What is open with the customer, and the last sale."""
    if not uow.actor.may("opportunities.view"):
        return []
    standing = standing_with(uow, customer)
    lines = [_open_line(uow, customer, standing)] if standing.open else []
    if standing.won_on:
        month = format_skeleton("yMMMM", standing.won_on, locale=get_locale() or "en")
        text = gettext("Last sale won in %(month)s.", month=month)
        url = url_for("opportunities.index", view="list", outcome=Outcome.WON, customer=customer.id)
        lines.append(
            GlanceLine(
                text=text, icon="trophy", urgency=60, reason=gettext("Show the sales"), url=url
            )
        )
    return lines


def _open_line(uow: UnitOfWork, customer: Customer, standing: Standing) -> GlanceLine:
    today = today_of(uow)
    total = reckoning(uow, currencies_of([standing.open]), today).amount(standing.open)
    is_late = standing.closes_on is not None and standing.closes_on < today
    words = {"amount": _whole(total), "date": show_date(standing.closes_on)}
    text = (
        ngettext(
            "%(num)d open opportunity, %(amount)s; it should have closed on %(date)s.",
            "%(num)d open opportunities, %(amount)s; the oldest should have closed on %(date)s.",
            standing.count,
            **words,
        )
        if is_late
        else ngettext(
            "%(num)d open opportunity, %(amount)s; it closes on %(date)s.",
            "%(num)d open opportunities, %(amount)s; the next closes on %(date)s.",
            standing.count,
            **words,
        )
    )
    return GlanceLine(
        text=text,
        icon="opportunities",
        urgency=30 if is_late else 40,
        state="warn" if is_late else "",
        reason=gettext("Show them"),
        url=url_for("opportunities.index", view="list", customer=customer.id),
    )


def _whole(total: Total) -> str:
    """The sum in the company's currency, and beside it what has no rate yet."""
    apart = [part.amount for part in total.parts if part.converted is None]
    is_all_apart = len(apart) == len(total.parts) > 0
    return " + ".join(map(show_amount, apart if is_all_apart else [total.amount, *apart]))


def opportunity_lines(uow: UnitOfWork, opportunity: Opportunity) -> list[GlanceLine]:
    """What holds the sale up; a closed one needs nothing. What is next, activities tell."""
    if not opportunity.is_open:
        return []
    lines = [_standing(uow, opportunity)]
    late = (today_of(uow) - opportunity.expected_close_on).days
    if late > 0:
        text = ngettext(
            "It should have closed %(num)d day ago.",
            "It should have closed %(num)d days ago.",
            late,
        )
        lines.append(GlanceLine(text=text, icon="calendar", urgency=20, state="warn"))
    return lines


def _standing(uow: UnitOfWork, opportunity: Opportunity) -> GlanceLine:
    stage = uow.session.get_one(Stage, opportunity.stage_id)
    days = days_in_stage(uow, opportunity)
    if is_slow(uow, opportunity, stage):
        text = ngettext(
            "%(num)d day in %(stage)s, longer than the usual %(usual)s.",
            "%(num)d days in %(stage)s, longer than the usual %(usual)s.",
            days,
            stage=stage.name,
            usual=stage.usual_days,
        )
        return GlanceLine(text=text, icon="clock", urgency=25, state="warn")
    if days == 0:
        text = gettext("In %(stage)s since today.", stage=stage.name)
    else:
        text = ngettext(
            "%(num)d day in %(stage)s.", "%(num)d days in %(stage)s.", days, stage=stage.name
        )
    return GlanceLine(text=text, icon="stage", urgency=70)
