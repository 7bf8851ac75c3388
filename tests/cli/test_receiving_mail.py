"""`mail receive`, as a mail server calls it, and what `doctor` says of the mailbox."""

import pytest
from click.testing import CliRunner

from salesforce_lite.cli.program import commands
from salesforce_lite.mailbox import PrivateAddresses, open_address, service
from tests.cli.conftest import Run
from tests.mailbox.conftest import BASE, a_mail, mails_of
from tests.mailbox.imap_server import serving

KEY = "k" * 40


@pytest.fixture
def to(run: Run, work, monkeypatch) -> str:
    monkeypatch.setenv("SFL_INBOX_ADDRESS", BASE)
    monkeypatch.setenv("SFL_SECRET_KEY", KEY)
    with work("rep") as uow:
        return PrivateAddresses(BASE, KEY).of(open_address(uow).id)


def receive(raw: bytes, *arguments: str):
    command = ("mail", "receive", *arguments)
    return CliRunner().invoke(commands, command, input=raw, catch_exceptions=False)


def test_a_mail_is_taken(app, to) -> None:
    said = receive(a_mail(bcc=to).as_bytes())
    assert (said.exit_code, said.output) == (0, "")
    assert len(mails_of(app)) == 1


def test_the_address_of_the_envelope_counts(app, to) -> None:
    assert receive(a_mail().as_bytes(), "--to", to).exit_code == 0
    assert len(mails_of(app)) == 1


def test_the_sender_hears_of_an_address_that_nobody_has(to) -> None:
    said = receive(a_mail(bcc=BASE).as_bytes())
    assert said.exit_code == 67
    assert said.output == "This mail is to no private address of anybody who works here.\n"


def test_and_of_too_much(to, monkeypatch) -> None:
    monkeypatch.setattr(service, "MOST_A_DAY", 0)
    assert receive(a_mail(bcc=to).as_bytes()).exit_code == 69


def test_what_an_operator_can_mend_is_tried_again(to, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("SFL_INBOX_ADDRESS")
    said = receive(a_mail(bcc=to).as_bytes())
    assert said.exit_code == 75
    assert "SFL_INBOX_ADDRESS" in said.output
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path / "none"))
    assert receive(a_mail(bcc=to).as_bytes()).exit_code == 75


def test_doctor_looks_into_the_mailbox(run: Run, monkeypatch) -> None:
    with serving() as server:
        monkeypatch.setenv("SFL_INBOX_URL", server.url)
        said = run("doctor")
        assert said.exit_code == 1
        assert "SFL_INBOX_ADDRESS is not: nobody can have a private address" in said.output
        monkeypatch.setenv("SFL_INBOX_ADDRESS", BASE)
        assert run("doctor").exit_code == 0
    said = run("doctor")
    assert said.exit_code == 1
    assert "The mailbox cannot be read: " in said.output
    assert "s@cret" not in said.output
