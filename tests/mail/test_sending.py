"""Mail goes out after the commit, once if nothing dies, and outside of every transaction."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.mail import Mail, NoAddressError, send_mail
from salesforce_lite.mail.post import Post
from salesforce_lite.mail.service import forget_old_mail
from tests.background.conftest import later, worker_of

__all__ = ["later"]


@pytest.fixture
def ask(work):
    def send(to="ana@example.com", subject="¡Ganada!", text="Línea B,\n1.200 €\n"):
        with work("rep") as uow:
            return send_mail(uow, to=to, subject=subject, text=text)

    return send


def kept(app):
    with app.make_session() as session:
        mails = list(session.scalars(select(Mail).order_by(Mail.id)))
        jobs = {job.id: job for job in session.scalars(select(Job))}
    return [(mail, jobs.get(mail.job_id)) for mail in mails]


def test_it_reaches_the_server_as_it_was_written(app, ask, by_mail, mail_server):
    by_mail(f"{mail_server.address}?from=crm@example.com", base_url="https://crm.example.com")
    mail = ask()
    assert mail_server.taken == []
    worker_of(app).work_off()
    [letter] = mail_server.taken
    assert (letter["To"], letter["From"]) == ("ana@example.com", "crm@example.com")
    assert letter["Subject"] == "¡Ganada!"
    assert letter.get_content().replace("\r", "") == "Línea B,\n1.200 €\n"
    assert letter["Message-ID"] == f"<{mail.id}@example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    [(sent, job)] = kept(app)
    assert sent.sent_at is not None
    assert job.state == JobState.DONE


def test_without_a_server_it_lies_in_a_folder_that_only_its_owner_reads(app, ask, tmp_path):
    mail = ask()
    worker_of(app).work_off()
    path = tmp_path / "outbox" / f"{mail.id}.eml"
    assert b"Subject: =?utf-8?" in path.read_bytes()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_is_taken_back_with_its_unit_is_never_sent(app, work, by_mail, mail_server):
    by_mail(mail_server.address)

    def fail():
        with work("rep") as uow:
            send_mail(uow, to="ana@example.com", subject="Hello", text="")
            uow.session.flush()
            raise DomainError

    with pytest.raises(DomainError):
        fail()
    assert worker_of(app).work_off() == 0
    assert kept(app) == []


@pytest.mark.parametrize("to", ["", "ana", "ana@example.com\nBcc: all@example.com", "a@b c.com"])
def test_what_is_no_address_is_refused_in_words(ask, app, to):
    with pytest.raises(NoAddressError, match="is no e-mail address"):
        ask(to=to)
    assert kept(app) == []


def test_who_goes_on_without_a_mail_that_is_refused_leaves_no_job_behind(app, work):
    with work("rep") as uow, suppress(NoAddressError):
        send_mail(uow, to="a..b@example.com", subject="Hello", text="")
    assert worker_of(app).work_off() == 0


def test_a_subject_stays_one_line(app, ask, by_mail, mail_server):
    by_mail(mail_server.address)
    ask(subject="Won\r\nBcc: all@example.com" + "x" * 300)
    worker_of(app).work_off()
    [letter] = mail_server.taken
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Won Bcc: all@example.com")
    assert len(letter["Subject"]) == 200


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"RCPT": "550 Nobody of this name"}, "550 Nobody of this name"),
        ({"MAIL": "451 Come back later"}, "451 Come back later"),
        ({"EHLO": "421 Busy", "HELO": "421 Busy"}, "421 Busy"),
    ],
)
def test_what_the_server_refuses_is_told_and_tried_again(
    app, ask, by_mail, mail_server, later, answers, told
):
    by_mail(mail_server.address)
    mail_server.answers = answers
    ask()
    worker_of(app).work_off()
    [(mail, job)] = kept(app)
    assert mail.sent_at is None
    assert told in job.error
    assert job.state == JobState.QUEUED
    mail_server.answers = {}
    later(minutes=1)
    worker_of(app).work_off()
    assert len(mail_server.taken) == 1
    [(mail, job)] = kept(app)
    assert mail.sent_at is not None
    assert job.error == ""


def test_what_was_taken_is_not_sent_again_for_an_odd_goodbye(app, ask, by_mail, mail_server):
    by_mail(mail_server.address)
    mail_server.answers = {"QUIT": "500 What?"}
    ask()
    worker_of(app).work_off()
    [(mail, job)] = kept(app)
    assert mail.sent_at is not None
    assert job.state == JobState.DONE


def test_a_server_that_is_away_is_told_in_the_words_of_the_system(app, ask, by_mail):
    by_mail("smtp://127.0.0.1:1")
    ask()
    worker_of(app).work_off()
    [(_, job)] = kept(app)
    assert "The mail was not taken" in job.error
    assert "refused" in job.error


def test_a_password_is_not_sent_without_encryption(app, ask, by_mail, mail_server):
    by_mail(mail_server.address.replace("smtp://", "smtp://crm%40example.com:geheim@"))
    ask()
    worker_of(app).work_off()
    [(_, job)] = kept(app)
    assert "offers no encryption" in job.error
    assert not any("AUTH" in line or "geheim" in line for line in mail_server.said)
    assert "geheim" not in job.error


def test_nobody_waits_for_the_server(app, ask, work, monkeypatch):
    """While mail is handed in somebody saves a visit: no transaction is open."""
    ask()

    def hand_in(_post, _letter):
        with work("rep") as uow:
            save_customer(uow, CustomerDraft.of({"name": "Meanwhile"}))

    monkeypatch.setattr(Post, "hand_in", hand_in)
    worker_of(app).work_off()
    [(mail, _)] = kept(app)
    assert mail.sent_at is not None


def test_what_died_before_it_was_noted_is_sent_again_under_the_same_name(
    app, ask, by_mail, mail_server, monkeypatch, later
):
    by_mail(mail_server.address)
    ask()
    real = Post.hand_in

    def die(post, letter):
        real(post, letter)
        raise RuntimeError("power cut")

    monkeypatch.setattr(Post, "hand_in", die)
    worker_of(app).work_off()
    monkeypatch.setattr(Post, "hand_in", real)
    later(minutes=1)
    worker_of(app).work_off()
    one, other = mail_server.taken
    assert one["Message-ID"] == other["Message-ID"]
    [(mail, _)] = kept(app)
    assert mail.sent_at is not None


def test_mail_is_forgotten_after_ninety_days(app, ask, work, monkeypatch):
    ask()
    real = clock.now
    for days, left in ((89, 1), (91, 0)):
        moved = timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda moved=moved: real() + moved)
        with work() as uow:
            forget_old_mail(uow, {})
        assert len(kept(app)) == left


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("", "salesforce-lite@crm.example"),
        ("smtp://mail.example:587", "salesforce-lite@crm.example"),
        ("smtps://ana%40shop.example:x@mail.example", "ana@shop.example"),
        ("smtp://user:x@mail.example?from=crm%40shop.example", "crm@shop.example"),
    ],
)
def test_who_it_is_from(tmp_path, url, sender):
    assert Post(url, tmp_path, "crm.example").sender == sender
