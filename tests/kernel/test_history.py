"""History: which field of which record went from what to what."""

import gc
from datetime import date

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    PhoneNumber,
    RelationKind,
    relate_customers,
    remove_relation,
    save_customer,
)
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.db import Historic
from salesforce_lite.kernel.history import AuditEntry, historic_kinds
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import Opportunity, Stage


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "One"}))


def changes_of(uow, record):
    query = select(AuditEntry).where(
        AuditEntry.record_id == record.id, AuditEntry.action == "changed"
    )
    return [entry.changes for entry in uow.session.scalars(query.order_by(AuditEntry.id))]


def test_a_list_is_told_before_and_after(work, customer):
    emails = [EmailAddress("a@example.com", "work"), EmailAddress("b@example.com")]
    phones = [PhoneNumber("+34600111222", "600 111 222")]
    for fields in ({"emails": emails, "tags": ["x"]}, {"emails": emails[1:], "phones": phones}):
        with work("rep") as uow:
            save_customer(uow, CustomerDraft.of(fields, id=customer.id))
    one, two = ({"address": e.address, "label": e.label} for e in emails)
    with work("rep") as uow:
        first, second = changes_of(uow, customer)
    assert first == {"emails": [[], [one, two]], "tags": [[], ["x"]]}
    assert second["emails"] == [[one, two], [two]]
    assert second["phones"][1][0]["typed"] == "600 111 222"


def test_an_equal_list_is_no_change(work, customer):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"tags": ["x"]}, id=customer.id))
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"tags": ["x"], "name": "One"}, id=customer.id))
        assert changes_of(uow, customer) == [{"tags": [[], ["x"]]}]


@pytest.fixture
def opportunity(work, customer, actor_of):
    rep = actor_of("rep").user_id
    with work("admin") as uow:
        stage = uow.session.scalars(select(Stage).order_by(Stage.position)).first()
        opportunity = Opportunity(
            title="Sale",
            customer_id=customer.id,
            pipeline_id=stage.pipeline_id,
            stage_id=stage.id,
            stage_since=now(),
            amount=Money(100, "EUR"),
            expected_close_on=date(2026, 12, 1),
            owner_id=rep,
        )
        uow.session.add(opportunity)
    return opportunity


@pytest.mark.parametrize("after", [Money(250, "EUR"), Money(100, "MXN"), None])
def test_money_is_told_as_one_value(work, opportunity, after):
    with work("admin") as uow:
        uow.session.get_one(Opportunity, opportunity.id).amount = after
    with work("admin") as uow:
        assert changes_of(uow, opportunity) == [
            {"amount": [Money(100, "EUR").as_json(), after.as_json() if after else None]}
        ]


def test_amounts_come_back_as_they_were_saved(work, opportunity):
    with work("admin") as uow:
        assert uow.session.get_one(Opportunity, opportunity.id).amount == Money(100, "EUR")


def test_a_fresh_copy_tells_the_value_before_too(work, opportunity):
    """Also when the field had not been loaded before it was set."""
    with work("admin") as uow:
        found = uow.session.get_one(Opportunity, opportunity.id)
        uow.session.expire(found)
        found.title = "Other"
    with work("admin") as uow:
        assert changes_of(uow, opportunity) == [{"title": ["Sale", "Other"]}]


def removal_of(uow, record_id):
    query = select(AuditEntry).where(
        AuditEntry.record_id == record_id, AuditEntry.action == "removed"
    )
    return uow.session.scalars(query).one().changes


def test_what_is_removed_leaves_its_values_behind(work, customer):
    with work("rep") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Two"}))
        relation = relate_customers(
            uow, customer.id, RelationKind.AGENT_OF, other.id, is_captive=False
        )
    with work("rep") as uow:
        remove_relation(uow, relation.id)
    with work("rep") as uow:
        assert removal_of(uow, relation.id) == {
            "from_id": [str(customer.id), None],
            "to_id": [str(other.id), None],
            "kind": ["agent_of", None],
            "is_captive": [False, None],
        }


def test_of_what_is_removed_the_values_are_told_that_were_saved(work, opportunity):
    with work("admin") as uow:
        uow.session.get_one(Opportunity, opportunity.id).custom = {"size": "big"}
    with work("admin") as uow:
        found = uow.session.get_one(Opportunity, opportunity.id)
        found.title, found.amount = "Never saved", Money(9, "MXN")
        uow.session.delete(found)
    with work("admin") as uow:
        gone = removal_of(uow, opportunity.id)
        assert gone["title"] == ["Sale", None]
        assert gone["amount"] == [Money(100, "EUR").as_json(), None]
        assert gone["expected_close_on"] == ["2026-12-01", None]
        assert gone["custom.size"] == ["big", None]
        # What said nothing is not told, and neither is what is derived.
        assert not {"note", "loss_reason", "scope_owner_id", "version", "amount_value"} & set(gone)


def test_kinds_are_found_however_far_below_and_only_those_with_a_name():
    class Kept(Historic):
        history_permission = "kept.view"

    class Letter(Kept):
        history_name = "kept_letter"

    class Postcard(Letter):
        pass

    class Parcel(Letter):
        history_name = "kept_parcel"

    kinds = historic_kinds()
    assert kinds["kept_letter"] is Letter
    assert kinds["kept_parcel"] is Parcel
    assert Kept not in kinds.values()
    assert {kinds[name].history_permission for name in ("kept_letter", "kept_parcel")} == {
        "kept.view"
    }
    assert Postcard not in kinds.values()
    # No other test is to find them.
    del kinds, Kept, Letter, Postcard, Parcel
    gc.collect()
