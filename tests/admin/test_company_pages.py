"""An administrator keeps the settings of the company and what other currencies are worth."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from salesforce_lite.company import (
    get_company,
    list_exchange_rates,
    save_company,
    set_exchange_rate,
)
from salesforce_lite.kernel.history import AuditEntry
from tests.conftest import find_user

SETTINGS = {"name": "Acero", "country": "MX", "currency": "MXN", "zone": "America/Monterrey"}


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def company(work):
    def read():
        with work() as uow:
            return get_company(uow)

    return read


def rates(work):
    with work() as uow:
        return [(one.currency, one.valid_from, one.rate) for one in list_exchange_rates(uow)]


def test_settings_are_changed_and_shown(office, company):
    said = {"version": company().version, "locale": "es-MX", **SETTINGS}
    assert office.post("/admin/company/settings", data=said).status_code == 303
    now = company()
    assert (now.name, now.currency, now.zone, now.locale) == (
        "Acero",
        "MXN",
        "America/Monterrey",
        "es-MX",
    )
    page = office.get("/admin/company/").text
    assert "Acero" in page
    assert "America / Monterrey" in page


def test_what_somebody_else_saved_meanwhile_is_told_and_nothing_is_lost(office, company):
    said = {"version": company().version, "locale": "es-MX", **SETTINGS}
    office.post("/admin/company/settings", data=said)
    late = {**said, "name": "Hierro", "currency": "EUR"}
    told = office.post("/admin/company/settings", data=late)
    assert told.status_code == 409
    assert 'value="Hierro"' in told.text
    assert company().name == "Acero"


def test_a_wrong_setting_is_told_at_its_field(office, company):
    said = {"version": company().version, "locale": "es-MX", **SETTINGS, "zone": "Mars/Base"}
    told = office.post("/admin/company/settings", data=said)
    assert told.status_code == 422
    assert "There is no time zone of this name" in told.text
    assert 'value="Acero"' in told.text


@pytest.mark.parametrize(
    ("locale", "typed"),
    [("en", "0.0485"), ("es-ES", "0,0485"), ("en", "1.085"), ("es-ES", "1,085"), ("es-AR", "1085")],
)
def test_a_rate_is_typed_as_people_do_where_they_live(office, work, locale, typed):
    with work() as uow:
        find_user(uow.session, "admin").locale = locale
    data = {"currency": "MXN", "rate": typed, "valid_from": "2026-03-01"}
    assert office.post("/admin/company/rates", data=data).status_code == 303
    worth = Decimal(typed.replace(",", "."))
    assert rates(work) == [("MXN", date(2026, 3, 1), worth)]
    shown = typed if len(typed) > 4 else "1.085"
    assert shown in office.get("/admin/company/").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("rate", "", "Fill this in."),
        ("rate", "much", "Write the rate as a number such as 1234.085"),
        ("rate", "1,085", "without other separators"),
        ("rate", "17,125", "without other separators"),
        ("rate", "-1", "Write the rate as a number"),
        ("rate", "0", "number greater than zero"),
        ("currency", "EUR", "own currency"),
        ("currency", "QQQ", "is not a currency code"),
        ("valid_from", "soon", "Not a valid date"),
    ],
)
def test_a_rate_that_is_none_is_refused_with_what_was_typed(office, work, field, typed, sentence):
    data = {"currency": "MXN", "rate": "0.5", "valid_from": "2026-03-01", field: typed}
    told = office.post("/admin/company/rates", data=data)
    assert told.status_code == 422
    assert sentence in told.text
    assert rates(work) == []


def test_the_page_shows_the_last_rate_of_each_and_all_of_one(office, work):
    with work() as uow:
        for day, worth in ((1, "0.5"), (2, "0.6"), (3, "0.7")):
            set_exchange_rate(uow, "MXN", Decimal(worth), valid_from=date(2026, 1, day))
        set_exchange_rate(uow, "USD", Decimal("0.9"), valid_from=date(2026, 1, 1))
    page = office.get("/admin/company/").text
    assert "0.7" in page
    assert "0.9" in page
    assert "0.6" not in page
    page = office.get("/admin/company/rates/MXN").text
    assert page.index("0.7") < page.index("0.6") < page.index("0.5")
    assert office.get("/admin/company/rates/CLP").status_code == 404


def test_a_rate_is_taken_back_and_the_history_tells_who_did_what(office, work):
    with work() as uow:
        set_exchange_rate(uow, "MXN", Decimal("0.5"), valid_from=date(2026, 1, 1))
    with work() as uow:
        rate = set_exchange_rate(uow, "MXN", Decimal("0.6"), valid_from=date(2026, 1, 1))
    address = f"/admin/company/rates/{rate.id}/deletion"
    assert office.post(address, data={"version": rate.version - 1}).status_code == 409
    assert office.post(address).status_code == 409
    said = {"version": rate.version}
    assert address in office.get("/admin/company/rates/MXN").text
    assert office.post(address, data=said).status_code == 303
    assert rates(work) == []
    assert office.post(address, data=said).status_code == 404
    with work() as uow:
        kept = select(AuditEntry).where(AuditEntry.record_kind == "exchange_rate")
        told = uow.session.scalars(kept.order_by(AuditEntry.id)).all()
    assert [(one.action, one.changes) for one in told] == [
        ("created", {}),
        ("changed", {"rate": ["0.5", "0.6"]}),
        (
            "removed",
            {
                "currency": ["MXN", None],
                "valid_from": ["2026-01-01", None],
                "rate": ["0.6", None],
            },
        ),
    ]
    assert {one.record_id for one in told} == {rate.id}
    assert {one.actor_name for one in told} == {"Admin"}
    assert told[2].surface == "web"
    page = office.get("/admin/history/").text
    assert "Exchange rate" in page
    assert "0.6" in page


def test_the_currency_stays_while_there_are_rates(office, work, company):
    with work() as uow:
        set_exchange_rate(uow, "USD", Decimal("0.9"), valid_from=date(2026, 1, 1))
    said = {"version": company().version, "locale": "es-MX", **SETTINGS}
    told = office.post("/admin/company/settings", data=said)
    assert told.status_code == 422
    assert "Delete them before" in told.text
    assert company().currency == "EUR"


def test_a_rate_of_the_same_day_is_not_replaced_without_being_read(office, work):
    with work() as uow:
        set_exchange_rate(uow, "MXN", Decimal("0.5"), valid_from=date(2026, 3, 1))
    data = {"currency": "MXN", "rate": "0.6", "valid_from": "2026-03-01"}
    told = office.post("/admin/company/rates", data=data)
    assert told.status_code == 422
    assert "MXN has the rate 0.5 from this day on already" in told.text
    assert rates(work)[0][2] == Decimal("0.5")
    assert office.post("/admin/company/rates", data={**data, "rate": "0.5"}).status_code == 303


def test_a_rate_of_the_future_is_not_what_a_currency_is_worth(office, work):
    with work() as uow:
        set_exchange_rate(uow, "MXN", Decimal("0.5"), valid_from=date(2026, 1, 1))
        set_exchange_rate(uow, "MXN", Decimal("0.9"), valid_from=date(2099, 1, 1))
        set_exchange_rate(uow, "USD", Decimal("0.7"), valid_from=date(2099, 1, 1))
    page = office.get("/admin/company/").text
    assert "0.5" in page
    assert "0.9" not in page
    assert "0.7" in page


def test_a_currency_that_is_spent_no_more_stays_when_something_else_is_saved(office, work, company):
    """The form shows what is set, so that saving it does not choose another."""
    with work() as uow:
        save_company(uow, {"currency": "DEM"})
    page = office.get("/admin/company/settings").text
    assert '<option selected value="DEM">' in page
    assert company().currency == "DEM"
