"""An administrator looks through the outbox, sends again and takes back."""

import pytest

from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.mail import send_mail
from tests.background.conftest import worker_of


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def mails(work):
    """One that waits and one that failed too often."""
    with work("rep") as uow:
        waiting, failed = (
            send_mail(uow, to=f"{name}@example.com", subject=f"About {name}", text="<b>Hi</b>")
            for name in ("ana", "luis")
        )
        uow.session.flush()
        job = uow.session.get_one(Job, failed.job_id)
        job.state, job.error = JobState.DEAD, "550 Nobody of this name"
    return waiting, failed


def test_each_mail_stands_there_with_what_became_of_it(office, mails, app):
    page = office.get("/admin/mail/").text
    assert page.index("About luis") < page.index("About ana")
    assert "550 Nobody of this name" in page
    assert "reaches nobody" in page
    for state, shown in {"waiting": ["ana"], "failed": ["luis"], "sent": []}.items():
        page = office.get(f"/admin/mail/?state={state}").text
        assert [name for name in ("ana", "luis") if f"About {name}" in page] == shown
    worker_of(app).work_off()
    assert "About ana" in office.get("/admin/mail/?state=sent").text


def test_the_page_of_one_shows_its_text_as_text(office, mails):
    page = office.get(f"/admin/mail/{mails[1].id}").text
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert "luis@example.com" in page
    assert "550 Nobody of this name" in page


def test_what_failed_is_sent_again_and_what_waits_is_taken_back(office, mails, app, tmp_path):
    waiting, failed = mails
    assert office.post(f"/admin/mail/{failed.id}/retry").status_code == 303
    assert office.post(f"/admin/mail/{waiting.id}/cancellation").status_code == 303
    assert office.post(f"/admin/mail/{waiting.id}/cancellation").status_code == 404
    worker_of(app).work_off()
    assert [one.stem for one in (tmp_path / "outbox").iterdir()] == [str(failed.id)]
    assert "About ana" in office.get("/admin/mail/?state=taken_back").text
    assert office.post(f"/admin/mail/{failed.id}/retry").status_code == 404


def test_with_a_server_nothing_is_warned_of(office, by_mail):
    by_mail("smtp://mail.example")
    page = office.get("/admin/mail/").text
    assert "reaches nobody" not in page
    assert "No mail" in page


def test_what_is_being_sent_is_not_said_to_be_taken_back(office, mails, app, work):
    waiting, _ = mails
    with work("rep") as uow:
        uow.session.get_one(Job, waiting.job_id).state = JobState.RUNNING
    told = office.post(f"/admin/mail/{waiting.id}/cancellation")
    assert told.status_code == 422
    assert "being sent at this moment" in told.text
