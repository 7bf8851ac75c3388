"""Lists of activities, and what Today answers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import update

from salesforce_lite.activities import (
    ActivityFilter,
    Status,
    complete_activity,
    list_activities,
    log_activity,
    plan_activity,
)
from salesforce_lite.activities.chips import load_chips
from salesforce_lite.activities.timeline import load_entries
from salesforce_lite.activities.today import ROWS, Slip, Whose, load_day
from salesforce_lite.activities.upcoming import next_of_customers, next_of_opportunities
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.opportunities import Opportunity, win_opportunity
from salesforce_lite.plugin import TimelineQuery
from tests.activities.records import a_customer, an_opportunity


def plan(uow, subject: str, *, hours: float, **fields):
    due = uow.now + timedelta(hours=hours)
    return plan_activity(
        uow, {"kind": "task", "subject": subject, "due_at": due, "zone": "UTC", **fields}
    )


def subjects(page) -> list[str]:
    return [activity.subject for activity in page.items]


def test_what_is_planned_comes_by_its_time_and_what_is_done_newest_first(work):
    with work("rep") as uow:
        for name, hours in (("b", 2), ("a", 1), ("late", -5)):
            plan(uow, name, hours=hours)
        for name, days in (("old", 9), ("new", 1)):
            log_activity(
                uow,
                {"kind": "call", "subject": name, "started_at": uow.now - timedelta(days=days)},
            )
        uow.session.flush()
        assert subjects(list_activities(uow)) == ["late", "a", "b"]
        assert subjects(list_activities(uow, ActivityFilter(status=Status.OVERDUE))) == ["late"]
        assert subjects(list_activities(uow, ActivityFilter(status=Status.DONE))) == ["new", "old"]


def test_filters_narrow_and_pages_follow_each_other(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        opportunity = an_opportunity(uow, customer.id)
        for number in range(5):
            plan(uow, f"{number}", hours=number + 1, opportunity_id=opportunity.id)
        plan(uow, "elsewhere", hours=1)
        plan(uow, "visit", hours=1, kind="visit")
        uow.session.flush()
        about = ActivityFilter(opportunity_id=opportunity.id)
        first = list_activities(uow, about, limit=3)
        second = list_activities(uow, about, limit=3, cursor=first.next_cursor)
        assert subjects(first) + subjects(second) == list("01234")
        assert second.next_cursor is None
        assert len(list_activities(uow, ActivityFilter(customer_id=customer.id)).items) == 5
        assert subjects(list_activities(uow, ActivityFilter(kind="visit"))) == ["visit"]
        soon = ActivityFilter(since=uow.now, until=uow.now + timedelta(hours=1.5))
        assert set(subjects(list_activities(uow, soon))) == {"0", "elsewhere", "visit"}


def test_nobody_sees_the_day_or_the_list_of_another_rep(work):
    with work("rep") as uow:
        customer = a_customer(uow, "Canary")
        opportunity = an_opportunity(uow, customer.id, expected_close_on=date(2020, 1, 1))
        plan(uow, "canary", hours=-1, opportunity_id=opportunity.id)
        log_activity(uow, {"kind": "call", "customer_id": customer.id})
    with work("other") as uow:
        for status in Status:
            assert not list_activities(uow, ActivityFilter(status=status)).items
        for whose in Whose:
            day = load_day(uow, whose)
            assert day.is_empty
            assert not day.won.rows
        assert next_of_opportunities(uow, [opportunity.id]) == {}
        assert next_of_customers(uow, [customer.id]) == {}
        question = TimelineQuery(
            about="customer", record_id=customer.id, before=None, before_id=None, limit=10
        )
        assert load_entries(uow, question) == []


def test_today_holds_what_is_overdue_and_what_is_due_before_midnight(work):
    with work("rep") as uow:
        plan(uow, "late", hours=-1)
        plan(uow, "day after", hours=49)
        done = plan(uow, "done", hours=-2)
        plan_activity(uow, {"kind": "task", "subject": "sometime today"})
        uow.session.flush()
        complete_activity(uow, done.id)
        uow.session.flush()
        day = load_day(uow)
        assert [activity.subject for activity in day.overdue.rows] == ["late"]
        assert [activity.subject for activity in day.today.rows] == ["sometime today"]


def test_a_manager_sees_the_own_day_first_and_the_teams_on_request(work):
    with work("rep") as uow:
        plan(uow, "of the rep", hours=-1)
    with work("manager") as uow:
        assert load_day(uow).is_empty
        assert len(load_day(uow, Whose.TEAM).overdue.rows) == 1


def test_sections_are_short_and_say_that_there_is_more(work):
    with work("rep") as uow:
        for number in range(ROWS + 3):
            plan(uow, str(number), hours=-number - 1)
        uow.session.flush()
        overdue = load_day(uow).overdue
        assert len(overdue.rows) == ROWS
        assert overdue.has_more


def test_a_sale_slips_for_one_of_three_reasons(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        passed = an_opportunity(uow, customer.id, expected_close_on=date(2020, 1, 1))
        bare = an_opportunity(uow, customer.id, expected_close_on=date(2099, 1, 1))
        still = an_opportunity(uow, customer.id, expected_close_on=date(2099, 1, 2))
        fine = an_opportunity(uow, customer.id, expected_close_on=date(2099, 1, 3))
        for opportunity in (passed, still, fine):
            plan(uow, "next", hours=5, opportunity_id=opportunity.id)
        uow.session.flush()
        uow.session.execute(
            update(Opportunity)
            .where(Opportunity.id == still.id)
            .values(stage_since=uow.now - timedelta(days=90))
        )
        found = {row.opportunity.id: row.reason for row in load_day(uow).slipping.rows}
        assert found == {
            passed.id: Slip.CLOSE_PASSED,
            bare.id: Slip.NO_NEXT_STEP,
            still.id: Slip.LONG_IN_STAGE,
        }


def test_active_customers_who_are_silent_for_long_need_us_the_longest_first(work):
    with work("rep") as uow:
        customers = {
            name: a_customer(uow, name, lifecycle=lifecycle)
            for name, lifecycle in (
                ("40", "active"),
                ("90", "active"),
                ("5", "active"),
                ("80", "lost"),
            )
        }
        for name, customer in customers.items():
            at = uow.now - timedelta(days=int(name))
            log_activity(uow, {"kind": "call", "customer_id": customer.id, "started_at": at})
        uow.session.flush()
        found = [row.customer_id for row in load_day(uow).needing.rows]
        assert found == [customers["90"].id, customers["40"].id]
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"lifecycle": "active"}, id=customers["80"].id))
    with work("rep") as uow:
        assert len(load_day(uow).needing.rows) == 3


def test_whom_we_owe_a_promise_needs_us_before_all_others(work):
    with work("rep") as uow:
        silent, owed = a_customer(uow, "Silent", lifecycle="active"), a_customer(uow, "Owed")
        log_activity(
            uow,
            {
                "kind": "call",
                "customer_id": silent.id,
                "started_at": uow.now - timedelta(days=50),
            },
        )
        plan(uow, "Sample", hours=-3, kind="promise", customer_id=owed.id)
        uow.session.flush()
        rows = load_day(uow).needing.rows
        assert [row.customer_id for row in rows] == [owed.id, silent.id]
        assert rows[0].promise.subject == "Sample"


def test_what_was_won_this_week_is_celebrated(work):
    with work("rep") as uow:
        opportunity = an_opportunity(uow, a_customer(uow).id)
        uow.session.flush()
        win_opportunity(uow, opportunity.id, on=uow.now.date())
        uow.session.flush()
        assert [won.id for won in load_day(uow).won.rows] == [opportunity.id]


def test_today_needs_the_permission(work, actor_of):
    with work("rep") as uow:
        object.__setattr__(uow.actor, "permissions", frozenset())
        with pytest.raises(PermissionDeniedError):
            load_day(uow)


def test_a_day_costs_as_many_statements_full_as_empty(app, work):
    def statements() -> int:
        seen: list[object] = []
        with work("rep") as uow:
            sql_event.listen(app.engine, "before_cursor_execute", lambda *call: seen.append(call))
            load_day(uow)
            return len(seen)

    empty = statements()
    with work("rep") as uow:
        for number in range(30):
            customer = a_customer(uow, f"Customer {number}", lifecycle="active")
            opportunity = an_opportunity(uow, customer.id, expected_close_on=date(2020, 1, 1))
            plan(uow, str(number), hours=-1, opportunity_id=opportunity.id)
    assert statements() == empty


def test_chips_of_many_cards_take_one_query(app, work):
    with work("rep") as uow:
        customer = a_customer(uow)
        cards = [an_opportunity(uow, customer.id) for _ in range(20)]
        plan(uow, "later", hours=9, opportunity_id=cards[0].id)
        plan(uow, "first", hours=3, opportunity_id=cards[0].id)
        plan(uow, "late", hours=-3, opportunity_id=cards[1].id)
        uow.session.flush()
        seen: list[object] = []
        sql_event.listen(app.engine, "before_cursor_execute", lambda *call: seen.append(call))
        with app.test_request_context():
            chips = load_chips(uow, [card.id for card in cards])
        assert len(seen) == 1
    assert [chips[card.id].state for card in cards[:3]] == ["planned", "overdue", "none"]
    assert "first" in chips[cards[0].id].text


def test_the_timeline_is_read_page_by_page_without_gaps(app, work):
    with work("rep") as uow:
        customer = a_customer(uow)
        at = uow.now - timedelta(days=1)
        ids = {
            log_activity(uow, {"kind": "call", "customer_id": customer.id, "started_at": at}).id
            for _ in range(5)
        }
        planned = plan(uow, "next", hours=5, customer_id=customer.id)
        uow.session.flush()
        read, before, before_id = [], None, None
        with app.test_request_context():
            for _ in range(4):
                question = TimelineQuery(
                    about="customer",
                    record_id=customer.id,
                    before=before,
                    before_id=before_id,
                    limit=2,
                )
                entries = load_entries(uow, question)
                read += [entry.id for entry in entries]
                if entries:
                    before, before_id = entries[-1].at, entries[-1].id
    assert read[0] == planned.id
    assert len(read) == len(set(read)) == 6
    assert set(read[1:]) == ids


def test_an_active_customer_with_whom_nobody_ever_spoke_needs_us(work):
    with work("rep") as uow:
        long_ago = uow.now.date() - timedelta(days=60)
        never, spoken, _fresh, lead = (
            a_customer(uow, name, lifecycle=stage)
            for name, stage in (
                ("Never", "active"), ("Spoken", "active"), ("Fresh", "active"), ("Lead", "lead")
            )
        )  # fmt: skip
        for customer in (never, spoken, lead):
            customer.lifecycle_since = long_ago
        log_activity(uow, {"kind": "call", "customer_id": spoken.id})
        uow.session.flush()
        for whose in Whose:
            rows = load_day(uow, whose).needing.rows
            assert [(row.customer_id, row.never_since) for row in rows] == [(never.id, long_ago)]
    with work("other") as uow:
        assert load_day(uow, Whose.TEAM).needing.rows == []


def test_the_longest_silent_come_first_spoken_with_or_not(work):
    with work("rep") as uow:
        never, spoken = (a_customer(uow, name, lifecycle="active") for name in ("Never", "Spoken"))
        never.lifecycle_since = uow.now.date() - timedelta(days=50)
        call = {"kind": "call", "customer_id": spoken.id}
        log_activity(uow, {**call, "started_at": uow.now - timedelta(days=90)})
        uow.session.flush()
        rows = load_day(uow).needing.rows
        assert [row.customer_id for row in rows] == [spoken.id, never.id]


def test_today_says_since_when_nobody_spoke_to_them(work, client_of):
    with work("rep") as uow:
        a_customer(uow, "Never", lifecycle="active").lifecycle_since = date(2026, 1, 5)
    assert "never contacted" in client_of("rep").get("/today").text
