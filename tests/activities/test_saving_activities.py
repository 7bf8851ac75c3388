"""Saving activities: planned or done, one or many, each with what it belongs to."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import func, select

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    NextStep,
    Participant,
    get_activity,
    log_activity,
    plan_activity,
    save_activities,
    save_activity,
)
from salesforce_lite.kernel.errors import InvalidInputError, StaleVersionError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.references import find_by_references
from tests.activities.records import a_contact, a_customer, an_opportunity

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def events(uow) -> list[str]:
    return list(uow.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def test_a_logged_visit_is_done_and_told(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        visit = log_activity(
            uow, {"kind": "visit", "customer_id": customer.id, "outcome": "interested"}
        )
        assert visit.is_done
        assert visit.owner_id == uow.actor.user_id
        assert visit.at == visit.completed_at == uow.now
    with work("rep") as uow:
        assert events(uow)[-1] == "ActivityLogged"


def test_a_planned_call_stands_at_its_due_time(work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call", "due_at": NOON})
        assert not call.is_done
        assert call.at == NOON
    with work("rep") as uow:
        assert events(uow) == ["ActivityPlanned"]


def test_what_is_planned_without_a_day_is_for_today(work):
    with work("rep") as uow:
        task = plan_activity(uow, {"kind": "task", "subject": "Send the price list"})
        assert task.is_all_day
        assert uow.now - timedelta(hours=1) < task.due_at < uow.now + timedelta(hours=25)


def test_a_note_is_never_planned(work):
    with work("rep") as uow:
        assert plan_activity(uow, {"kind": "note", "note": "Closed on Mondays"}).is_done


def test_the_customer_of_the_opportunity_is_taken_over(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        opportunity = an_opportunity(uow, customer.id)
        call = log_activity(uow, {"kind": "call", "opportunity_id": opportunity.id})
        assert call.customer_id == customer.id


def test_an_opportunity_of_another_customer_does_not_fit(work):
    with work("rep") as uow:
        opportunity = an_opportunity(uow, a_customer(uow).id)
        other = a_customer(uow, "Kiosco Sol")
        with pytest.raises(InvalidInputError) as refused:
            log_activity(
                uow,
                {"kind": "call", "customer_id": other.id, "opportunity_id": opportunity.id},
            )
        assert set(refused.value.fields) == {"opportunity_id"}


def test_a_contact_brings_its_customer_and_fits_only_there(work):
    with work("rep") as uow:
        customer, other = a_customer(uow), a_customer(uow, "Kiosco Sol")
        contact = a_contact(uow, customer.id)
        assert log_activity(uow, {"kind": "call", "contact_id": contact.id}).customer_id == (
            customer.id
        )
        with pytest.raises(InvalidInputError) as refused:
            log_activity(uow, {"kind": "call", "contact_id": contact.id, "customer_id": other.id})
        assert set(refused.value.fields) == {"contact_id"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "dance"}, "kind"),
        ({"kind": "task"}, "subject"),
        ({"kind": "message", "channel": "pigeon"}, "channel"),
        ({"kind": "visit", "started_at": NOON, "ended_at": NOON - timedelta(1)}, "ended_at"),
        ({"kind": "call", "due_at": datetime(2026, 11, 20, 12, 0)}, "due_at"),  # noqa: DTZ001
        ({"kind": "call", "zone": "Mars/Olympus"}, "zone"),
        ({"kind": "call", "subject": "x" * 201}, "subject"),
        ({"kind": "call", "is_kept": True}, "is_kept"),
        ({"kind": "visit", "latitude": float("nan")}, "latitude"),
    ],
)
def test_every_wrong_field_is_named(fields, wrong):
    with pytest.raises(InvalidInputError) as refused:
        ActivityDraft.of(fields)
    assert wrong in refused.value.fields


def test_an_outcome_is_one_of_its_kind(work):
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        log_activity(uow, {"kind": "visit", "note": "Ask", "outcome": "voicemail"})
    assert set(refused.value.fields) == {"outcome"}


def test_an_end_before_the_stored_start_is_refused(work):
    with work("rep") as uow:
        visit = log_activity(uow, {"kind": "visit", "note": "Ask", "started_at": NOON})
    with pytest.raises(InvalidInputError), work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"ended_at": NOON - timedelta(hours=1)}, id=visit.id))


def test_the_next_step_becomes_the_next_planned_activity(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        opportunity = an_opportunity(uow, customer.id)
        step = NextStep(kind="call", subject="Price of line B", due_at=NOON + timedelta(days=7))
        visit = log_activity(
            uow, {"kind": "visit", "opportunity_id": opportunity.id}, next_step=step
        )
    with work("rep") as uow:
        following = uow.session.scalars(
            select(Activity).where(Activity.follows_id == visit.id)
        ).one()
        assert (following.kind, following.subject) == ("call", "Price of line B")
        assert following.customer_id == customer.id
        assert following.opportunity_id == opportunity.id
        assert not following.is_done
        assert events(uow)[-2:] == ["ActivityLogged", "ActivityPlanned"]


def test_a_change_is_told_and_a_stale_one_refused(work):
    with work("rep") as uow:
        visit = log_activity(
            uow, {"kind": "visit", "participants": [Participant("Marta"), Participant("Jorge")]}
        )
        read = visit.version
    with work("rep") as uow:
        changed = save_activity(
            uow, ActivityDraft.of({"note": "Wants the B line"}, id=visit.id, version=read)
        )
        assert [person.name for person in changed.participants] == ["Marta", "Jorge"]
    with work("rep") as uow:
        assert events(uow)[-1] == "ActivityChanged"
    with pytest.raises(StaleVersionError), work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"note": "Other"}, id=visit.id, version=read))


def test_saving_the_same_again_changes_nothing(work):
    with work("rep") as uow:
        visit = log_activity(uow, {"kind": "visit", "note": "Same"})
        read = visit.version
    with work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"note": "Same"}, id=visit.id))
    with work("rep") as uow:
        assert get_activity(uow, visit.id).version == read
        assert events(uow) == ["ActivityLogged"]


def test_a_delta_that_says_done_completes_what_was_planned(work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call", "due_at": NOON})
    with work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"completed_at": NOON}, id=call.id))
    with work("rep") as uow:
        assert get_activity(uow, call.id).is_done
        assert "ActivityCompleted" in events(uow)


def test_a_batch_costs_as_many_statements_as_one_does(app, work):
    def statements(count: int) -> int:
        seen = []
        with work("rep") as uow:
            customer = a_customer(uow, f"Batch of {count}")
            drafts = [
                ActivityDraft.of(
                    {
                        "kind": "visit",
                        "customer_id": customer.id,
                        "outcome": "interested",
                        "completed_at": NOON,
                    },
                    references=[("old", f"{count}-{number}")],
                )
                for number in range(count)
            ]
            sql_event.listen(app.engine, "before_cursor_execute", lambda *call: seen.append(call))
            save_activities(uow, drafts)
        return len(seen)

    one = statements(1)
    # The insert itself may take a few statements on either engine; a look-up per row would take 60.
    assert statements(60) <= one * 2 + 4


def test_references_lead_back_to_what_was_saved(work):
    with work("rep") as uow:
        [saved] = save_activities(
            uow, [ActivityDraft.of({"kind": "note"}, references=[("salesforce", "00T1")])]
        )
        found = find_by_references(uow, "activity", "salesforce", ["00T1"])
        assert found == {"00T1": saved.id}
        assert uow.session.scalar(select(func.count()).select_from(Activity)) == 1
