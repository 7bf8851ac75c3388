"""Lists of activities and the timeline: their order, filters, pages and what they cost."""

from datetime import date, timedelta

from sqlalchemy import event as sql_event

from salesforce_lite.activities import ActivityFilter, Status, list_activities, log_activity
from salesforce_lite.activities.chips import load_chips
from salesforce_lite.activities.timeline import load_entries
from salesforce_lite.activities.today import Whose, load_day
from salesforce_lite.activities.upcoming import next_of_customers, next_of_opportunities
from salesforce_lite.plugin import TimelineQuery
from tests.activities.records import a_customer, an_opportunity, plan


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
