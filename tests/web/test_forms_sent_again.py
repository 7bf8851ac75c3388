"""A form for something new that is sent twice makes one record and answers the same both times."""

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.opportunities import Opportunity
from tests.customers.pages import form_values
from tests.security.test_at_the_same_time import all_at_once

IN_PANEL = {"HX-Request": "true"}
# What is typed, and where it is kept.
FORMS = {
    "customer": (Customer, "/customers/new", {"name": "Ferretería Sol", "lifecycle": "lead"}),
    "contact": (Contact, "/customers/{shop}/contacts/new", {"name": "Ana Ruiz", "note": "x"}),
    "opportunity": (
        Opportunity,
        "/opportunities/new?customer_id={shop}",
        {"title": "Línea B", "amount": "1200.50", "expected_close_on": "2099-01-31"},
    ),
    "visit": (Activity, "/activities/new?kind=visit&customer={shop}", {"note": "Dos cajas"}),
    "visit without an hour": (
        Activity,
        "/activities/new?kind=visit&customer={shop}",
        {"note": "Dos cajas", "time": ""},
    ),
    "plan": (
        Activity,
        "/activities/new?kind=task&customer={shop}",
        {"subject": "Llamar", "day": "2099-01-31"},
    ),
}
every_form = pytest.mark.parametrize("name", FORMS)
CHANGEABLE = {"customer": "legal_name", "contact": "note", "opportunity": "note"}


@pytest.fixture
def shop(work) -> UUID:
    """A customer of the rep."""
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"})).id


@pytest.fixture
def opened(client_of, shop):
    """`opened(name)` – the address a form is sent to, and what a person has typed into it."""

    def open_form(name: str) -> tuple[str, dict]:
        _, address, typed = FORMS[name]
        address = address.format(shop=shop)
        return address.partition("?")[0], form_values(client_of("rep").get(address).text) | typed

    return open_form


def ids(work, name: str) -> set[UUID]:
    with work("admin") as uow:
        return set(uow.session.scalars(select(FORMS[name][0].id)))


@every_form
@pytest.mark.parametrize("headers", [{}, IN_PANEL], ids=["page", "panel"])
def test_a_form_sent_twice_makes_one_record(client_of, opened, work, name, headers):
    address, typed = opened(name)
    browser, before = client_of("rep"), ids(work, name)
    first, second = (browser.post(address, data=typed, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert ids(work, name) - before == {UUID(typed["new_id"])}


@every_form
def test_a_form_sent_twice_at_the_same_moment_makes_one_record(client_of, opened, work, name):
    address, typed = opened(name)
    before = ids(work, name)

    def sender():
        browser = client_of("rep")
        return lambda: browser.post(address, data=typed).status_code

    assert all_at_once(*(sender() for _ in range(3))) == [303, 303, 303]
    assert len(ids(work, name) - before) == 1


@every_form
def test_each_form_that_is_shown_makes_a_record_of_its_own(client_of, opened, work, name):
    before, browser = ids(work, name), client_of("rep")
    for _ in range(2):
        address, typed = opened(name)
        browser.post(address, data=typed | {"confirmed": "1"})
    assert len(ids(work, name) - before) == 2


@pytest.mark.parametrize("name", CHANGEABLE)
def test_what_is_typed_after_it_was_saved_is_kept_and_becomes_another(
    client_of, opened, work, name
):
    address, typed = opened(name)
    browser, before = client_of("rep"), ids(work, name)
    browser.post(address, data=typed)
    answer = browser.post(address, data=typed | {CHANGEABLE[name]: "Además"})
    assert answer.status_code == 422
    assert "This form was saved before" in answer.text
    kept = form_values(answer.text)
    assert kept[CHANGEABLE[name]] == "Además"
    assert kept["new_id"] != typed["new_id"]
    assert browser.post(address, data=kept | {"confirmed": "1"}).status_code == 303
    assert len(ids(work, name) - before) == 2


@every_form
def test_the_id_of_somebody_elses_record_is_refused_and_a_second_try_goes_through(
    client_of, opened, work, name
):
    with work("other") as uow:
        theirs = save_customer(uow, CustomerDraft.of({"name": "Ajena Secreta"})).id
    address, typed = opened(name)
    browser, before = client_of("rep"), ids(work, name)
    answer = browser.post(address, data=typed | {"new_id": str(theirs)})
    assert answer.status_code == 422
    assert "This form cannot be saved a second time." in answer.text
    assert "Ajena" not in answer.text
    assert browser.post(address, data=form_values(answer.text)).status_code == 303
    assert len(ids(work, name) - before) == 1


@every_form
@pytest.mark.parametrize("sent", [None, "", "x", "0" * 32, "9f0c1fd2-7c5b-4d7e-9a61-1f5b2c3d4e5f"])
def test_a_form_that_lost_its_id_is_saved_all_the_same(client_of, opened, work, name, sent):
    address, typed = opened(name)
    before = ids(work, name)
    del typed["new_id"]
    answer = client_of("rep").post(address, data=typed | ({} if sent is None else {"new_id": sent}))
    assert answer.status_code == 303
    assert [made.version for made in ids(work, name) - before] == [7]


@every_form
def test_a_form_that_is_refused_comes_back_with_the_same_id(client_of, opened, work, name):
    address, typed = opened(name)
    needed = {"customer": "name", "contact": "name", "opportunity": "title"}
    wrong = {needed[name]: ""} if name in needed else {"day": "never"}
    answer = client_of("rep").post(address, data=typed | wrong)
    assert answer.status_code == 422
    assert form_values(answer.text)["new_id"] == typed["new_id"]


def test_the_log_keeps_its_id_while_it_follows_the_customer(client_of, shop):
    sent = str(new_id())
    page = client_of("rep").get(f"/activities/new?kind=call&customer_id={shop}&new_id={sent}").text
    assert form_values(page)["new_id"] == sent


def test_a_form_that_changes_a_record_has_a_version_and_no_new_id(client_of, shop):
    page = client_of("rep").get(f"/customers/{shop}/edit").text
    assert re.search(r'name="version"', page)
    assert 'name="new_id"' not in page


def test_a_confirmed_double_is_made_once(client_of, opened, work):
    address, typed = opened("customer")
    browser, before = client_of("rep"), ids(work, "customer")
    double = typed | {"name": "Kiosco Sol"}
    warned = browser.post(address, data=double)
    assert warned.status_code == 422
    confirmed = form_values(warned.text) | {"confirmed": "1"}
    for _ in range(2):
        assert browser.post(address, data=confirmed).status_code == 303
    assert len(ids(work, "customer") - before) == 1
    with work("admin") as uow:
        same = select(func.count()).where(Customer.name == "Kiosco Sol")
        assert uow.session.scalar(same) == 2
