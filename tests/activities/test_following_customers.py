"""Activities follow their customers: owner, lifecycle, merge; and silence is remembered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    LastContact,
    complete_activity,
    delete_activity,
    get_activity,
    log_activity,
    plan_activity,
    reopen_activity,
    restore_activity,
    save_activity,
)
from salesforce_lite.audit import history_of
from salesforce_lite.customers import (
    CustomerDraft,
    CustomersMerged,
    delete_customer,
    merge_customers,
    restore_customer,
    save_customer,
)
from salesforce_lite.kernel.errors import NotFoundError, StaleVersionError
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from tests.activities.records import a_customer, an_opportunity

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def last_contact(work, customer) -> datetime | None:
    with work("admin") as uow:
        return uow.session.scalar(
            select(LastContact.at).where(LastContact.customer_id == customer.id)
        )


def test_the_new_owner_sees_everything_and_takes_over_what_is_planned(work, actor_of):
    rep, other = actor_of("rep").user_id, actor_of("other").user_id
    with work("rep") as uow:
        customer = a_customer(uow)
        done = log_activity(uow, {"kind": "visit", "customer_id": customer.id})
        planned = plan_activity(uow, {"kind": "call", "customer_id": customer.id, "due_at": MONDAY})
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other}, id=customer.id))
    with work("other") as uow:
        assert get_activity(uow, planned.id).owner_id == other
        # Who made the visit stays who made it.
        assert get_activity(uow, done.id).owner_id == rep
        assert uow.session.get(LastContact, customer.id) is not None
    with work("rep") as uow:
        for activity in (done, planned):
            with pytest.raises(NotFoundError):
                get_activity(uow, activity.id)


def test_what_somebody_else_had_planned_stays_theirs(work, actor_of):
    other = actor_of("other").user_id
    with work("rep") as uow:
        customer = a_customer(uow)
    with work("admin") as uow:
        planned = plan_activity(uow, {"kind": "call", "customer_id": customer.id, "due_at": MONDAY})
        save_customer(uow, CustomerDraft.of({"owner_id": other}, id=customer.id))
    with work("admin") as uow:
        assert get_activity(uow, planned.id).owner_id == uow.actor.user_id


def test_what_is_planned_for_a_sale_goes_to_who_takes_it_over(work, actor_of):
    other = actor_of("manager").user_id
    with work("rep") as uow:
        opportunity = an_opportunity(uow, a_customer(uow).id)
        planned = plan_activity(
            uow, {"kind": "call", "opportunity_id": opportunity.id, "due_at": MONDAY}
        )
    with work("admin") as uow:
        save_opportunity(uow, OpportunityDraft.of({"owner_id": other}, id=opportunity.id))
    with work("manager") as uow:
        assert get_activity(uow, planned.id).owner_id == other


def test_activities_go_and_come_back_with_their_customer(work):
    with work("manager") as uow:
        customer = a_customer(uow)
        stays = plan_activity(uow, {"kind": "call", "customer_id": customer.id})
        gone = plan_activity(uow, {"kind": "call", "customer_id": customer.id})
        uow.session.flush()
        delete_activity(uow, gone.id)
    with work("manager") as uow:
        delete_customer(uow, customer.id)
    with work("manager") as uow, pytest.raises(NotFoundError):
        get_activity(uow, stays.id)
    with work("manager") as uow:
        restore_customer(uow, customer.id)
    with work("manager") as uow:
        assert get_activity(uow, stays.id).deleted_at is None
        with pytest.raises(NotFoundError):
            get_activity(uow, gone.id)


def test_after_a_merge_everything_belongs_to_the_one_that_stays(work):
    with work("rep") as uow:
        stays, goes = a_customer(uow), a_customer(uow, "Ferreteria Perez")
        visit = log_activity(uow, {"kind": "visit", "customer_id": goes.id, "started_at": MONDAY})
        uow.session.flush()
        uow.record(CustomersMerged(customer_id=stays.id, merged_id=goes.id))
    with work("rep") as uow:
        assert get_activity(uow, visit.id).customer_id == stays.id
    assert last_contact(work, stays) == MONDAY
    assert last_contact(work, goes) is None


def test_a_merge_is_told_in_the_history_of_each_activity_and_to_open_forms(work, monkeypatch):
    monkeypatch.setattr("salesforce_lite.activities.reactions._AT_ONCE", 2, raising=False)
    with work("rep") as uow:
        stays, goes = a_customer(uow), a_customer(uow, "Ferreteria Perez")
        fields = {"kind": "visit", "customer_id": goes.id, "started_at": MONDAY}
        visits = [log_activity(uow, fields) for _ in range(5)]
        elsewhere = log_activity(uow, fields | {"customer_id": stays.id})
    with work("manager") as uow:
        delete_activity(uow, visits[4].id)
    with work("manager") as uow:
        merge_customers(uow, stays.id, goes.id)
        manager = uow.actor.user_id
    with work("admin") as uow:
        for visit in visits:
            moved = uow.session.get_one(Activity, visit.id)
            told = history_of(uow, visit.id)[0]
            assert told.changes == {"customer_id": [str(goes.id), str(stays.id)]}
            assert (told.action, told.actor_id) == ("changed", manager)
            assert told.record_version == moved.version
            assert (moved.updated_at, moved.updated_by) == (told.at, manager)
        assert [one.action for one in history_of(uow, elsewhere.id)] == ["created"]
    late = ActivityDraft.of({"note": "Late"}, id=visits[0].id, version=visits[0].version)
    with work("rep") as uow, pytest.raises(StaleVersionError):
        save_activity(uow, late)


def test_the_newest_contact_counts_in_whatever_order_they_are_written_down(work):
    with work("rep") as uow:
        customer = a_customer(uow)
    for days in (3, 5, 1):
        with work("rep") as uow:
            log_activity(
                uow,
                {
                    "kind": "call",
                    "customer_id": customer.id,
                    "started_at": MONDAY + timedelta(days=days),
                },
            )
    assert last_contact(work, customer) == MONDAY + timedelta(days=5)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "call", "outcome": "no_answer"},
        {"kind": "note"},
        {"kind": "visit", "outcome": "not_in"},
    ],
)
def test_an_attempt_or_a_note_is_no_contact(work, fields):
    with work("rep") as uow:
        customer = a_customer(uow)
        log_activity(uow, {**fields, "customer_id": customer.id})
    assert last_contact(work, customer) is None


def test_what_is_undone_or_deleted_is_forgotten_and_comes_back(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        log_activity(uow, {"kind": "visit", "customer_id": customer.id, "started_at": MONDAY})
        call = plan_activity(uow, {"kind": "call", "customer_id": customer.id})
    with work("rep") as uow:
        complete_activity(uow, call.id, outcome="reached")
        when = uow.now
    assert last_contact(work, customer) == when
    with work("rep") as uow:
        reopen_activity(uow, call.id)
    assert last_contact(work, customer) == MONDAY
    with work("rep") as uow:
        complete_activity(uow, call.id)
    with work("rep") as uow:
        delete_activity(uow, call.id)
    assert last_contact(work, customer) == MONDAY
    with work("rep") as uow:
        restore_activity(uow, call.id)
    assert last_contact(work, customer) > MONDAY
