"""Records are found by custom texts that everybody sees, if administrators say so."""

import pytest

from salesforce_lite.access import list_roles
from salesforce_lite.activities import ActivityDraft, log_activity, save_activity
from salesforce_lite.custom_fields import (
    ENTITIES,
    change_field,
    retire_field,
    revive_field,
)
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from salesforce_lite.search import rebuilding as search_rebuilding
from salesforce_lite.search import search
from tests.background.conftest import jobs_of, worker_of
from tests.custom_fields.fields import make_field
from tests.customers.pages import form_values
from tests.customers.together import at_once


@pytest.fixture
def found(app, work):
    """`found("zopilote", by="rep")` – the kinds of the records that are found."""

    def look(typed: str, by: str = "rep") -> set[str]:
        with work(by) as uow:
            return set(search(uow, typed, app.contributions.search_sources))

    return look


@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_records_of_each_kind_are_found_by_them(field, add, work, found, kind) -> None:
    for entity in ENTITIES:
        field(kind, entity, is_searched=True)
    said = {f"my_{kind}": "El Zopilote Feliz"}
    customer = add("Kiosco", custom=said)
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer.id)
        save_contact(uow, ContactDraft.of({"name": "Ana", "custom": said}, links=[link]))
        draft = {"title": "Sale", "customer_id": customer.id, "custom": said}
        save_opportunity(uow, OpportunityDraft.of(draft))
        log_activity(uow, {"kind": "call", "customer_id": customer.id, "custom": said})
    assert found("zopilote") == set(ENTITIES)
    assert found("zopilote", by="other") == set()


def test_what_is_changed_is_found_by_what_it_says_now(field, add, work, found) -> None:
    field("text", is_searched=True)
    field("text", "activity", is_searched=True)
    customer = add("Kiosco", custom={"my_text": "Zopilote"})
    with work("rep") as uow:
        said = {"custom": {"my_text": "Quetzal"}}
        activity = log_activity(uow, {"kind": "call", "customer_id": customer.id, **said})
        save_customer(uow, CustomerDraft.of(said, id=customer.id))
    assert (found("zopilote"), found("quetzal")) == (set(), {"customer", "activity"})
    with work("rep") as uow:
        change = ActivityDraft.of({"custom": {"my_text": "Zopilote"}}, id=activity.id)
        save_activity(uow, change)
    assert (found("zopilote"), found("quetzal")) == ({"activity"}, {"customer"})


def test_a_field_that_is_not_marked_finds_nothing_until_it_is(app, field, add, work, found) -> None:
    made = field("text")
    add("Kiosco", custom={"my_text": "Zopilote"})
    steps = [
        (lambda uow: change_field(uow, made.id, {"is_searched": True}), {"customer"}),
        (lambda uow: retire_field(uow, made.id), set()),
        (lambda uow: revive_field(uow, made.id), {"customer"}),
        (lambda uow: change_field(uow, made.id, {"is_searched": False}), set()),
        (lambda uow: change_field(uow, made.id, {"help_en": "No work for the worker."}), set()),
    ]
    assert found("zopilote") == set()
    for number, (change, wanted) in enumerate(steps, 1):
        with work("admin") as uow:
            change(uow)
        worker_of(app).work_off()
        assert len(jobs_of(app, "search.renew")) == min(number, 4)
        assert found("zopilote") == wanted


def test_the_worker_goes_on_in_batches_whoever_asked(
    app, field, add, work, found, monkeypatch
) -> None:
    monkeypatch.setattr(search_rebuilding, "_BATCH", 2)
    made = field("text")
    for number in range(5):
        add(f"Kiosco {number}", custom={"my_text": "Zopilote"})
    with work("admin") as uow:
        role = next(one for one in list_roles(uow) if one.name == "viewer")
        role.permissions = ("custom_fields.manage", "office.open")
        role.record_access = "own"
    with work("viewer") as uow:
        change_field(uow, made.id, {"is_searched": True})
    worker_of(app).work_off()
    with work("rep") as uow:
        hits = search(uow, "zopilote", app.contributions.search_sources)
    assert len(hits["customer"]) == 5


def test_only_texts_that_everybody_sees_are_searched(work, field) -> None:
    for settings in ({"kind": "number"}, {"kind": "text", "roles": ["manager"]}):
        kind = settings.pop("kind")
        with work("admin") as uow, pytest.raises(InvalidInputError) as refused:
            make_field(uow, kind, is_searched=True, **settings)
        assert list(refused.value.fields) == ["is_searched"]
    made = field("text", is_searched=True)
    with work("admin") as uow, pytest.raises(InvalidInputError):
        change_field(uow, made.id, {"roles": ["manager"]})
    with work("admin") as uow:
        assert not change_field(uow, made.id, {}, kind="number").is_searched


def test_administrators_tick_it_for_texts(work, field, client_of) -> None:
    client, text, number = client_of("admin"), field("text"), field("number")
    assert "is_searched" not in client.get(f"/admin/fields/{number.id}").text
    address = f"/admin/fields/{text.id}"
    sent = form_values(client.get(address).text) | {"is_searched": "y"}
    refused = client.post(address, data=sent | {"roles": ["rep"]})
    assert refused.status_code == 422
    assert "The search may only look into fields that everybody sees." in refused.text
    assert client.post(address, data=sent).status_code == 303
    assert "found by search" in client.get("/admin/fields/").text


@pytest.mark.parametrize("is_renewal_first", [True, False])
def test_what_is_saved_beside_the_worker_is_found_by_what_it_says_now(
    app, field, add, work, found, is_renewal_first
) -> None:
    field("text", is_searched=True)
    customer = add("Kiosco", custom={"my_text": "Zopilote"})
    source = next(one for one in app.contributions.search_sources if one.kind == "customer")
    draft = CustomerDraft.of({"custom": {"my_text": "Quetzal"}}, id=customer.id)
    steps = [
        lambda uow: search_rebuilding.renew_batch(uow, source, None),
        lambda uow: save_customer(uow, draft),
    ]
    assert at_once(work, *(steps if is_renewal_first else reversed(steps))) == []
    assert (found("zopilote"), found("quetzal")) == (set(), {"customer"})
    with work("admin") as uow:
        assert uow.session.get_one(Customer, customer.id).custom == {"my_text": "Quetzal"}
