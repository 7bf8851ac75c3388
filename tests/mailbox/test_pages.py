"""The private address on the profile, and the page of mail that waits."""

from html import unescape

import pytest

from salesforce_lite.customers import EmailAddress
from tests.activities.records import a_customer
from tests.mailbox.conftest import REP, a_mail, activities_of


@pytest.fixture
def browser(client_of, addresses):
    return client_of("rep")


def address_on(browser):
    return (
        unescape(browser.get("/me").text)
        .partition('id="mailbox-address" readonly value="')[2]
        .partition('"')[0]
    )


def test_where_there_is_no_mailbox_there_is_no_card(client_of):
    rep = client_of("rep")
    assert "mailbox" not in rep.get("/me").text
    assert rep.post("/me/mailbox").status_code == 404
    assert "The company has set up no mailbox" in rep.get("/mail").text


def test_an_address_is_made_renewed_and_switched_off(browser):
    assert address_on(browser) == ""
    browser.post("/me/mailbox")
    first = address_on(browser)
    assert first.startswith("crm+")
    assert first.endswith("@company.example")
    said = browser.post("/me/mailbox", follow_redirects=True)
    assert "The old address no longer works." in said.text
    assert address_on(browser) not in ("", first)
    browser.post("/me/mailbox/closing")
    assert address_on(browser) == ""


def test_who_may_log_nothing_has_none(client_of, addresses):
    viewer = client_of("viewer")
    assert "File mail with customers" not in viewer.get("/me").text
    assert viewer.post("/me/mailbox").status_code == 403
    assert viewer.get("/mail").status_code == 403


def test_mail_that_waits_is_filed_by_its_page(app, browser, work, private, deliver):
    with work("rep") as uow:
        customer = a_customer(uow, "Zoe S.A.").id
    deliver(a_mail("<b>Hi</b>", sender="Zoe <zoe@nueva.mx>", to=REP, bcc=private()))
    page = browser.get("/mail").text
    assert "Offer 4711" in page
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert "1 mail waits to be filed." in browser.get("/me").text
    mail_id = page.partition("/mail/")[2].partition("/")[0]
    nothing = browser.post(f"/mail/{mail_id}/filing", follow_redirects=True)
    assert "Choose the customer first." in nothing.text
    said = browser.post(
        f"/mail/{mail_id}/filing", data={"customer_id": customer}, follow_redirects=True
    )
    assert "Filed with Zoe S.A.: 1 mail." in said.text
    assert "No mail waits" in said.text
    assert [one.customer_id for one in activities_of(app)] == [customer]
    assert browser.post(f"/mail/{mail_id}/removal").status_code == 404


def test_mail_with_nobody_outside_makes_no_lead(browser, private, deliver):
    deliver(a_mail(to=private()))
    page = browser.get("/mail").text
    assert "New lead" not in page
    mail_id = page.partition("/mail/")[2].partition("/")[0]
    refused = browser.post(f"/mail/{mail_id}/customer")
    assert refused.status_code == 422
    assert "names nobody outside of the company" in refused.text


def test_mail_of_another_is_not_there(browser, client_of, private, deliver):
    deliver(a_mail(sender="zoe@nueva.mx", to=REP, bcc=private()))
    mail_id = browser.get("/mail").text.partition("/mail/")[2].partition("/")[0]
    for name in ("admin", "manager"):
        other = client_of(name)
        assert "Offer 4711" not in other.get("/mail").text
        for what in ("filing", "customer", "removal"):
            data = {"customer_id": mail_id}
            assert other.post(f"/mail/{mail_id}/{what}", data=data).status_code == 404


def test_a_customer_out_of_sight_is_none(browser, work, private, deliver):
    with work("other") as uow:
        hidden = a_customer(uow, "Hidden", emails=[EmailAddress("h@h.mx")]).id
    deliver(a_mail(sender="zoe@nueva.mx", to=REP, bcc=private()))
    mail_id = browser.get("/mail").text.partition("/mail/")[2].partition("/")[0]
    refused = browser.post(f"/mail/{mail_id}/filing", data={"customer_id": hidden})
    assert refused.status_code == 404
    assert "Offer 4711" in browser.get("/mail").text
