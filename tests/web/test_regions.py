"""Amounts, degrees, days and hours follow the region of the person, on pages and in inputs."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import find_user
from salesforce_lite.activities import Activity, log_activity, plan_activity
from salesforce_lite.customers import Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import Opportunity, OpportunityDraft, save_opportunity
from tests.customers.pages import form_values

DAY, PAST = date(2099, 3, 5), datetime(2024, 3, 5, 15, 4, tzinfo=UTC)
AMOUNT = Money.of("1234567.89", "EUR")


@dataclass(frozen=True)
class Region:
    """How people of a region write 1234567.89 €, also in an input, and a tenth of it; degrees; the
    5th of March of 2099, and four minutes past three of that afternoon."""

    amount: str
    typed: str
    tenth: str
    share: str
    degrees: str
    day: str
    long_day: str
    moment: str


SPANISH = {"share": "10 %", "long_day": "5 de marzo de 2099"}
COMMA = {"typed": "1234567,89", "degrees": "40,4168 · -3,7038"}
POINT = {"typed": "1234567.89", "degrees": "40.4168 · -3.7038"}
AFTERNOON = "3:04 p. m."
# As the people there write, not as some library answers today.
REGIONS = {
    "en": Region(
        amount="€1,234,567.89",
        tenth="€123,456.79",
        share="10%",
        day="Mar 5, 2099",
        long_day="March 5, 2099",
        moment="Mar 5, 2099, 3:04 PM",
        **POINT,
    ),
    "es-ES": Region(
        amount="1.234.567,89 €",
        tenth="123.456,79 €",
        day="5 mar 2099",
        moment="5 mar 2099, 15:04",
        **SPANISH,
        **COMMA,
    ),
    "es-MX": Region(
        amount="EUR 1,234,567.89",
        tenth="EUR 123,456.79",
        day="5 mar 2099",
        moment="5 mar 2099, 3:04 p.m.",
        **SPANISH,
        **POINT,
    ),
    "es-AR": Region(
        amount="EUR 1.234.567,89",
        tenth="EUR 123.456,79",
        day="5 mar 2099",
        moment=f"5 de mar de 2099, {AFTERNOON}",
        **SPANISH,
        **COMMA,
    ),
    "es-CL": Region(
        amount="EUR 1.234.567,89",
        tenth="EUR 123.456,79",
        day="05-03-2099",
        moment=f"5 mar 2099, {AFTERNOON}",
        **SPANISH,
        **COMMA,
    ),
    "es-CO": Region(
        amount="EUR 1.234.567,89",
        tenth="EUR 123.456,79",
        day="5/03/2099",
        moment=f"5 de mar de 2099, {AFTERNOON}",
        **SPANISH,
        **COMMA,
    ),
    "es-PE": Region(
        amount="EUR 1,234,567.89",
        tenth="EUR 123,456.79",
        day="5 mar. 2099",
        moment=f"5 mar. 2099, {AFTERNOON}",
        **SPANISH,
        **POINT,
    ),
}
# What nobody of another region would write so.
MARKS = {
    "amount": re.compile(r"1[.,]234[.,]567[.,]89"),
    "day": re.compile(r"\b5 mar\.? 2099|\b0?5[-/]0?3[-/]2099|Mar 5, 2099"),
    "clock": re.compile(r"\b(?:3:04|15:04)(?: ?[ap]\.? ?m\.?)?", re.IGNORECASE),
}


def test_every_region_that_one_can_choose_is_looked_at() -> None:
    assert REGIONS.keys() == LOCALES.keys()


@dataclass(frozen=True)
class Kept:
    customer: UUID
    sale: UUID
    planned: UUID
    done: UUID


@pytest.fixture
def kept(work) -> Kept:
    with work("rep") as uow:
        place = {"latitude": 40.4168, "longitude": -3.7038}
        customer = save_customer(uow, CustomerDraft.of({"name": "Uno", **place})).id
        fields = {"title": "Sale", "customer_id": customer, "amount": AMOUNT}
        fields |= {"expected_close_on": DAY}
        sale = save_opportunity(uow, OpportunityDraft.of(fields)).id
        visit = {"kind": "visit", "customer_id": customer}
        planned = plan_activity(uow, {**visit, "due_at": PAST.replace(year=2099)}).id
        return Kept(customer, sale, planned, log_activity(uow, {**visit, "completed_at": PAST}).id)


@pytest.fixture(params=LOCALES)
def locale(request, work) -> str:
    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale = request.param
    return request.param


@pytest.fixture
def rep(locale, client_of):
    return client_of("rep")


def words(client, address: str) -> str:
    """What is read on the page, with plain blanks; not what scripts and inputs hold."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = re.sub(r"<(script|style|svg|template)\b.*?</\1>", "", answer.text, flags=re.S)
    plain = unescape(re.sub(r"<[^>]*>", "|", page))
    return re.sub(r"[\u00a0\u202f\u2009]", " ", plain)


