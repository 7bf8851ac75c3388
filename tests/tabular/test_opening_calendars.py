"""Calendars of other programs are tables: what comes again is written out near today."""

from datetime import UTC, datetime

import pytest

from salesforce_lite.kernel import clock
from salesforce_lite.tabular import ical_file, ical_moments, open_table

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture
def events(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def read(*lines):
        path = tmp_path / "calendar.ics"
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
        path.write_text(text, encoding="utf-8", newline="")
        with open_table(path) as table:
            assert table.format == "icalendar"
            rows = [{name: cell for name, cell in row.values.items() if cell} for row in table.rows]
            assert rows == [
                {name: cell for name, cell in row.values.items() if cell} for row in table.rows
            ]
            return rows

    return read


def event(*lines, uid="1"):
    return ("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT")


def test_an_appointment_with_its_zone(events):
    [row] = events(
        *event(
            "DTSTART;TZID=America/Mexico_City:20260320T100000",
            "DURATION:PT1H30M",
            "SUMMARY:Reunión\\, con café",
            "DESCRIPTION:Traer\\nmuestras",
            "LOCATION:Calle Mayor 1",
        )
    )
    assert row == {
        "UID": "1",
        "Kind": "meeting",
        "Subject": "Reunión, con café",
        "Notes": "Traer\nmuestras",
        "Start": "2026-03-20T16:00:00+00:00",
        "End": "2026-03-20T17:30:00+00:00",
        "Location": "Calle Mayor 1",
        "Time zone": "America/Mexico_City",
    }


def test_what_comes_again_keeps_its_hour_when_the_clocks_change(events):
    rows = events(
        *event(
            "DTSTART;TZID=Europe/Madrid:20260325T100000",
            "DTEND;TZID=Europe/Madrid:20260325T110000",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "SUMMARY:Weekly",
        )
    )
    assert [(row["Start"], row["End"], row["UID"]) for row in rows] == [
        ("2026-03-25T09:00:00+00:00", "2026-03-25T10:00:00+00:00", "1/20260325T090000"),
        ("2026-04-01T08:00:00+00:00", "2026-04-01T09:00:00+00:00", "1/20260401T080000"),
    ]


def test_of_a_series_without_end_only_what_is_near_today_comes(events):
    rows = events(*event("DTSTART:19900101T080000Z", "RRULE:FREQ=DAILY", "SUMMARY:Daily"))
    assert rows[0]["Start"] == "2025-12-16T08:00:00+00:00"
    assert rows[-1]["Start"] == "2027-04-19T08:00:00+00:00"
    assert len(rows) == 490


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_what_comes_by_the_hour_is_no_appointment_but_the_first(events, often):
    rows = events(*event("DTSTART:20260320T080000Z", f"RRULE:FREQ={often}", "SUMMARY:x"))
    assert len(rows) == 1


def test_what_was_taken_out_moved_or_cancelled_by_itself(events):
    rows = events(
        *event(
            "DTSTART:20260316T080000Z",
            "RRULE:FREQ=DAILY;UNTIL=20260320T080000Z",
            "EXDATE:20260317T080000Z",
            "SUMMARY:Daily",
        ),
        *event("RECURRENCE-ID:20260318T080000Z", "DTSTART:20260318T150000Z", "SUMMARY:Moved"),
        *event("RECURRENCE-ID:20260319T080000Z", "DTSTART:20260319T080000Z", "STATUS:CANCELLED"),
        *event("DTSTART:20260401T080000Z", "STATUS:CANCELLED", "SUMMARY:Off", uid="2"),
    )
    assert [(row["Subject"], row["Start"][:16]) for row in rows] == [
        ("Daily", "2026-03-16T08:00"),
        ("Daily", "2026-03-20T08:00"),
        ("Moved", "2026-03-18T15:00"),
    ]
    assert rows[2]["UID"] == "1/20260318T080000"


def test_days_without_an_hour(events):
    [row] = events(
        *event("DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322", "SUMMARY:Fair")
    )
    assert row["Start"] == "2026-03-20"
    assert "End" not in row


def test_tasks_are_open_or_done(events):
    rows = events(
        *("BEGIN:VTODO", "UID:a", "DUE:20260320T100000Z", "SUMMARY:Offer", "END:VTODO"),
        *("BEGIN:VTODO", "UID:b", "COMPLETED:20260310T100000Z", "SUMMARY:Sent", "END:VTODO"),
    )
    assert [(row["Kind"], row["Status"]) for row in rows] == [("task", "open"), ("task", "done")]
    assert rows[1]["Completed at"] == "2026-03-10T10:00:00+00:00"


def test_what_cannot_be_read_costs_itself_alone(events):
    rows = events(
        *event("DTSTART:soon", "SUMMARY:Broken"),
        *event("DTSTART:20260320T100000Z", "RRULE:FREQ=NEVER", "SUMMARY:Once", uid="2"),
        *("BEGIN:VEVENT", "nonsense without a colon", "END:VEVENT"),
        *event("DTSTART:20260321T100000Z", "SUMMARY:Good", uid="3"),
    )
    assert [row.get("Subject") for row in rows if row.get("Subject")] == ["Broken", "Once", "Good"]
    # It is for the import to refuse it, and to say why.
    assert rows[0]["Start"] == "soon"


@pytest.mark.parametrize(
    "odd",
    [
        ("DTSTART:20260320T100000", "DTEND:20260320T120000Z", "RRULE:FREQ=DAILY;COUNT=1"),
        ("DTSTART:20260320T100000", "DTEND;VALUE=DATE:20260321", "RRULE:FREQ=DAILY;COUNT=1"),
        ("DTSTART:20260320T100000Z", "DURATION:P99999999D"),
        ("DTSTART:20260320T100000Z", "DURATION:-P99999999D"),
        ("DTSTART:20260320T100000Z", "DURATION:P99999999D", "RRULE:FREQ=DAILY;COUNT=1"),
        ("DTSTART:20260320T100000Z", "DURATION:P2900000D"),
    ],
)
def test_an_end_that_is_none_costs_itself_alone(events, odd):
    rows = events(*event(*odd, "SUMMARY:Odd"), *event("DTSTART:20260321T100000Z", uid="2"))
    assert [row["Start"][:13] for row in rows] == ["2026-03-20T10", "2026-03-21T10"]
    assert "End" not in rows[0]


@pytest.mark.parametrize("fault", [OverflowError, TypeError, ValueError])
def test_an_entry_that_nobody_foresaw_costs_itself_alone(events, monkeypatch, fault):
    real = ical_file.moment_key

    def fails(moment):
        if moment.year == 2030:
            raise fault
        return real(moment)

    monkeypatch.setattr(ical_file, "moment_key", fails)
    monkeypatch.setattr(ical_moments, "moment_key", fails)
    rows = events(
        *event("DTSTART:20300101T100000Z", "SUMMARY:Odd"),
        *event("DTSTART:20260320T100000Z", "RECURRENCE-ID:20300101T100000Z", uid="2"),
        *event("DTSTART:20260321T100000Z", uid="3"),
    )
    assert [(row["UID"], row["Start"][:10]) for row in rows] == [
        ("1", "–"),
        ("2", "–"),
        ("3", "2026-03-21"),
    ]


def test_further_times_of_a_series_are_told_by_the_clock_of_its_place(events):
    rows = events(
        *event(
            "DTSTART;TZID=America/Mexico_City:20260320T100000",
            "RDATE:20260323T160000Z",
            "RDATE;TZID=Europe/Madrid:20260324T170000",
            "RDATE;VALUE=DATE:20260325",
            "EXDATE:20260324T160000Z",
        )
    )
    assert [row["Start"] for row in rows] == [
        "2026-03-20T16:00:00+00:00",
        "2026-03-23T16:00:00+00:00",
        "2026-03-25T16:00:00+00:00",
    ]


def test_a_day_that_is_taken_out_of_a_series_with_an_hour(events):
    rows = events(
        *event(
            "DTSTART;TZID=America/Mexico_City:20260320T200000",
            "RRULE:FREQ=DAILY;COUNT=4",
            "EXDATE;VALUE=DATE:20260321",
        ),
        *event("RECURRENCE-ID;VALUE=DATE:20260322", "DTSTART:20260330T100000Z"),
    )
    # In UTC each is on the day after.
    assert [row["Start"][:13] for row in rows] == [
        "2026-03-21T02",
        "2026-03-24T02",
        "2026-03-30T10",
    ]


def test_the_zones_that_are_known_are_asked_for_once(events, monkeypatch):
    asked = []
    monkeypatch.setattr(
        ical_moments, "available_timezones", lambda: asked.append(1) or {"Europe/Madrid"}
    )
    ical_moments._known_zones.cache_clear()
    rows = events(*event("DTSTART;TZID=Europe/Madrid:20260325T100000", "RRULE:FREQ=DAILY;COUNT=9"))
    ical_moments._known_zones.cache_clear()
    assert {row["Time zone"] for row in rows} == {"Europe/Madrid"}
    assert asked == [1]


def test_each_row_says_at_which_line_it_begins(tmp_path):
    path = tmp_path / "calendar.ics"
    one = event("DTSTART:20260320T100000Z", "SUMMARY:x")
    lines = ["BEGIN:VCALENDAR", *one, "X-ODD:1", "", *one, *one, "END:VCALENDAR"]
    path.write_text("\r\n".join(lines), newline="")
    with open_table(path) as table:
        assert [row.line for row in table.rows] == [2, 9, 14]
