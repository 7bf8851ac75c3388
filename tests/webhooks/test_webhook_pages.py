"""An administrator makes webhooks, looks at what became of each delivery and sends again."""

import re

import pytest

from salesforce_lite.webhooks import DeliveryState, WebhookDelivery, list_webhooks


@pytest.fixture
def office(client_of, site):
    return client_of("admin")


def made(office, inbox, **more):
    form = {"name": "Shop", "url": inbox.address, "types": "CustomerCreated", **more}
    return office.post("/admin/webhooks/new", data=form)


def only(work):
    with work() as uow:
        [webhook] = list_webhooks(uow)
    return webhook


def test_a_new_one_shows_its_secret_once(office, inbox, work):
    page = made(office, inbox)
    assert page.status_code == 200
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", page.text)
    webhook = only(work)
    assert webhook.types == ("CustomerCreated",)
    for path in ("/admin/webhooks/", f"/admin/webhooks/{webhook.id}"):
        assert secret not in office.get(path).text
        assert "Shop" in office.get(path).text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(office, inbox, work):
    page = made(office, inbox, url="http://169.254.169.254/latest", field_lines="kind = visit\nx")
    assert page.status_code == 422
    assert "This host is not reached from the internet" in page.text
    assert "Up to five fields" in page.text
    assert "169.254.169.254/latest" in page.text
    with work() as uow:
        assert list_webhooks(uow) == []


def test_this_machine_is_refused_when_it_is_saved_not_when_it_is_sent_to(client_of, work):
    office = client_of("admin")
    for address in ("http://localhost/hook", "http://127.0.0.1:9199/hook"):
        page = office.post("/admin/webhooks/new", data={"name": "Shop", "url": address})
        assert page.status_code == 422
        assert "SFL_OUTBOUND_NETWORKS" in page.text
    with work() as uow:
        assert list_webhooks(uow) == []


def test_one_is_changed_and_its_fields_come_back_as_they_were_typed(office, inbox, work):
    made(office, inbox, field_lines="kind = visit\n\n fields=name ")
    webhook = only(work)
    assert webhook.fields == {"kind": "visit", "fields": "name"}
    page = office.get(f"/admin/webhooks/{webhook.id}/edit").text
    assert "kind = visit" in page
    answer = office.post(
        f"/admin/webhooks/{webhook.id}/edit",
        data={"name": "Till", "url": inbox.address, "version": webhook.version},
    )
    assert answer.status_code == 303
    assert (only(work).name, only(work).types, only(work).fields) == ("Till", (), {})
    stale = office.post(
        f"/admin/webhooks/{webhook.id}/edit",
        data={"name": "Old", "url": inbox.address, "version": webhook.version},
    )
    assert stale.status_code == 409


def test_deliveries_are_shown_with_their_answers_and_sent_again(
    office, inbox, work, customer, run, deliveries
):
    made(office, inbox)
    webhook = only(work)
    inbox.answers = [503]
    customer("Ana")
    run()
    [one] = deliveries()
    with work() as uow:
        uow.session.get_one(WebhookDelivery, one.id).state = DeliveryState.DEAD
    page = office.get(f"/admin/webhooks/{webhook.id}?state=dead").text
    assert "A customer was added" in page
    assert "503" in page
    assert "No deliveries" not in page
    page = office.get(f"/admin/webhooks/{webhook.id}/deliveries/{one.id}").text
    assert "well" in page
    assert "Send again" in page
    assert office.post(f"/admin/webhooks/{webhook.id}/deliveries/{one.id}/retry").status_code == 303
    run()
    assert "200" in office.get(f"/admin/webhooks/{webhook.id}/deliveries/{one.id}").text


def test_one_is_tested_switched_renewed_and_deleted(office, inbox, work, run):
    made(office, inbox)
    uid = only(work).id
    assert office.post(f"/admin/webhooks/{uid}/test").status_code == 303
    run()
    assert inbox.types == ["WebhookTest"]
    assert office.post(f"/admin/webhooks/{uid}/switching-off").status_code == 303
    assert "It was switched off by a person." in office.get(f"/admin/webhooks/{uid}").text
    assert office.post(f"/admin/webhooks/{uid}/switching-on").status_code == 303
    renewed = office.post(f"/admin/webhooks/{uid}/secret").text
    assert "whsec_" in renewed
    assert "counts beside it for 24 hours" in renewed
    assert office.post(f"/admin/webhooks/{uid}/removal").status_code == 303
    assert office.get(f"/admin/webhooks/{uid}").status_code == 404


def test_the_owner_is_told_why_it_is_off(office, inbox, work, customer, run):
    made(office, inbox)
    inbox.answers = [410]
    customer("Ana")
    run()
    assert "gone for good (410)" in office.get(f"/admin/webhooks/{only(work).id}").text
    assert "gone" in office.get("/admin/history/").text


def test_the_pages_speak_spanish(office, inbox, work):
    made(office, inbox)
    office.set_cookie("sfl_locale", "es")
    page = office.get(f"/admin/webhooks/{only(work).id}", headers={"Accept-Language": "es"}).text
    assert "webhook" in page.lower()
