"""Two customers become one: no custom value is lost, and what led to either leads to the one."""

import pytest
from sqlalchemy import select

from salesforce_lite.custom_fields import CustomValue, merging
from salesforce_lite.customers import (
    CustomerDraft,
    get_customer,
    merge_customers,
    save_customer,
)
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.opportunities import OpportunityDraft, get_opportunity, save_opportunity
from tests.customers.pages import form_values


@pytest.fixture
def two(field, add):
    for kind in ("text", "number", "choices"):
        field(kind)
    field("date", roles=["admin"])
    keep = add("Left", by="manager", custom={"my_text": "Left", "my_choices": ["large"]})
    other = add(
        "Right",
        by="manager",
        custom={"my_text": "Right", "my_number": "2", "my_choices": ["small"]},
    )
    return keep, other


def test_gaps_are_filled_and_choices_united(two, work) -> None:
    with work("manager") as uow:
        merge_customers(uow, two[0].id, two[1].id)
    with work("manager") as uow:
        custom = get_customer(uow, two[0].id).custom
    assert custom == {"my_text": "Left", "my_number": "2", "my_choices": ["small", "large"]}


def test_the_page_asks_which_of_two_values_stays(two, client_of, work) -> None:
    client, address = client_of("manager"), f"/customers/{two[0].id}/merging/{two[1].id}"
    page = client.get(address).text
    assert 'name="custom.my_text" value="other"' in page
    assert 'name="custom.my_number"' not in page
    sent = form_values(page) | {"custom.my_text": "other"}
    assert client.post(address, data=sent).status_code == 303
    with work("manager") as uow:
        assert get_customer(uow, two[0].id).custom["my_text"] == "Right"
        found = select(CustomValue.record_id).where(CustomValue.text_value == "right")
        assert two[0].id in set(uow.session.scalars(found))


def test_a_field_that_is_not_seen_goes_along_and_cannot_be_chosen(two, work) -> None:
    with work("admin") as uow:
        draft = CustomerDraft.of({"custom": {"my_date": "2026-03-31"}}, id=two[1].id)
        save_customer(uow, draft)
    with work("manager") as uow, pytest.raises(InvalidInputError):
        merge_customers(uow, two[0].id, two[1].id, choices={"custom.my_date": "other"})
    with work("manager") as uow:
        merge_customers(uow, two[0].id, two[1].id)
    with work("admin") as uow:
        assert get_customer(uow, two[0].id).custom["my_date"] == "2026-03-31"


def test_what_nobody_was_asked_about_is_read_in_the_history(two, work, client_of) -> None:
    for customer, day in zip(two, ("2026-03-30", "2026-03-31"), strict=True):
        with work("admin") as uow:
            draft = CustomerDraft.of({"custom": {"my_date": day}}, id=customer.id)
            save_customer(uow, draft)
    with work("manager") as uow:
        merge_customers(uow, two[0].id, two[1].id)
    with work("admin") as uow:
        assert get_customer(uow, two[0].id).custom["my_date"] == "2026-03-30"
        (line,) = uow.session.scalars(select(AuditEntry).where(AuditEntry.action == "merged"))
        assert line.changes == {
            "merged.custom.my_text": ["Right", None],
            "merged.custom.my_date": ["2026-03-31", None],
            "merged": [None, "Right"],
        }
    pages = (f"/customers/{two[0].id}?show=changes", "/admin/history/")
    for page in pages:
        text = client_of("admin").get(page).text
        assert "Renewal of the merged customer" in text
        assert "Mar 31, 2026" in text
    text = client_of("manager").get(pages[0]).text
    assert "Slogan of the merged customer" in text
    assert "Renewal" not in text
    assert "Mar 31, 2026" not in text


@pytest.mark.parametrize("at_once", [1, 500])
def test_what_is_led_elsewhere_is_a_new_version_with_its_history(
    field, two, add, work, client_of, monkeypatch, at_once
) -> None:
    monkeypatch.setattr(merging, "_AT_ONCE", at_once)
    field("customer")
    field("customer", code="dealer", label_en="Dealer", label_es="Distribuidor")
    keep, other = two
    both = {"my_customer": other.id, "my_dealer": other.id}
    theirs = [add(f"Theirs {number}", by="other") for number in range(3)]
    with work("admin") as uow:
        for one in theirs:
            save_customer(uow, CustomerDraft.of({"custom": both}, id=one.id))
    page = client_of("other").get(f"/customers/{theirs[0].id}/edit").text
    with work("manager") as uow:
        merge_customers(uow, keep.id, other.id)
        manager = uow.actor.user_id
    way = [str(other.id), str(keep.id)]
    for one in theirs:
        with work("admin") as uow:
            now = get_customer(uow, one.id)
            assert now.custom == dict.fromkeys(both, str(keep.id))
            assert (now.version, now.updated_by) == (3, manager)
            lines = select(AuditEntry).where(
                AuditEntry.record_id == one.id, AuditEntry.record_version == 3
            )
            (line,) = uow.session.scalars(lines)
            assert line.changes == {f"custom.{code}": way for code in both}
            assert (line.action, line.actor_id) == ("changed", manager)
    # Whoever had the form open does not lead it back to who is gone.
    sent = form_values(page) | {"note": "Mine"}
    client_of("other").post(f"/customers/{theirs[0].id}/edit", data=sent)
    with work("admin") as uow:
        now = get_customer(uow, theirs[0].id)
        assert now.custom == dict.fromkeys(both, str(keep.id))


def test_what_led_to_the_merged_customer_leads_to_the_survivor(field, two, add, work) -> None:
    field("customer")
    field("customer", "opportunity")
    keep, other = two
    named = {"my_customer": other.id}
    theirs = add("Theirs", by="other")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"custom": named}, id=theirs.id))
        save_customer(uow, CustomerDraft.of({"custom": named}, id=keep.id))
        draft = {"title": "Sale", "customer_id": theirs.id, "custom": named}
        sale = save_opportunity(uow, OpportunityDraft.of(draft)).id
    with work("manager") as uow:
        merge_customers(uow, keep.id, other.id)
    with work("admin") as uow:
        assert get_customer(uow, theirs.id).custom == {"my_customer": str(keep.id)}
        assert get_opportunity(uow, sale).custom == {"my_customer": str(keep.id)}
        # Nobody is recommended by themselves.
        assert "my_customer" not in get_customer(uow, keep.id).custom
        targets = select(CustomValue.target_id, CustomValue.record_id).where(
            CustomValue.target_id.is_not(None)
        )
        assert set(uow.session.execute(targets).all()) == {(keep.id, theirs.id), (keep.id, sale)}


def test_a_customer_never_leads_to_itself(field, two, work) -> None:
    field("customer")
    field("customer", code="dealer", label_en="Dealer", label_es="Distribuidor")
    keep, other = two
    said = {"my_customer": keep.id, "my_dealer": keep.id}
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"custom": said}, id=other.id))
        save_customer(uow, CustomerDraft.of({"custom": {"my_dealer": other.id}}, id=keep.id))
    with work("manager") as uow:
        merge_customers(uow, keep.id, other.id, choices={"custom.my_dealer": "other"})
    with work("admin") as uow:
        assert not {"my_customer", "my_dealer"} & get_customer(uow, keep.id).custom.keys()
        targets = select(CustomValue).where(
            CustomValue.record_id == keep.id, CustomValue.target_id.is_not(None)
        )
        assert uow.session.scalars(targets).all() == []
