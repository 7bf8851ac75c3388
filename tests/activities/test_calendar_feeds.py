"""The private calendar address: who reads what under it, and until when."""

import os
import sys
from datetime import UTC, datetime, timedelta
from html import unescape
from subprocess import run

import pytest
from icalendar import Calendar
from sqlalchemy import select

from salesforce_lite.access import deactivate_user
from salesforce_lite.activities import (
    CalendarFeed,
    complete_activity,
    delete_activity,
    log_activity,
    open_feed,
    plan_activity,
    reschedule_activity,
)
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import unit_of_work
from tests.activities.records import a_contact, a_customer, an_opportunity, plan
from tests.conftest import find_user


@pytest.fixture
def browser(client_of):
    return client_of("rep")


@pytest.fixture
def address(browser):
    """The address that the rep was given, without the site."""
    browser.post("/me/calendar")
    return address_on(browser)


@pytest.fixture
def reads(app):
    """What a program that has only the address reads: the events by their summary."""

    def read(address):
        answer = app.test_client().get(address, headers={"User-Agent": "Calendars/1.0"})
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "text/calendar"
        calendar = Calendar.from_ical(answer.data)
        return {str(event["summary"]): event for event in calendar.events}

    return read


def address_on(browser):
    text = unescape(browser.get("/me").text)
    return text.split('value="http://localhost')[1].split('"')[0]


def gone(app, address):
    return app.test_client().get(address).status_code == 404


def test_there_is_none_until_it_is_asked_for(browser):
    assert ".ics" not in browser.get("/me").text


def test_what_is_planned_stands_there_with_where_and_whom(work, reads, address):
    with work("rep") as uow:
        customer = a_customer(uow, country="MX", phones=[])
        contact = a_contact(uow, customer.id)
        sale = an_opportunity(uow, customer.id)
        visit = plan_activity(
            uow,
            {
                "kind": "visit",
                "subject": "New catalogue",
                "customer_id": customer.id,
                "contact_id": contact.id,
                "opportunity_id": sale.id,
                "due_at": datetime(2099, 3, 1, 15, tzinfo=UTC),
                "note": "Bring samples",
            },
        )
        plan_activity(uow, {"kind": "visit", "due_at": uow.now + timedelta(days=1)})
        visit.due_at = uow.now + timedelta(days=2)
        due = visit.due_at.replace(microsecond=0)
    events = reads(address)
    event = events["Visit: Ferretería Pérez · New catalogue"]
    assert event.start.replace(microsecond=0) == due
    assert event.end - event.start == timedelta(hours=1)
    assert event["location"] == "Monterrey, MX"
    said = str(event["description"])
    for part in ("Luisa Gómez", "Línea B", "Bring samples", f"/activities/{visit.id}"):
        assert part in said
    assert str(event["url"]).endswith(f"/activities/{visit.id}")
    assert "Visit" in events


def test_what_has_no_hour_stands_at_its_day(work, reads, address):
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    with work("rep") as uow:
        plan_activity(
            uow,
            {
                "kind": "task",
                "subject": "Send offer",
                "is_all_day": True,
                "zone": "America/Lima",
                # The end of that day in Lima is the next day in UTC.
                "due_at": datetime(*tomorrow.timetuple()[:3], 4, 59, tzinfo=UTC)
                + timedelta(days=1),
            },
        )
    event = reads(address)["Task: Send offer"]
    assert (event.start, event.end) == (tomorrow, tomorrow + timedelta(days=1))


