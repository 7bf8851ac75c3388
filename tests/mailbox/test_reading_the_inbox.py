"""Mail in the company's mailbox: taken once, moved away after that, whatever happens between."""

import pytest
from sqlalchemy.exc import OperationalError

from salesforce_lite.background import Worker
from salesforce_lite.customers import EmailAddress
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.mailbox import inbox, letters, parsing, reading
from tests.activities.records import a_customer
from tests.background.conftest import hurry, jobs_of, worker_of
from tests.mailbox.conftest import a_mail, activities_of, mails_of


@pytest.fixture
def read(app, work):
    """What the schedule does every minute, and the jobs that follow from it."""

    def run() -> None:
        with work() as uow:
            job = enqueue_job(uow, "mailbox.read", {}, max_attempts=1)
            job.is_system = True
        worker: Worker = worker_of(app)
        worker.work_off()

    return run


@pytest.fixture
def ana(work):
    with work("rep") as uow:
        return a_customer(uow, "Ana", emails=[EmailAddress("ana@cliente.mx")]).id


def raw(to, number=1, **more):
    return a_mail(bcc=to, message_id=f"<{number}@mail.example>", **more).as_bytes()


def test_a_mail_is_filed_and_moved(app, imap, private, ana, read):
    imap.deliver(raw(private()))
    read()
    assert [one.customer_id for one in activities_of(app)] == [ana]
    assert imap.inbox == {}
    assert len(imap.folders["Filed"]) == 1


def test_nothing_happens_where_nothing_is_set(app, with_mailbox, read):
    with_mailbox(inbox_url="")
    read()
    assert [one.state for one in jobs_of(app, "mailbox.read")] == [JobState.DONE]


def test_a_process_that_dies_before_the_move_files_nothing_twice(app, imap, private, ana, read):
    imap.deliver(raw(private()))
    imap.dies_at = "UID MOVE"
    read()
    assert len(imap.inbox) == 1
    assert [one.state for one in jobs_of(app, "mailbox.read")] == [JobState.DEAD]
    assert len(activities_of(app)) == 1
    imap.dies_at = ""
    read()
    assert imap.inbox == {}
    assert len(activities_of(app)) == len(mails_of(app)) == 1


def test_a_server_that_goes_before_the_message_is_read_loses_nothing(app, imap, private, ana, read):
    imap.deliver(raw(private()))
    imap.dies_at = "UID FETCH"
    read()
    assert len(imap.inbox) == 1
    assert mails_of(app) == []
    imap.dies_at = ""
    read()
    assert len(activities_of(app)) == 1


def test_a_message_that_cannot_be_read_keeps_no_other_from_its_turn(
    app, imap, private, ana, read, monkeypatch
):
    to = private()
    real = letters.part

    def fails(text):
        if "poison" in text:
            raise ValueError("unforeseen")
        return real(text)

    monkeypatch.setattr(letters, "part", fails)
    imap.deliver(raw(to, 1, text="poison"))
    imap.deliver(raw(to, 2))
    read()
    assert len(activities_of(app)) == 1
    assert imap.inbox == {}
    assert len(imap.folders["Not filed"]) == len(imap.folders["Filed"]) == 1


class KilledError(BaseException):
    """What nobody catches: as if the process had ended there."""


def start(work):
    """The job as the schedule asks for it, with all its attempts."""
    with work() as uow:
        enqueue_job(uow, "mailbox.read", {}).is_system = True


def test_a_message_that_ends_the_worker_is_set_aside_the_next_time(
    app, imap, private, ana, work, monkeypatch
):
    to = private()
    real, readings = inbox.read_letter, []

    def fails(raw, addresses):
        readings.append(b"poison" in raw)
        if b"poison" in raw:
            raise KilledError
        return real(raw, addresses)

    monkeypatch.setattr(inbox, "read_letter", fails)
    imap.deliver(raw(to, 1))
    imap.deliver(raw(to, 2, text="poison"))
    imap.deliver(raw(to, 3))
    start(work)
    with pytest.raises(KilledError):
        worker_of(app).work_off()
    assert len(imap.inbox) == 2
    worker_of(app).recover()
    hurry(app)
    worker_of(app).work_off()
    assert len(activities_of(app)) == 2
    assert imap.inbox == {}
    assert b"poison" in next(iter(imap.folders["Not filed"].values()))
    assert readings == [False, True, False]


def test_a_message_that_was_read_is_not_to_blame_for_what_fails_after_it(
    app, imap, private, ana, work, monkeypatch
):
    to = private()
    real, fails = reading.receive_mail, [OperationalError("insert", {}, Exception("away"))]

    def receive(uow, letter):
        if fails:
            raise fails.pop()
        return real(uow, letter)

    monkeypatch.setattr(reading, "receive_mail", receive)
    imap.deliver(raw(to))
    start(work)
    worker_of(app).work_off()
    assert len(imap.inbox) == 1
    hurry(app)
    worker_of(app).work_off()
    assert len(activities_of(app)) == len(imap.folders["Filed"]) == 1


def test_one_that_the_database_refuses_keeps_no_other_from_its_turn(
    app, imap, private, ana, read, monkeypatch
):
    to = private()
    real = reading.receive_mail

    def fails(uow, letter):
        took = real(uow, letter)
        if "poison" in letter.text:
            raise ValueError("unforeseen")
        return took

    monkeypatch.setattr(reading, "receive_mail", fails)
    imap.deliver(raw(to, 1, text="poison"))
    imap.deliver(raw(to, 2))
    read()
    assert len(mails_of(app)) == len(activities_of(app)) == 1
    assert len(imap.folders["Not filed"]) == len(imap.folders["Filed"]) == 1


def test_what_is_for_nobody_is_set_aside(app, imap, private, read):
    private()
    imap.deliver(raw("crm@company.example"))
    read()
    assert mails_of(app) == []
    assert len(imap.folders["Not filed"]) == 1


def test_of_a_mail_that_is_too_large_the_beginning_is_fetched(
    app, imap, private, ana, read, monkeypatch
):
    monkeypatch.setattr("salesforce_lite.mailbox.inbox.LARGEST", 2_000)
    monkeypatch.setattr(parsing, "LARGEST", 2_000)
    imap.deliver(raw(private(), text="Hello\n" * 1_000))
    read()
    (activity,) = activities_of(app)
    assert activity.note.startswith("Hello\n")
    assert "The mail is longer; the rest was left out." in activity.note


def test_servers_without_moving_and_with_all_folders_below_the_first_are_served_too(
    app, imap, private, ana, read
):
    imap.moves, imap.delimiter, imap.is_below_inbox = False, ".", True
    imap.deliver(raw(private()))
    read()
    assert imap.inbox == {}
    assert len(imap.folders["INBOX.Filed"]) == 1


def test_a_wrong_password_is_told_and_not_repeated(app, imap, with_mailbox, read):
    with_mailbox(inbox_url=imap.url.replace("s%40cret", "hunter2"))
    read()
    (job,) = jobs_of(app, "mailbox.read")
    assert job.state == JobState.DEAD
    assert job.error.startswith("The mailbox cannot be read:")
    assert "hunter2" not in job.error


def test_what_was_filed_thirty_days_ago_is_removed(app, imap, work):
    imap.folders["Filed"] = {}
    imap.deliver(b"old", "Filed")
    with work() as uow:
        enqueue_job(uow, "mailbox.forget", {}).is_system = True
    worker_of(app).work_off()
    assert imap.folders["Filed"] == {}
    assert any(one.startswith("UID SEARCH") and "BEFORE" in one for one in imap.said)
