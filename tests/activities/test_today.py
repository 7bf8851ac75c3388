"""What Today answers: whose day it is, what slips, and who needs somebody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import update

from salesforce_lite.activities import complete_activity, log_activity, plan_activity
from salesforce_lite.activities.today import ROWS, Slip, Whose, load_day
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.opportunities import Opportunity, win_opportunity
from tests.activities.records import a_customer, an_opportunity, plan


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