def test_it_follows_what_happens_to_an_activity(work, reads, address):
    with work("rep") as uow:
        moved = plan(uow, "Moved", hours=5, kind="meeting")
        removed = plan(uow, "Removed", hours=5)
        ticked = plan(uow, "Ticked", hours=5)
        held = plan(uow, "Held", hours=5, kind="meeting")
    before = reads(address)["Meeting: Moved"]
    assert "Task: Removed" in reads(address)
    with work("rep") as uow:
        later = uow.now + timedelta(days=3)
        reschedule_activity(uow, moved.id, later, zone="UTC", is_all_day=False)
        delete_activity(uow, removed.id)
        complete_activity(uow, ticked.id)
        complete_activity(uow, held.id)
    events = reads(address)
    after = events["Meeting: Moved"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.start > before.start
    # What was an appointment stays in the calendar; a task that is done is out of the way.
    assert set(events) == {"Meeting: Moved", "✓ Meeting: Held"}


def test_it_shows_ones_own_and_nothing_of_long_ago(work, reads, address):
    with work("rep") as uow:
        log_activity(
            uow,
            {"kind": "visit", "subject": "Old", "started_at": uow.now - timedelta(days=120)},
        )
        log_activity(
            uow, {"kind": "visit", "subject": "Had", "started_at": uow.now - timedelta(days=3)}
        )
        log_activity(uow, {"kind": "call", "subject": "Rang"})
        plan(uow, "Far", hours=24 * 500)
    with work("other") as uow:
        plan(uow, "CANARY", hours=5)
    assert set(reads(address)) == {"✓ Visit: Had"}


def test_it_is_in_the_language_of_its_owner(reads, address, lives_in, work):
    lives_in("rep", "America/Lima", "es-PE")
    with work("rep") as uow:
        plan(uow, "Muestras", hours=5, kind="visit")
    assert set(reads(address)) == {"Visita: Muestras"}


def test_a_new_address_ends_the_old_one(app, browser, reads, address):
    browser.post("/me/calendar")
    renewed = address_on(browser)
    assert renewed != address
    assert gone(app, address)
    assert reads(renewed) == {}


def test_switched_off_nobody_reads_it(app, browser, address):
    browser.post("/me/calendar/closing")
    assert gone(app, address)
    assert ".ics" not in browser.get("/me").text
    assert browser.post("/me/calendar/closing").status_code == 303


@pytest.mark.parametrize(
    "spoil",
    [
        lambda address: address.replace(".ics", "x.ics"),
        lambda address: "/calendar/" + "0" * 32 + "." + address.split(".", 1)[1],
        lambda _address: "/calendar/none.ics",
        lambda _address: "/calendar/ñ.ñ.ics",
    ],
)
def test_an_address_that_was_made_up_is_nobodys(app, address, spoil):
    assert gone(app, spoil(address))


def test_the_database_alone_gives_no_address_away(app, address):
    with app.make_session() as session:
        feed = session.scalars(select(CalendarFeed)).one()
        assert gone(app, f"/calendar/{feed.id}.ics")
        assert gone(app, f"/calendar/{feed.id.hex}.ics")
        signature = address.split(".")[1]
        kept = [
            session.execute(select(kind.__table__)).all() for kind in (CalendarFeed, AuditEntry)
        ]
    assert signature not in str(kept)


def test_who_left_has_no_calendar_any_more(app, work, address):
    with work("admin") as uow:
        deactivate_user(uow, find_user(uow.session, "rep").id)
    assert gone(app, address)


def test_the_address_opens_nothing_else(app, address):
    program = app.test_client()
    program.get(address)
    assert program.get("/today").status_code == 302
    assert program.post(address).status_code == 405


def test_the_profile_says_who_read_it(browser, reads, address):
    assert "Calendars/1.0" not in browser.get("/me").text
    reads(address)
    assert "by Calendars/1.0" in browser.get("/me").text


def test_one_may_not_read_activities(work, app, address):
    with work("admin") as uow:
        role = find_user(uow.session, "rep").roles[0]
        role.permissions = tuple(code for code in role.permissions if code != "activities.view")
    assert gone(app, address)
    with pytest.raises(PermissionDeniedError), work("rep") as uow:
        open_feed(uow)


def test_nobody_is_behind_the_system(app):
    with (
        pytest.raises(NotFoundError),
        unit_of_work(app.make_session, system_actor("test"), surface="test") as uow,
    ):
        open_feed(uow)


def test_a_calendar_program_shows_it(app, work, reads, address, tmp_path):
    with work("rep") as uow:
        customer = a_customer(uow, "Peña & Hijos; S.A., «Ñandú»", country="MX")
        due = (uow.now + timedelta(days=1)).replace(hour=15, minute=30)
        about = {"customer_id": customer.id, "note": "Line one\nLine; two, \\three"}
        plan_activity(uow, {"kind": "visit", "due_at": due, "zone": "UTC", **about})
        plan(uow, "á" * 150, hours=30)
    reads(address)
    settings = tmp_path / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[mine]]\npath = {tmp_path / 'calendar'}\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "local_timezone = UTC\ndefault_timezone = UTC\n"
    )
    (tmp_path / "calendar").mkdir()
    shown = run(
        [
            *(sys.executable, "-m", "khal", "-c", settings, "printics"),
            *("--format", "{start}|{title}|{location}|{description}"),
        ],
        input=app.test_client().get(address).data,
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    ).stdout.decode()
    assert f"{due:%Y-%m-%d %H:%M}|Visit: Peña & Hijos; S.A., «Ñandú»|Monterrey, MX|" in shown
    assert "Line one\nLine; two, \\three" in shown
    assert f"Task: {'á' * 150}" in shown
