"""Two people at the rates at the same moment, and rates of a database of the version before."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from salesforce_lite.company import (
    delete_exchange_rate,
    get_company,
    list_exchange_rates,
    save_company,
    set_exchange_rate,
)
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.migrations import downgrade_database, upgrade_database
from tests.customers.together import at_once

DAY = date(2026, 1, 1)


def setting(worth, **more):
    return lambda uow: set_exchange_rate(uow, "USD", Decimal(worth), valid_from=DAY, **more)


def changing_the_currency(uow):
    get_company(uow)
    save_company(uow, {"currency": "MXN"})


def taking_back(uow):
    delete_exchange_rate(uow, "USD", DAY)


def standing(work):
    with work() as uow:
        return get_company(uow).currency, [str(one.rate) for one in list_exchange_rates(uow)]


def test_the_currency_does_not_change_beside_the_first_rate(work):
    told = at_once(work, setting("0.5"), changing_the_currency)
    assert [refusal.code for refusal in told] == ["currency_in_use"]
    assert standing(work) == ("EUR", ["0.5"])


def test_nor_does_a_rate_come_in_beside_a_change_of_the_currency(work):
    """It is one to the new currency then, as if it had come later."""
    assert at_once(work, changing_the_currency, setting("0.5")) == []
    assert standing(work) == ("MXN", ["0.5"])


def test_of_two_new_rates_of_a_day_the_second_is_told(work):
    told = at_once(work, setting("0.5", replace=False), setting("0.6", replace=False))
    assert [refusal.code for refusal in told] == ["rate_stands"]
    assert standing(work)[1] == ["0.5"]


def test_history_tells_one_change_after_the_other(work):
    with work() as uow:
        setting("0.5")(uow)
    assert at_once(work, setting("0.6"), setting("0.7")) == []
    with work() as uow:
        told = uow.session.query(AuditEntry).filter_by(record_kind="exchange_rate")
        changes = [one.changes for one in told.order_by(AuditEntry.id) if one.action == "changed"]
    assert [one["rate"] for one in changes] == [["0.5", "0.6"], ["0.6", "0.7"]]


def test_a_rate_is_taken_back_once(work):
    with work() as uow:
        setting("0.5")(uow)
    [refusal] = at_once(work, taking_back, taking_back)
    assert isinstance(refusal, NotFoundError)


@pytest.mark.parametrize("rates", [{}, {"USD": "0.92", "CLP": "0.000917364"}])
def test_rates_of_the_version_before_are_kept_up_and_down(app, work, rates):
    with work() as uow:
        for currency, rate in rates.items():
            set_exchange_rate(uow, currency, Decimal(rate), valid_from=DAY)
    for _ in range(2):
        app.engine.dispose()
        downgrade_database(app.engine, "0008")
        with app.engine.connect() as connection:
            rows = connection.execute(text("SELECT currency, rate FROM exchange_rate")).all()
        assert dict(map(tuple, rows)) == rates
        app.engine.dispose()
        upgrade_database(app.engine)
    with work() as uow:
        kept = list_exchange_rates(uow)
        assert {one.currency: str(one.rate) for one in kept} == rates
        assert {one.version for one in kept} <= {1}
