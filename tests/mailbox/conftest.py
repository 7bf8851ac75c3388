"""A company with a mailbox, mail as people send it, and a worker that files it."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.mailbox import (
    PrivateAddresses,
    ReceivedMail,
    open_address,
    read_letter,
    receive_mail,
)
from salesforce_lite.notifications import Notification
from tests.background.conftest import worker_of
from tests.conftest import find_user
from tests.mailbox.imap_server import ImapServer, serving

BASE = "crm@company.example"
REP = "rep@example.com"


@pytest.fixture
def with_mailbox(app) -> Callable[..., None]:
    """`with_mailbox(inbox_url=…)`: the settings of the mailbox."""

    def use(**settings: str) -> None:
        known: Settings = app.extensions["settings"]
        changed = {"inbox_address": BASE, **settings}
        app.extensions["settings"] = known.model_copy(update=changed)

    return use


@pytest.fixture
def addresses(app, with_mailbox) -> PrivateAddresses:
    with_mailbox()
    return PrivateAddresses(BASE, str(app.secret_key))


@pytest.fixture
def private(work, addresses) -> Callable[[str], str]:
    """`private("rep")`: a new private address of that person."""

    def make(name: str = "rep") -> str:
        with work(name) as uow:
            return addresses.of(open_address(uow).id)

    return make


@pytest.fixture
def receive(app, addresses):
    """Take in a mail as both doors do: (what became of it for each person)."""

    def take(raw: bytes | EmailMessage, to: str = ""):
        data = raw if isinstance(raw, bytes) else raw.as_bytes()
        unit = unit_of_work(app.make_session, system_actor("test"), surface="job")
        with unit as uow:
            return receive_mail(uow, read_letter(data, addresses), to=addresses.ids_in(to))

    return take


@pytest.fixture
def deliver(app, receive):
    """Take in a mail and let the worker file it: the activities that there are then."""

    def run(raw: bytes | EmailMessage, to: str = "") -> list[Activity]:
        receive(raw, to)
        worker_of(app).work_off()
        return activities_of(app)

    return run


@pytest.fixture
def bell(app):
    """What a person was told about mail: what, of each, the oldest first."""

    def read(name: str = "rep") -> list[str]:
        with app.make_session() as session:
            query = select(Notification).where(
                Notification.user_id == find_user(session, name).id,
                Notification.kind == "private_mail",
            )
            rows = session.scalars(query.order_by(Notification.id)).all()
            return [one.params["what"] for one in rows]

    return read


@pytest.fixture
def imap(with_mailbox) -> Iterator[ImapServer]:
    with serving() as server:
        with_mailbox(inbox_url=server.url)
        yield server


def activities_of(app) -> list[Activity]:
    with app.make_session() as session:
        return list(session.scalars(select(Activity).order_by(Activity.id)))


def mails_of(app) -> list[ReceivedMail]:
    with app.make_session() as session:
        return list(session.scalars(select(ReceivedMail).order_by(ReceivedMail.id)))


def a_mail(
    text: str = "Hello Ana,\n\nhere is the offer.",
    *,
    sender: str = f"Rita Rep <{REP}>",
    to: str = "Ana <ana@cliente.mx>",
    **headers: str,
) -> EmailMessage:
    """As a mail program sends it; `bcc` is where a server says for whom its copy is."""
    message = EmailMessage()
    named = {
        "From": sender,
        "To": to,
        "Subject": "Offer 4711",
        "Date": "Fri, 06 Nov 2026 10:00:00 -0600",
        "Message-Id": "<1@mail.example>",
    }
    bcc = headers.pop("bcc", "")
    if bcc:
        named["Delivered-To"] = bcc
    named |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    for name, value in named.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message
