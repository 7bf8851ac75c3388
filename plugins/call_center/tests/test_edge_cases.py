"""The edge cases of call logging, each by the number that it has in the domain reference.

1 twice and out of order, 2 no hang-up, 3 transfer, 4 withheld, 5 shared number, 6 formats, 7 number
reassigned, 8 missed calls, 9 midnight and change of clocks, 10 consent to recording, 11 recording
deleted, 12 disposition retired, 13 plugin disabled, 14 two on one call, 15 log and record merge,
16 do-not-call and hours by the customer's clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError

from salesforce_lite.activities import Activity
from salesforce_lite.company import get_company
from salesforce_lite.customers import (
    ContactLinkDraft,
    CustomerDraft,
    PhoneNumber,
    link_contact,
    merge_customers,
    save_customer,
)
from salesforce_lite.kernel.errors import ConflictError, DomainError, InvalidInputError
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, event, give_line, incoming, tell, the_call

At = Callable[[datetime], None]
PHONES = (PhoneNumber(NUMBER, "911 234 567"),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(minutes=5))
    plugin.enable()


def log(plugin: Trial, by: str = "rep", **said: Any) -> Any:
    """Somebody logs a call; answers it."""
    module = plugin.module("call_log")
    call_id, new_id = said.pop("call_id", None), said.pop("new_id", None)
    said = {"direction": "in", "disposition": "interested", **said}
    with plugin.working(by) as uow:
        call = module.log_call(uow, module.CallSaid(**said), call_id=call_id, new_id=new_id)
        return call.id


def activities(plugin: Trial, *, is_done: bool = True) -> list[Activity]:
    done = Activity.completed_at.is_not(None) if is_done else Activity.completed_at.is_(None)
    with plugin.reading() as uow:
        query = select(Activity).where(Activity.kind == "call", Activity.deleted_at.is_(None), done)
        found = list(uow.session.scalars(query))
        uow.session.expunge_all()
    return found


def count(plugin: Trial, table: str) -> int:
    model = plugin.module("model")
    with plugin.reading() as uow:
        return uow.session.scalar(select(func.count()).select_from(getattr(model, table))) or 0


def test_case_1_webhooks_told_twice_and_out_of_order(plugin: Trial) -> None:
    told = incoming(plugin)
    for one in reversed(told):
        tell(plugin, [one])
    first = the_call(plugin)
    for one in told:
        tell(plugin, [one, one])
    again = the_call(plugin)
    assert count(plugin, "CallEventRow") == len(told)
    assert (again.result, again.wait_s, again.talk_s) == ("handled", 8, 52)
    assert again.version == first.version


def test_case_1_without_the_unique_key_an_event_would_count_twice(plugin: Trial) -> None:
    model = plugin.module("model")
    names = [one.name for one in model.CallEventRow.__table__.constraints]
    assert "uq_call_center_event_key" in names
    row: dict[str, Any] = {
        "source": "x",
        "event_key": "k",
        "call_key": "c",
        "leg": "a",
        "kind": "offered",
    }
    row |= {"at": NOON, "arrived_at": NOON, "said": {}, "payload": {}}
    with pytest.raises(ConflictError), plugin.operating() as uow:  # noqa: PT012 – both at once
        uow.session.add_all([model.CallEventRow(**row), model.CallEventRow(**row)])
        uow.session.flush()


def test_case_1_what_was_told_is_never_changed(plugin: Trial) -> None:
    tell(plugin, incoming(plugin))
    change = text("UPDATE call_center_event SET kind = 'offered'")

    def kinds() -> set[str]:
        with plugin.reading() as uow:
            return set(uow.session.scalars(select(plugin.module("model").CallEventRow.kind)))

    before = kinds()
    with pytest.raises(DBAPIError), plugin.operating() as uow:
        uow.session.execute(change)
    assert kinds() == before
    of_table = "" if plugin.app.engine.dialect.name == "sqlite" else " ON call_center_event"
    with plugin.operating() as uow:
        uow.session.execute(text(f"DROP TRIGGER call_center_event_stays{of_table}"))
        uow.session.execute(change)
    assert kinds() == {"offered"}


def test_case_2_a_call_whose_end_nobody_told_is_closed_and_a_late_end_counts(
    plugin: Trial, at: At
) -> None:
    told = incoming(plugin)
    tell(plugin, [one for one in told if one.kind not in ("left", "ended")])
    settling = plugin.module("settling")
    with plugin.operating() as uow:
        settling.sweep(uow, {})
    assert the_call(plugin).phase == "talking"
    at(NOON + timedelta(hours=5))
    with plugin.operating() as uow:
        settling.sweep(uow, {})
    assert (the_call(plugin).phase, the_call(plugin).duration_source) == ("ended", "estimated")
    tell(plugin, told)
    assert (the_call(plugin).talk_s, the_call(plugin).duration_source) == (52, "provider")


def test_case_3_a_transfer_has_a_leg_for_each_and_is_one_call(plugin: Trial) -> None:
    first, second = give_line(plugin, "rep", "204"), give_line(plugin, "inside", "205")
    told = [
        *incoming(plugin)[:3],
        event(plugin, "ringing", 22, leg="c", extension="205", is_agent=True),
        event(plugin, "answered", 25, leg="c", is_agent=True),
        event(plugin, "left", 30, leg="b", is_agent=True),
        event(plugin, "ended", 90),
    ]
    assert tell(plugin, told).agent_id == first
    model = plugin.module("model")
    with plugin.reading() as uow:
        on_it = select(model.CallLeg.user_id).where(model.CallLeg.is_agent)
        assert set(uow.session.scalars(on_it)) == {first, second}


def test_case_4_a_withheld_number_is_nobodys(plugin: Trial, records: Records) -> None:
    records.customer(phones=PHONES)
    call = tell(plugin, incoming(plugin, number="anonymous"))
    assert (call.is_withheld, call.number, call.customer_id) == (True, "", None)


def test_case_5_a_number_shared_by_twenty_contacts_is_picked_not_guessed(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(name="Centralita")
    people = [
        records.contact(customer.id, name=f"Persona {place}", phones=PHONES) for place in range(20)
    ]
    other = records.customer(name="Otra")
    with plugin.working() as uow:
        link_contact(uow, people[0].id, ContactLinkDraft(customer_id=other.id))
    call = tell(plugin, incoming(plugin))
    assert (call.customer_id, call.match_method) == (None, "none")
    with plugin.working() as uow:
        assert len(plugin.module("numbers").find_holders(uow, NUMBER)) == 21
    with pytest.raises(DomainError) as refused:
        log(plugin, number=NUMBER, call_id=call.id)
    assert refused.value.code == "call_center_choose_customer"
    picked = log(plugin, customer_id=customer.id, contact_id=people[7].id, call_id=call.id)
    assert (the_call(plugin).id, the_call(plugin).contact_id) == (picked, people[7].id)


@pytest.mark.parametrize("typed", ["911234567", "+34 911 23 45 67", "0034911234567", "911-234-567"])
def test_case_6_formats_of_the_country_are_one_number_and_the_raw_stays(
    plugin: Trial, records: Records, typed: str
) -> None:
    records.customer(phones=PHONES)
    with plugin.operating() as uow:
        get_company(uow).country = "ES"
    log(plugin, number=typed)
    call = the_call(plugin)
    assert (call.number, call.raw_number, call.match_method) == (NUMBER, typed, "number")


def test_case_7_a_number_that_somebody_else_has_now_matches_them(
    plugin: Trial, records: Records
) -> None:
    before = records.customer(name="Antes", phones=PHONES)
    first = log(plugin, number=NUMBER, started_at=NOON - timedelta(hours=1))
    with plugin.working() as uow:
        save_customer(uow, CustomerDraft.of({"phones": ()}, id=before.id, version=before.version))
    now = records.customer(name="Ahora", phones=PHONES)
    second = log(plugin, number=NUMBER)
    found = {one.id: one.customer_id for one in calls(plugin)}
    assert found == {first: before.id, second: now.id}


def test_case_8_five_missed_calls_are_one_task_to_call_back(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=PHONES)
    for place in range(5):
        told = [
            event(plugin, "offered", place * 120, direction="in", number=NUMBER),
            event(plugin, "ended", place * 120 + 20),
        ]
        module = plugin.module("receiving")
        with plugin.operating() as uow:
            module.receive(
                uow,
                "generic",
                [module.Told(call_key=f"m{place}", event=one, payload={}) for one in told],
            )
    at(NOON + timedelta(minutes=20))
    plugin.work_off()
    assert len(calls(plugin)) == 5
    assert len(activities(plugin, is_done=False)) == 1
    assert not plugin.failures()


def test_case_8_a_missed_call_that_turns_out_to_be_answered_is_not_called_back(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=PHONES)
    told = incoming(plugin)
    tell(plugin, [one for one in told if one.kind != "answered"])
    tell(plugin, told)
    at(NOON + timedelta(minutes=20))
    plugin.work_off()
    assert activities(plugin, is_done=False) == []


def test_case_9_a_call_across_midnight_and_the_change_of_clocks_keeps_its_offset(
    plugin: Trial, at: At
) -> None:
    # In Madrid the clocks went forward at 01:00 UTC.
    begins = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    at(begins + timedelta(hours=2))
    with plugin.operating() as uow:
        get_company(uow).zone = "Europe/Madrid"
    told = [
        event(plugin, "offered", at=begins, key="1", direction="in", number=NUMBER),
        event(plugin, "answered", at=begins + timedelta(seconds=5), key="2"),
        event(plugin, "ended", at=begins + timedelta(minutes=10), key="3"),
    ]
    call = tell(plugin, told)
    assert (call.offset_minutes, call.talk_s) == (60, 595)


def test_case_10_a_consent_needs_its_proof(plugin: Trial, records: Records) -> None:
    customer = records.customer()
    permitting = plugin.module("permitting")
    with plugin.working() as uow, pytest.raises(InvalidInputError):
        permitting.give_consent(uow, customer.id, "recording", proof=" ")
    with plugin.working() as uow:
        permitting.give_consent(uow, customer.id, "recording", proof="Grabación 12")
        permitting.withdraw_consent(uow, customer.id, "recording")
        [kept] = permitting.list_consents(uow, customer.id)
        assert kept.proof == "Grabación 12"
        assert kept.withdrawn_at is not None


def test_case_11_the_recording_goes_by_retention_and_the_call_stays(plugin: Trial, at: At) -> None:
    told = [*incoming(plugin), event(plugin, "recorded", 61, recording="https://r.example.com/1")]
    assert tell(plugin, told).recording
    at(NOON + timedelta(days=91))
    with plugin.operating() as uow:
        plugin.module("settling").forget_old(uow, {})
    call = the_call(plugin)
    assert (call.recording, call.result) == ("", "handled")
    assert call.recording_deleted_at is not None
    assert count(plugin, "CallEventRow") == 0


def test_case_12_a_disposition_retired_while_the_form_is_open_still_counts(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=PHONES)
    dispositions = plugin.module("dispositions")
    opened = NOON + timedelta(minutes=5)
    at(opened + timedelta(minutes=1))
    with plugin.operating() as uow:
        one = dispositions.disposition_called(uow, "interested")
        dispositions.retire_disposition(uow, one.id)
    with pytest.raises(DomainError) as refused:
        log(plugin, number=NUMBER, opened_at=opened + timedelta(minutes=2))
    assert refused.value.code == "call_center_unknown_disposition"
    log(plugin, number=NUMBER, opened_at=opened)
    assert the_call(plugin).disposition == "interested"


def test_case_13_calls_stay_when_the_plugin_is_off_and_jobs_wait(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=PHONES)
    tell(plugin, incoming(plugin, answered=None))
    plugin.disable()
    at(NOON + timedelta(minutes=20))
    plugin.work_off()
    assert activities(plugin, is_done=False) == []
    plugin.enable()
    plugin.work_off()
    assert len(activities(plugin, is_done=False)) == 1
    assert len(calls(plugin)) == 1


@pytest.mark.parametrize("is_told_first", [True, False])
def test_case_14_two_people_on_one_call_are_one_call_and_one_activity(
    plugin: Trial, records: Records, *, is_told_first: bool
) -> None:
    records.customer(phones=PHONES)
    give_line(plugin, "rep", "204")
    give_line(plugin, "manager", "205")
    told = [
        *incoming(plugin)[:3],
        event(plugin, "ringing", 22, leg="c", extension="205", is_agent=True),
        event(plugin, "answered", 25, leg="c", is_agent=True),
        event(plugin, "ended", 60),
    ]
    if is_told_first:
        tell(plugin, told)
    log(plugin, "rep", number=NUMBER, note="Pregunta", started_at=NOON + timedelta(seconds=60))
    log(plugin, "manager", number=NUMBER, note="Oferta", started_at=NOON + timedelta(seconds=70))
    if not is_told_first:
        tell(plugin, told)
    [activity] = activities(plugin)
    assert the_call(plugin).activity_id == activity.id
    assert {"Pregunta", "Oferta"} <= set(activity.note.split("\n\n"))


@pytest.mark.parametrize("late", [0, 179, -170])
@pytest.mark.parametrize("is_told_first", [True, False])
def test_case_15_a_log_and_the_record_of_the_exchange_are_one(
    plugin: Trial, records: Records, late: int, *, is_told_first: bool
) -> None:
    records.customer(phones=PHONES)
    moment = NOON + timedelta(seconds=late)
    if is_told_first:
        tell(plugin, incoming(plugin))
    log(plugin, number=NUMBER, note="Pide precio", started_at=moment)
    if not is_told_first:
        tell(plugin, incoming(plugin))
    call = the_call(plugin)
    [activity] = activities(plugin)
    assert (call.source, call.talk_s, call.activity_id) == ("generic", 52, activity.id)
    assert activity.ended_at == NOON + timedelta(seconds=60)
    assert activity.note == "Pide precio"


def test_case_15_beyond_three_minutes_they_are_two(plugin: Trial, records: Records) -> None:
    records.customer(phones=PHONES)
    log(plugin, number=NUMBER, started_at=NOON - timedelta(seconds=181))
    module = plugin.module("receiving")
    with plugin.operating() as uow:
        told = [module.Told(call_key="c", event=one, payload={}) for one in incoming(plugin)]
        module.receive(uow, "generic", told)
    assert [one.source for one in calls(plugin)] == ["manual", "generic"]


def test_case_15_sent_twice_a_log_is_one_call(plugin: Trial, records: Records) -> None:
    customer = records.customer()
    new_id = customer.id
    first = log(plugin, customer_id=customer.id, new_id=new_id)
    assert log(plugin, customer_id=customer.id, new_id=new_id) == first == the_call(plugin).id
    assert len(activities(plugin)) == 1


def test_merging_two_customers_moves_calls_consents_and_lists(
    plugin: Trial, records: Records
) -> None:
    stays, goes = records.customer(name="Queda"), records.customer(name="Va", phones=PHONES)
    log(plugin, number=NUMBER)
    with plugin.working() as uow:
        plugin.module("permitting").give_consent(uow, goes.id, "commercial", proof="Carta")
        plugin.module("permitting").exclude_number(uow, NUMBER, customer_id=goes.id)
    with plugin.working("admin") as uow:
        merge_customers(uow, stays.id, goes.id)
    assert the_call(plugin).customer_id == stays.id
    with plugin.working("admin") as uow:
        assert len(plugin.module("permitting").list_consents(uow, stays.id)) == 1
        table = plugin.module("desk_model").Exclusion
        assert uow.session.scalar(select(table.customer_id)) == stays.id
        uow.session.execute(delete(table))
