"""Address books and calendars of other programs come in by the same steps as tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, Customer
from tests.imports.conftest import DATA

CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:a1\nFN:Ana Ruiz\nN:Ruiz;Ana\nORG:Pérez\nTITLE:Compras\n"
    "EMAIL:ana@example.com\nTEL;TYPE=CELL:+34 600 111 222\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nUID:a2\nFN:Luis Gil\nEND:VCARD\n"
)
SERIES = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:e1\nDTSTART;TZID=Europe/Madrid:{start}\n"
    "DURATION:PT1H\nSUMMARY:{subject}\nLOCATION:Soria\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:e2\nDTSTART:20250301T100000Z\nDTEND:20250301T110000Z\nSUMMARY:Past\n"
    "END:VEVENT\nBEGIN:VEVENT\nUID:e3\nDTSTART:whenever\nSUMMARY:Broken\nEND:VEVENT\n"
    "END:VCALENDAR\n"
)


# The file is read in another process, by the clock of the machine.
TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
AHEAD = TODAY + timedelta(days=5)


def series(subject):
    return SERIES.format(start=f"{AHEAD:%Y%m%dT100000}", subject=subject)


def every(work, model, order):
    with work("admin") as uow:
        return list(uow.session.scalars(select(model).order_by(order)))


def test_an_address_book_becomes_contacts_and_the_same_ones_again(bring, write, work):
    bring("customers", "Name\nPérez\n")
    path = write(CARDS, "cards.vcf")
    report = bring("contacts", path, source="phone")
    assert str(report.counts) == "created=2 updated=0 skipped=0 rejected=0"
    ana = every(work, Contact, Contact.name)[0]
    assert (ana.name, ana.email) == ("Ana Ruiz", "ana@example.com")
    path.write_text(CARDS.replace("Luis Gil", "Luis Gil Soto"), encoding="utf-8")
    report = bring("contacts", path, source="phone")
    assert (report.counts.created, report.counts.rejected) == (0, 0)
    names = [one.name for one in every(work, Contact, Contact.name)]
    assert names == ["Ana Ruiz", "Luis Gil Soto"]


def test_an_address_book_of_companies_becomes_customers(bring, write, work):
    cards = (
        "BEGIN:VCARD\nFN:Acero S.A.\nEMAIL:info@acero.example\nADR:;;Calle 1;Soria;;;ES\nEND:VCARD"
    )
    report = bring("customers", write(cards, "cards.vcf"))
    assert report.counts.created == 1
    assert every(work, Customer, Customer.name)[0].name == "Acero S.A."


def test_a_calendar_becomes_what_was_done_and_what_is_planned(bring, write, work, rejected):
    path = write(series("Demo"), "calendar.ics")
    report = bring("activities", path, source="calendar", by="rep")
    assert str(report.counts) == "created=3 updated=0 skipped=0 rejected=1"
    assert "whenever" in rejected()[0]["reason"]
    past, first, second = every(work, Activity, Activity.at)
    assert past.is_done
    assert (past.kind, past.subject) == ("meeting", "Past")
    assert not first.is_done
    ten = AHEAD.replace(hour=10, tzinfo=ZoneInfo("Europe/Madrid"))
    assert first.due_at == ten
    assert first.ended_at == ten + timedelta(hours=1)
    assert (first.zone, first.location) == ("Europe/Madrid", "Soria")
    assert second.due_at == ten + timedelta(days=1)
    with work("rep") as uow:
        assert {one.owner_id for one in (past, first, second)} == {uow.actor.user_id}


def test_brought_in_again_it_is_brought_up_to_date(bring, write, work):
    path = write(series("Demo"), "calendar.ics")
    bring("activities", path, source="calendar", by="rep")
    path.write_text(series("New"), encoding="utf-8")
    report = bring("activities", path, source="calendar", by="rep")
    assert (report.counts.created, report.counts.updated) == (0, 2)
    assert [one.subject for one in every(work, Activity, Activity.at)] == ["Past", "New", "New"]


def test_a_whole_day_ahead_is_planned_for_that_day(bring, write, work):
    text = (
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:d\nDTSTART;VALUE=DATE:{AHEAD:%Y%m%d}\n"
        "SUMMARY:Fair\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    bring("activities", write(text, "calendar.ics"), by="rep")
    [fair] = every(work, Activity, Activity.at)
    assert fair.is_all_day
    assert not fair.is_done
    assert fair.due_at.date().isoformat() == f"{AHEAD:%Y-%m-%d}"


@pytest.mark.outside_data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project")
def test_the_appointments_of_many_programs_come_in_or_are_refused_in_words(bring, tmp_path):
    """All of them as one file: of the hard ones none keeps the others out."""
    every_file = [path.read_bytes() for path in sorted((DATA / "ical").rglob("*.ics"))]
    whole = tmp_path / "all.ics"
    parts = [one.removeprefix(b"\xef\xbb\xbf") for one in every_file if b"\0" not in one]
    whole.write_bytes(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n" + b"\n".join(parts))
    report = bring("activities", whole, source="files", by="rep")
    assert report.counts.created > 200
    assert report.counts.rejected < report.counts.created


@pytest.mark.outside_data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the data beside the project")
def test_the_cards_of_other_programs_come_in(bring, tmp_path, rejected):
    whole = tmp_path / "all.vcf"
    cards = sorted((DATA / "vcard").rglob("*.vcf"))
    whole.write_bytes(b"\n".join(path.read_bytes() for path in cards))
    report = bring("contacts", whole, source="files")
    assert report.counts.created + report.counts.rejected == len(cards)
    # Two were made to show the parts of an address: “country” is their country.
    assert all("“country” is no country" in row["reason"] for row in rejected())
