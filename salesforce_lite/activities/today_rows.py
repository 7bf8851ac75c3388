"""The rows of Today: what it is about, the reason in words, and what to do."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from flask_babel import gettext, ngettext

from salesforce_lite.activities.naming import customer_names
from salesforce_lite.activities.rows import ActivityRow, rows_of
from salesforce_lite.activities.today import Day, Needing, Slip, Slipping, Whose
from salesforce_lite.activities.words import call_words, days_since, show_day, show_title
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.web import current_actor, kind_like, show_date, show_money


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """An opportunity that slips, or that was won."""

    title: str
    url: str
    customer: str
    customer_url: str
    why: str
    amount: str
    plan_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer who needs us."""

    name: str
    url: str
    why: str
    is_promise: bool
    log_url: str
    log_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Everything Today shows, in words, and where the lists behind are."""

    overdue: list[ActivityRow]
    today: list[ActivityRow]
    slipping: list[DealRow]
    needing: list[CustomerRow]
    won: list[DealRow]
    overdue_url: str
    today_url: str


def show_day_sections(uow: UnitOfWork, day: Day, whose: Whose) -> Sections:
    """Names are looked up once for all sections."""
    planned = rows_of(uow, [*day.overdue.rows, *day.today.rows])
    names = customer_names(
        uow,
        [
            *(slipping.opportunity.customer_id for slipping in day.slipping.rows),
            *(needing.customer_id for needing in day.needing.rows),
            *(opportunity.customer_id for opportunity in day.won.rows),
        ],
    )
    everybody = "all" if whose is Whose.TEAM else None
    today = f"{clock.today(uow.actor.zone):%Y-%m-%d}"
    return Sections(
        overdue=planned[: len(day.overdue.rows)],
        today=planned[len(day.overdue.rows) :],
        slipping=[_slipping(row, names) for row in day.slipping.rows],
        needing=[
            _needing(row, names[row.customer_id])
            for row in day.needing.rows
            if row.customer_id in names
        ],
        won=[_deal(row, names, _won_words(row)) for row in day.won.rows],
        overdue_url=url_for("activities.index", status="overdue", whose=everybody),
        today_url=url_for("activities.index", since=today, until=today, whose=everybody),
    )


def _slipping(row: Slipping, names: dict[UUID, str]) -> DealRow:
    opportunity = row.opportunity
    match row.reason:
        case Slip.CLOSE_PASSED:
            date = show_date(opportunity.expected_close_on)
            why = gettext("was to be closed by %(date)s", date=date)
        case Slip.NO_NEXT_STEP:
            why = gettext("no next step is planned")
        case Slip.LONG_IN_STAGE:
            days = days_since(opportunity.stage_since)
            why = ngettext(
                "has stood in its stage for %(num)d day",
                "has stood in its stage for %(num)d days",
                days,
            )
    return _deal(opportunity, names, str(why))


def _won_words(opportunity: Opportunity) -> str:
    if opportunity.closed_on is None:
        return ""
    return show_day(opportunity.closed_on, today=clock.today(current_actor().zone))


def _deal(opportunity: Opportunity, names: dict[UUID, str], why: str) -> DealRow:
    return DealRow(
        title=opportunity.title,
        url=f"/opportunities/{opportunity.id}",
        customer=names.get(opportunity.customer_id, ""),
        customer_url=f"/customers/{opportunity.customer_id}",
        why=why,
        amount=show_money(opportunity.amount),
        plan_url=url_for("activities.new", opportunity=opportunity.id, plan=1, back="/today"),
    )


def _needing(row: Needing, name: str) -> CustomerRow:
    if row.promise is not None:
        why = gettext("was promised: %(what)s", what=show_title(row.promise))
    elif row.never_since is not None:
        why = gettext("active since %(date)s, never contacted", date=show_date(row.never_since))
    else:
        days = days_since(row.last_contact_at or clock.now())
        why = ngettext("%(num)d day without contact", "%(num)d days without contact", days)
    call = kind_like("call")
    return CustomerRow(
        name=name,
        url=f"/customers/{row.customer_id}",
        why=str(why),
        is_promise=row.promise is not None,
        log_url=url_for("activities.new", kind=call.code, customer=row.customer_id, back="/today"),
        log_words=call_words(call),
    )
