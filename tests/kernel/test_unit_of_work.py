"""The unit of work: one commit for records, history, events and reactions, or nothing of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from salesforce_lite.customers import CustomerCreated, CustomerDraft, save_customer
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import ConflictError, DomainError, StaleVersionError
from salesforce_lite.kernel.events import EventRecord, Together
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.team import Team


@pytest.fixture
def with_reactions(app, actor_of):
    """A unit of the admin in which only these reactions run."""

    def open_unit(reactions):
        return unit_of_work(
            app.make_session, actor_of("admin"), surface="test", reactions=reactions
        )

    return open_unit


def kept(app, what):
    with app.make_session() as session:
        return list(session.scalars(what))


def names(app):
    return kept(app, select(Team.name).where(Team.name.like("T%")).order_by(Team.name))


def test_what_happened_is_written_in_the_same_transaction(app, work, actor_of):
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "One"}))
        with ThreadPoolExecutor() as somebody_else:
            assert somebody_else.submit(kept, app, select(EventRecord)).result() == []
    [event] = kept(app, select(EventRecord))
    assert event.name == "CustomerCreated"
    assert event.payload == {"customer_id": str(customer.id)}
    assert (event.surface, event.actor_id) == ("test", actor_of("rep").user_id)


def test_reactions_run_in_the_transaction_and_may_tell_more(app, with_reactions):
    told = []

    def react(uow, event):
        uow.session.add(Team(name=f"T {len(told)}"))
        told.append(event)
        if len(told) < 3:
            uow.record(event)

    with with_reactions({CustomerCreated: [react]}) as uow:
        save_customer(uow, CustomerDraft.of({"name": "One"}))
    assert names(app) == ["T 0", "T 1", "T 2"]
    assert kept(app, select(EventRecord.name)) == ["CustomerCreated"] * 3


def test_a_reaction_to_many_is_told_all_of_them_at_once_after_those_to_single_ones(
    app, with_reactions
):
    told = []

    def add_another(uow, _fact):
        told.append("one")
        if told.count("one") == 1:
            save_customer(uow, CustomerDraft.of({"name": "Another"}))

    def count(uow, facts):
        told.append(len(facts))
        if len(told) < 5:
            uow.record(facts[0])

    with with_reactions({CustomerCreated: [Together(count), add_another]}) as uow:
        save_customer(uow, CustomerDraft.of({"name": "One"}))
        save_customer(uow, CustomerDraft.of({"name": "Two"}))
    assert told == ["one", "one", "one", 3, "one", 1]
    assert kept(app, select(EventRecord.name)) == ["CustomerCreated"] * 4


def test_a_reaction_to_many_may_refuse_them(app, with_reactions):
    def refuse(_uow, _facts):
        raise DomainError

    def save():
        with with_reactions({CustomerCreated: [Together(refuse)]}) as uow:
            save_customer(uow, CustomerDraft.of({"name": "One"}))

    with pytest.raises(DomainError):
        save()
    assert kept(app, select(EventRecord)) == []


def test_a_reaction_that_refuses_undoes_everything_but_notes(app, with_reactions):
    def refuse(uow, _event):
        uow.session.add(Team(name="T"))
        raise DomainError

    def save():
        with with_reactions({CustomerCreated: [refuse]}) as uow:
            uow.note(Note(kind="seen", subject="x", at=now()))
            save_customer(uow, CustomerDraft.of({"name": "One"}))

    with pytest.raises(DomainError):
        save()
    assert names(app) == []
    assert kept(app, select(EventRecord)) == []
    assert kept(app, select(AuditEntry).where(AuditEntry.record_kind == "customer")) == []
    assert kept(app, select(Note.kind)) == ["seen"]


def test_notes_are_kept_when_all_goes_well_too(app, work):
    with work("rep") as uow:
        uow.note(Note(kind="seen", subject="x", at=now()))
    assert kept(app, select(Note.kind)) == ["seen"]


def test_what_is_gone_or_there_already_is_a_refusal_and_a_missing_value_a_fault(work):
    for mistake, raised in (
        (Team(name="T gone", manager_id=new_id()), ConflictError),
        (Team(name=None), IntegrityError),
    ):
        with work("admin") as uow:
            uow.session.add(mistake)
            with pytest.raises(raised):
                uow.session.flush()
            uow.rollback()


def test_today_is_the_date_where_the_actor_is(app, actor_of):
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    for zone, day in (("America/Monterrey", 20), ("UTC", 20), ("Europe/Madrid", 21)):
        with reading_unit(
            app.make_session, replace(actor_of("rep"), zone=zone), surface="test"
        ) as uow:
            uow.now = late
            assert uow.today == date(2026, 11, day)


def test_a_failed_flush_leaves_no_history_behind(app, work):
    def entries():
        return kept(app, select(AuditEntry.record_id).where(AuditEntry.record_kind == "team"))

    before = entries()
    with work("admin") as uow:
        uow.session.add_all([Team(name="T same"), Team(name="T same")])
        with pytest.raises(ConflictError):
            uow.session.flush()
        uow.rollback()
        good = Team(name="T good")
        uow.session.add(good)
    assert set(entries()) - set(before) == {good.id}
    assert names(app) == ["T good"]


def test_every_record_knows_who_made_and_changed_it_and_when(work, actor_of):
    with work("admin") as uow:
        team = Team(name="T")
        uow.session.add(team)
        began = uow.now
    with work("manager") as uow:
        team = uow.session.get_one(Team, team.id)
        team.name = "T 2"
        later = uow.now
    assert (team.version, team.created_at, team.updated_at) == (2, began, later)
    assert team.created_by == actor_of("admin").user_id
    assert team.updated_by == actor_of("manager").user_id


def test_saving_over_somebody_elses_change_is_refused(app, work):
    with work("admin") as uow:
        uow.session.add(Team(name="T"))
    session = app.make_session()
    stale = session.scalars(select(Team).where(Team.name == "T")).one()
    session.expunge(stale)
    session.close()
    with work("admin") as uow:
        uow.session.scalars(select(Team).where(Team.name == "T")).one().name = "T new"

    def save_stale():
        with work("admin") as uow:
            uow.session.add(stale)
            stale.name = "T stale"

    with pytest.raises(StaleVersionError):
        save_stale()
    assert names(app) == ["T new"]


def test_deleting_leaves_a_tombstone_and_restoring_takes_it_away(app, work):
    with work("admin") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "One"}))
    with work("admin") as uow:
        found = uow.session.get_one(type(customer), customer.id)
        found.deleted_at = uow.now
    assert kept(app, select(Tombstone.record_id)) == [customer.id]
    with work("admin") as uow:
        uow.session.get_one(type(customer), customer.id).deleted_at = None
    assert kept(app, select(Tombstone)) == []
    actions = select(AuditEntry.action).where(AuditEntry.record_id == customer.id)
    assert kept(app, actions.order_by(AuditEntry.id)) == ["created", "deleted", "restored"]
