"""Saving customers: one at a time or in batches, with history, events and optimistic lock."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from salesforce_lite.access import find_user
from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    EmailAddress,
    LifecycleChange,
    change_lifecycle,
    get_customer,
    list_customers,
    save_customer,
)
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.notes import Note
from salesforce_lite.team import Portfolio


def test_a_new_customer_belongs_to_the_one_who_made_it(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "  Ferretería   Pérez "}))
        assert customer.name == "Ferretería Pérez"
        assert customer.owner_id == uow.actor.user_id == customer.scope_owner_id


def test_what_another_rep_owns_does_not_exist(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Mine"}))
    with work("other") as uow:
        with pytest.raises(NotFoundError):
            get_customer(uow, customer.id)
        assert uow.session.get(Customer, customer.id) is None
        assert list_customers(uow).items == []
    with work("manager") as uow:
        assert get_customer(uow, customer.id).name == "Mine"


def test_a_change_is_told_and_kept_in_the_history(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Before"}))
    with work("rep") as uow:
        save_customer(
            uow,
            CustomerDraft.of(
                {"name": "After", "emails": [EmailAddress("A@Example.com")]}, id=customer.id
            ),
        )
    with work("rep") as uow:
        entry = uow.session.scalars(
            select(AuditEntry).where(
                AuditEntry.record_id == customer.id, AuditEntry.action == "changed"
            )
        ).one()
        assert entry.changes["name"] == ["Before", "After"]
        assert entry.record_version == 2
        names = uow.session.scalars(select(EventRecord.name).order_by(EventRecord.id)).all()
        assert names == ["CustomerCreated", "CustomerChanged"]


def test_a_stale_version_is_refused(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "One"}))
        read = customer.version
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Two"}, id=customer.id, version=read))
    with pytest.raises(StaleVersionError), work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Three"}, id=customer.id, version=read))


def test_every_wrong_field_is_named():
    with pytest.raises(InvalidInputError) as refused:
        CustomerDraft.of({"name": "", "latitude": 91.0, "emails": [EmailAddress("nobody")]})
    assert set(refused.value.fields) == {"name", "latitude", "emails"}


def test_pages_go_forwards_and_backwards(work):
    with work("rep") as uow:
        for letter in "abcdefg":
            save_customer(uow, CustomerDraft.of({"name": letter}))
        first = list_customers(uow, limit=3)
        second = list_customers(uow, limit=3, cursor=first.next_cursor)
        last = list_customers(uow, limit=3, cursor=second.next_cursor)
        again = list_customers(uow, limit=3, cursor=last.previous_cursor)
    assert [c.name for p in (first, second, last) for c in p.items] == list("abcdefg")
    assert [c.name for c in again.items] == ["d", "e", "f"]
    assert first.previous_cursor is None
    assert last.next_cursor is None


def test_the_list_page_shows_own_customers(work, client_of):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"}))
    assert "Ferretería Pérez" in client_of("rep").get("/customers").text
    assert "Ferretería Pérez" not in client_of("other").get("/customers").text
    assert client_of("rep").get("/customers").status_code == 200


def test_a_rep_cannot_give_a_customer_away(work):
    with work("other") as uow:
        other_id = uow.actor.user_id
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Mine"}))
    with pytest.raises(PermissionDeniedError), work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other_id}, id=customer.id))
    with pytest.raises(PermissionDeniedError), work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Theirs", "owner_id": other_id}))
    with work("manager") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other_id}, id=customer.id))
    with work("other") as uow:
        assert get_customer(uow, customer.id).scope_owner_id == other_id


def test_who_sees_everything_does_not_take_customers_over(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Of the rep"}))
    with pytest.raises(PermissionDeniedError), work("inside") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": uow.actor.user_id}, id=customer.id))


def test_a_save_is_one_version_and_one_line_of_history(work):
    with work("admin") as uow:
        portfolio = Portfolio(name="Norte", manager_id=uow.actor.user_id)
        uow.session.add(portfolio)
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "One"}))
    fields = {"name": "Two", "portfolio_id": portfolio.id, "owner_id": None, "lifecycle": "active"}
    with work("manager") as uow:
        save_customer(uow, CustomerDraft.of(fields, id=customer.id))
    with work("admin") as uow:
        assert get_customer(uow, customer.id).version == customer.version + 1
        lines = select(AuditEntry).where(AuditEntry.record_id == customer.id)
        assert len(uow.session.scalars(lines).all()) == 2


def test_a_refused_save_leaves_no_history_behind(work):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "One"}))
    with pytest.raises(StaleVersionError), work("rep") as uow:
        _save_what_is_newer_by_now(uow, customer.id)
    with work("admin") as uow:
        lines = select(AuditEntry).where(AuditEntry.record_id == customer.id)
        assert [line.action for line in uow.session.scalars(lines)] == ["created"]
        assert uow.session.scalars(select(Note.subject)).all() == ["refused"]


def _save_what_is_newer_by_now(uow, customer_id):
    record = get_customer(uow, customer_id)
    newer = update(Customer).where(Customer.id == customer_id).values(version=99)
    uow.session.execute(newer, execution_options={"synchronize_session": False})
    record.name = "Two"
    uow.note(Note(kind="test", subject="refused", at=uow.now))
    uow.session.flush()


def test_a_stage_is_entered_on_the_date_where_the_person_is(work):
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    with work("admin") as uow:
        find_user(uow, "rep@example.com").zone = "Europe/Madrid"
    with work("rep") as uow:
        uow.now = late
        customer = save_customer(uow, CustomerDraft.of({"name": "Uno"}))
        assert customer.lifecycle_since == date(2026, 11, 21)
        change_lifecycle(uow, customer.id, "active")
        uow.session.flush()
        assert uow.session.scalar(select(LifecycleChange.on)) == date(2026, 11, 21)
