"""A draft that comes a second time makes nothing new; an id that stands for something else tells
nobody what for."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from salesforce_lite.activities import (
    Activity,
    NextStep,
    delete_activity,
    get_activity,
    log_activity,
    plan_activity,
)
from salesforce_lite.activities.service import add_next_step
from salesforce_lite.audit import IdTakenError, SavedBeforeError
from salesforce_lite.customers import (
    Contact,
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    get_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, OpportunityDraft, save_opportunity
from tests.customers.together import at_once

TOMORROW = now() + timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """How one is made: `send(uow, id, customer, words)`, and in which table it is then."""

    model: type
    send: Callable[[UnitOfWork, UUID, UUID, str], Any]


def send_customer(uow: UnitOfWork, new: UUID, _customer: UUID, words: str) -> Customer:
    return save_customer(uow, CustomerDraft.of({"name": words, "tags": ["a"]}, new_id=new))


def send_contact(uow: UnitOfWork, new: UUID, customer: UUID, words: str) -> Contact:
    links = [ContactLinkDraft(customer_id=customer, function="Compras")]
    return save_contact(uow, ContactDraft.of({"name": words}, links=links, new_id=new))


def send_opportunity(uow: UnitOfWork, new: UUID, customer: UUID, words: str) -> Opportunity:
    fields = {
        "title": words,
        "customer_id": customer,
        "amount": Money.of("10", "EUR"),
        "expected_close_on": date(2099, 1, 31),
        "owner_id": None,
    }
    return save_opportunity(uow, OpportunityDraft.of(fields, new_id=new))


def send_visit(uow: UnitOfWork, new: UUID, customer: UUID, words: str) -> Activity:
    step = NextStep(kind="call", subject="Llamar", due_at=TOMORROW)
    # Without an hour it was now, which is another moment when it is sent again.
    fields = {"kind": "visit", "note": words, "customer_id": customer, "started_at": uow.now}
    return log_activity(uow, fields, next_step=step, new_id=new)


def send_task(uow: UnitOfWork, new: UUID, customer: UUID, words: str) -> Activity:
    fields = {"kind": "task", "subject": words, "customer_id": customer}
    return plan_activity(uow, fields, new_id=new)


KINDS = {
    "customer": Kind(Customer, send_customer),
    "contact": Kind(Contact, send_contact),
    "opportunity": Kind(Opportunity, send_opportunity),
    "visit": Kind(Activity, send_visit),
    "task": Kind(Activity, send_task),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture
def shop(work) -> UUID:
    """A customer of the rep."""
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"})).id


def how_many(work, kind: Kind) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count()).select_from(kind.model))


@every_kind
def test_sent_twice_it_is_made_once_and_the_second_is_answered_like_the_first(work, shop, kind):
    new, before = new_id(), how_many(work, kind)
    for _ in range(2):
        with work("rep") as uow:
            assert kind.send(uow, new, shop, "Línea B").id == new
    # The visit with the one step that follows it.
    assert how_many(work, kind) == before + (2 if kind.send is send_visit else 1)


@every_kind
def test_sent_twice_at_once_it_is_made_once_and_nobody_is_refused(work, shop, kind):
    new, before = new_id(), how_many(work, kind)

    def send(uow: UnitOfWork) -> None:
        assert kind.send(uow, new, shop, "Línea B").id == new

    assert at_once(work, send, send) == []
    assert how_many(work, kind) == before + (2 if kind.send is send_visit else 1)


@every_kind
def test_what_others_changed_since_is_no_reason_to_refuse(work, shop, kind):
    new = new_id()
    with work("rep") as uow:
        kind.send(uow, new, shop, "Línea B")
    with work("manager") as uow:
        record = uow.session.get_one(kind.model, new)
        record.note = "Theirs"
    with work("rep") as uow:
        assert kind.send(uow, new, shop, "Línea B").note == "Theirs"


@every_kind
def test_other_words_under_the_same_id_are_not_lost_without_a_word(work, shop, kind):
    new = new_id()
    with work("rep") as uow:
        kind.send(uow, new, shop, "Línea B")
    with pytest.raises(SavedBeforeError), work("rep") as uow:
        kind.send(uow, new, shop, "Línea C")


def test_an_amount_that_was_emptied_is_not_lost_without_a_word(work, shop):
    fields = {"title": "Línea B", "customer_id": shop, "expected_close_on": date(2099, 1, 31)}
    new = new_id()
    for amount, refused in ((Money.of("10", "EUR"), False), (None, True)):
        draft = OpportunityDraft.of({**fields, "amount": amount}, new_id=new)
        with pytest.raises(SavedBeforeError) if refused else nullcontext(), work("rep") as uow:
            save_opportunity(uow, draft)


@pytest.mark.parametrize(
    ("again", "refused"),
    [
        ({"function": "Compras"}, False),
        ({"function": "Dirección"}, True),
        ({"function": "Compras", "is_primary": True}, True),
        (None, True),
    ],
)
def test_another_function_of_a_contact_is_not_lost_without_a_word(work, shop, again, refused):
    new = new_id()
    for link, is_refused in (({"function": "Compras"}, False), (again, refused)):
        links = [] if link is None else [ContactLinkDraft(customer_id=shop, **link)]
        draft = ContactDraft.of({"name": "Ana Ruiz"}, links=links, new_id=new)
        with pytest.raises(SavedBeforeError) if is_refused else nullcontext(), work("rep") as uow:
            save_contact(uow, draft)


@every_kind
def test_the_id_of_what_somebody_else_has_is_refused_like_that_of_another_kind(work, shop, kind):
    with work("other") as uow:
        theirs = save_customer(uow, CustomerDraft.of({"name": "Ajena"})).id
        hidden = new_id()
        kind.send(uow, hidden, theirs, "Línea B")
        other_kind = log_activity(uow, {"kind": "note", "note": "x", "customer_id": theirs}).id
        if kind.model is Activity:
            other_kind = theirs
    told = set()
    for taken in (hidden, other_kind):
        with pytest.raises(IdTakenError) as refusal, work("rep") as uow:
            kind.send(uow, taken, shop, "Línea B")
        told.add(str(refusal.value))
    assert len(told) == 1


CALL = NextStep(kind="call", subject="Llamar", due_at=TOMORROW)


def log(uow: UnitOfWork, new: UUID, customer: UUID, step: NextStep | None) -> Activity:
    return log_activity(uow, {"kind": "note", "customer_id": customer}, next_step=step, new_id=new)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (CALL, replace(CALL, kind="visit")),
        (CALL, replace(CALL, subject="Visitar")),
        (CALL, replace(CALL, due_at=TOMORROW + timedelta(days=1))),
        (CALL, replace(CALL, is_all_day=True)),
        (CALL, None),
        (None, CALL),
    ],
)
def test_another_next_step_is_not_lost_without_a_word(work, shop, first, again):
    new = new_id()
    with work("rep") as uow:
        log(uow, new, shop, first)
    with pytest.raises(SavedBeforeError), work("rep") as uow:
        log(uow, new, shop, again)


@pytest.mark.parametrize("step", [CALL, replace(CALL, subject=" Llamar  otra vez "), None])
def test_the_same_next_step_is_no_other_whatever_became_of_it(work, shop, step):
    new = new_id()
    with work("rep") as uow:
        log(uow, new, shop, step)
    with work("manager") as uow:
        for following in uow.session.scalars(select(Activity).where(Activity.follows_id == new)):
            following.subject, following.due_at = "Theirs", TOMORROW + timedelta(days=9)
        add_next_step(uow, get_activity(uow, new), replace(CALL, subject="Added since"))
    with work("rep") as uow:
        assert log(uow, new, shop, step).id == new


def test_the_id_of_what_was_deleted_is_refused(work, shop):
    new = new_id()
    with work("rep") as uow:
        send_task(uow, new, shop, "Llamar")
    with work("manager") as uow:
        delete_activity(uow, new)
    with pytest.raises(IdTakenError), work("rep") as uow:
        send_task(uow, new, shop, "Llamar")


@every_kind
def test_who_only_reads_cannot_ask_what_an_id_stands_for(work, shop, kind):
    with pytest.raises(PermissionDeniedError), work("viewer") as uow:
        kind.send(uow, shop, shop, "Kiosco Sol")


def test_a_customer_without_a_chosen_id_is_made_each_time(work):
    with work("rep") as uow:
        one, other = (save_customer(uow, CustomerDraft.of({"name": "Sol"})) for _ in range(2))
        uow.session.flush()
        assert get_customer(uow, one.id).id != other.id