PAGES = {
    "/customers/{0.customer}": ("amount", "day", "long_day", "moment", "degrees"),
    "/opportunities?view=list": ("amount", "day"),
    "/opportunities?view=board": ("amount",),
    "/opportunities/{0.sale}": ("amount", "tenth", "day", "share"),
    "/reports": ("amount", "tenth"),
    "/today": ("amount",),
    "/activities?whose=all": ("moment",),
    "/activities/{0.planned}": ("moment",),
}


def test_pages_write_as_the_region_does_and_as_no_other(kept, locale, rep) -> None:
    region, found = REGIONS[locale], []
    own = "|".join(re.sub(r"[\u00a0\u202f]", " ", each) for each in vars(region).values())
    for address, fields in PAGES.items():
        page = words(rep, address.format(kept))
        found += [
            f"{address} lacks {getattr(region, field)}"
            for field in fields
            if getattr(region, field) not in page
        ]
        found += [
            f"{address} has {strange}"
            for mark in MARKS.values()
            for strange in set(mark.findall(page))
            if strange not in own
        ]
    assert found == []


def test_a_form_saved_as_it_stands_changes_nothing(kept, locale, rep, work) -> None:
    def rows() -> list:
        with work("admin") as uow:
            records = [
                uow.session.get(Customer, kept.customer),
                uow.session.get(Opportunity, kept.sale),
                uow.session.get(Activity, kept.planned),
                uow.session.get(Activity, kept.done),
            ]
            changes = uow.session.scalar(select(func.count()).select_from(AuditEntry))
            return [changes, *(record.version for record in records)]

    before = rows()
    for address in (
        f"/customers/{kept.customer}/edit",
        f"/opportunities/{kept.sale}/edit",
        f"/activities/{kept.planned}/edit",
        f"/activities/{kept.done}/edit",
    ):
        form = form_values(rep.get(address).text)
        answer = rep.post(address, data={**form, "confirmed": "1"})
        assert answer.status_code == 303, (address, answer.text)
    assert rows() == before


def test_inputs_show_amounts_and_degrees_as_they_are_typed_there(kept, locale, rep) -> None:
    form = form_values(rep.get(f"/opportunities/{kept.sale}/edit").text)
    assert form["amount"] == REGIONS[locale].typed
    form = form_values(rep.get(f"/customers/{kept.customer}/edit").text)
    assert f"{form['latitude']} · {form['longitude']}" == REGIONS[locale].degrees


def test_what_is_read_on_a_page_may_be_typed_into_a_form(kept, locale, rep, work) -> None:
    region = REGIONS[locale]
    [shown] = MARKS["amount"].findall(region.amount)
    latitude, longitude = region.degrees.split(" · ")
    sale, customer = f"/opportunities/{kept.sale}/edit", f"/customers/{kept.customer}/edit"
    for typed in (shown, region.typed):
        with work("admin") as uow:
            uow.session.get(Opportunity, kept.sale).amount = Money.of("1", "EUR")
            place = uow.session.get(Customer, kept.customer)
            place.latitude = place.longitude = 1.5
        form = form_values(rep.get(sale).text) | {"amount": typed}
        assert rep.post(sale, data=form).status_code == 303
        form = form_values(rep.get(customer).text) | {"confirmed": "1"}
        form |= {"latitude": latitude, "longitude": longitude}
        assert rep.post(customer, data=form).status_code == 303
        with work("admin") as uow:
            assert uow.session.get(Opportunity, kept.sale).amount == AMOUNT
            place = uow.session.get(Customer, kept.customer)
            assert (place.latitude, place.longitude) == (40.4168, -3.7038)


def test_an_amount_written_as_elsewhere_is_never_read_as_another_one(kept, rep, work) -> None:
    """Refused, or the same amount: a point for a comma must not make it a hundred times as much."""
    address = f"/opportunities/{kept.sale}/edit"
    for region in REGIONS.values():
        form = form_values(rep.get(address).text) | {"amount": region.typed}
        rep.post(address, data=form)
        with work("admin") as uow:
            assert uow.session.get(Opportunity, kept.sale).amount.amount == Decimal("1234567.89")
