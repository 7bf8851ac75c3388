"""Whose an activity is: who sees it, who may be given it, and who keeps what they did."""

import pytest
from sqlalchemy import select

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    NextStep,
    delete_activity,
    get_activity,
    log_activity,
    plan_activity,
    save_activity,
)
from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from tests.activities.records import a_contact, a_customer, an_opportunity


def test_row_scope_is_that_of_the_customer_and_else_of_the_owner(work):
    with work("rep") as uow:
        customer = a_customer(uow)
    with work("admin") as uow:
        about = log_activity(uow, {"kind": "call", "customer_id": customer.id})
        alone = plan_activity(uow, {"kind": "task", "subject": "Read"})
        assert about.scope_owner_id == customer.owner_id
        assert alone.scope_owner_id == uow.actor.user_id


def test_what_another_rep_keeps_can_neither_be_seen_nor_referred_to(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        opportunity, contact = an_opportunity(uow, customer.id), a_contact(uow, customer.id)
        visit = log_activity(uow, {"kind": "visit", "customer_id": customer.id})
    with work("other") as uow:
        with pytest.raises(NotFoundError):
            get_activity(uow, visit.id)
        assert uow.session.get(Activity, visit.id) is None
        for field, record in (
            ("customer_id", customer),
            ("opportunity_id", opportunity),
            ("contact_id", contact),
        ):
            with pytest.raises(InvalidInputError) as refused:
                log_activity(uow, {"kind": "call", field: record.id})
            assert field in refused.value.fields
        with pytest.raises(InvalidInputError) as refused:
            plan_activity(uow, {"kind": "task", "subject": "Read", "follows_id": visit.id})
        assert set(refused.value.fields) == {"follows_id"}
        with pytest.raises(NotFoundError):
            save_activity(uow, ActivityDraft.of({"note": "mine now"}, id=visit.id))


def test_work_is_given_to_others_only_in_ones_scope_or_with_the_permission(work, actor_of):
    rep, other = actor_of("rep").user_id, actor_of("other").user_id
    task = {"kind": "task", "subject": "Call back", "owner_id": other}
    with work("rep") as uow, pytest.raises(PermissionDeniedError):
        plan_activity(uow, task)
    with work("manager") as uow:
        assert plan_activity(uow, {**task, "owner_id": rep}).owner_id == rep
        assert plan_activity(uow, task).owner_id == other
    with work("inside") as uow:
        assert plan_activity(uow, task).owner_id == other


def test_what_follows_may_stay_where_it_was_and_goes_only_where_one_sees(work):
    with work("rep") as uow:
        visit = log_activity(uow, {"kind": "visit", "subject": "A"})
    with work("admin") as uow:
        task = {"kind": "task", "subject": "Read", "follows_id": visit.id}
        planned = plan_activity(uow, task)
        own = log_activity(uow, {"kind": "call", "subject": "B"})
        planned.owner_id = planned.scope_owner_id = get_activity(uow, visit.id).owner_id
    with work("admin") as uow:
        delete_activity(uow, visit.id)
    with work("rep") as uow:
        save_activity(
            uow, ActivityDraft.of({"note": "Read it", "follows_id": visit.id}, id=planned.id)
        )
        with pytest.raises(InvalidInputError) as refused:
            save_activity(uow, ActivityDraft.of({"follows_id": own.id}, id=planned.id))
        assert set(refused.value.fields) == {"follows_id"}


def test_what_was_given_out_of_sight_may_have_a_next_step(work, actor_of):
    stranger = actor_of("other").user_id
    with work("manager") as uow:
        step = NextStep(kind="call", subject="Again", due_at=uow.now)
        done = log_activity(
            uow, {"kind": "call", "subject": "A", "owner_id": stranger}, next_step=step
        )
        with pytest.raises(NotFoundError):
            get_activity(uow, done.id)
    with work("admin") as uow:
        following = select(Activity.subject).where(Activity.follows_id == done.id)
        assert uow.session.scalars(following).all() == ["Again"]


def test_an_owner_must_exist(work):
    with work("admin") as uow:
        customer = a_customer(uow)
        with pytest.raises(InvalidInputError) as refused:
            plan_activity(
                uow, {"kind": "call", "customer_id": customer.id, "owner_id": customer.id}
            )
        assert set(refused.value.fields) == {"owner_id"}


def test_a_viewer_changes_nothing(work):
    with work("viewer") as uow, pytest.raises(PermissionDeniedError):
        log_activity(uow, {"kind": "note", "note": "Hello"})


def test_what_is_planned_goes_only_to_somebody_who_sees_the_customer(work, actor_of):
    stranger, *others = (actor_of(name).user_id for name in ("other", "manager", "inside"))
    with work("rep") as uow:
        customer = a_customer(uow)
    with work("admin") as uow:
        planned = {"kind": "call", "customer_id": customer.id}
        with pytest.raises(InvalidInputError) as refused:
            plan_activity(uow, {**planned, "owner_id": stranger})
        assert "does not see the customer" in refused.value.fields["owner_id"]
        own = plan_activity(uow, {**planned, "owner_id": customer.owner_id})
        with pytest.raises(InvalidInputError):
            save_activity(uow, ActivityDraft.of({"owner_id": stranger}, id=own.id))
        for one_who_sees in others:
            plan_activity(uow, {**planned, "owner_id": one_who_sees})


def test_what_somebody_did_stays_theirs_whoever_sees_the_customer_now(work, actor_of):
    stranger = actor_of("other").user_id
    with work("rep") as uow:
        customer = a_customer(uow)
    with work("admin") as uow:
        visit = {"kind": "visit", "customer_id": customer.id, "owner_id": stranger}
        step = NextStep(kind="call", subject="Again", due_at=uow.now)
        done = log_activity(uow, visit, next_step=step)
        uow.session.flush()
        following = uow.session.scalars(
            select(Activity).where(Activity.follows_id == done.id)
        ).one()
        assert done.owner_id == stranger
        assert following.owner_id == uow.actor.user_id
