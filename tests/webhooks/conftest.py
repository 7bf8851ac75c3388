"""A receiver on this machine, which the operator has opened, and a webhook that leads to it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from salesforce_lite.config import Settings
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.web import App
from salesforce_lite.webhooks import Outside, WebhookDelivery, WebhookDraft, create_webhook
from salesforce_lite.webhooks.site import courier, outside
from tests.background.conftest import later, worker_of
from tests.outbound.conftest import Receiver, receiving, tls_receiver

__all__ = ["later", "receiving", "tls_receiver"]


@dataclass
class Inbox:
    """What arrived, in order; `answers` are the next statuses, `otherwise` all after them. `talk`
    is given the line and the body, where it is set, and says what the receiver does instead."""

    receiver: Receiver
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    otherwise: int = 200
    talk: Callable | None = None

    @property
    def address(self) -> str:
        return self.receiver.address("/hook")

    @property
    def events(self) -> list[dict]:
        return [json.loads(body) for _, body in self.taken]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def answer(self, line, head: bytes) -> None:
        start, _, body = head.partition(b"\r\n\r\n")
        lines = start.decode().split("\r\n")[1:]
        headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
        while len(body) < int(headers["content-length"]) and (part := line.recv(65536)):
            body += part
        self.taken.append((headers, body))
        if self.talk is not None:
            self.talk(line, body)
            return
        status = self.answers.pop(0) if self.answers else self.otherwise
        line.sendall(
            f"HTTP/1.1 {status} X\r\nLocation: /other\r\nContent-Length: 4\r\n\r\nwell".encode()
        )


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with receiving() as receiver:
        found = Inbox(receiver)
        receiver.answer = found.answer
        yield found


@pytest.fixture
def site(app: App) -> Outside:
    """What services need of the server, on which this machine may be reached."""
    known: Settings = app.extensions["settings"]
    app.extensions["settings"] = known.model_copy(update={"outbound_networks": ("127.0.0.0/8",)})
    with app.app_context():
        return outside()


@pytest.fixture
def hook(work, site, inbox):
    """`hook()`: a webhook of the administrator, or of somebody else; answers it with its secret."""

    def make(who="admin", **draft):
        with work(who) as uow:
            wanted = {"name": "Shop", "url": inbox.address, **draft}
            return create_webhook(uow, WebhookDraft(**wanted), site)

    return make


@pytest.fixture
def customer(work):
    """`customer("Ana")`: saved by the rep, or somebody else."""

    def save(name="Ferretería Pérez", who="rep", **fields):
        with work(who) as uow:
            wanted = {"name": name, "kind": "person", **fields}
            return save_customer(uow, CustomerDraft(fields=wanted))

    return save


@pytest.fixture
def run(app, site):
    """`run()`: a worker does what is due, and what is slow is waited for."""

    def work_off(*, waits=True):
        steps = worker_of(app).work_off(most=200)
        if waits:
            with app.app_context():
                courier().finish()
        return steps

    return work_off


@pytest.fixture
def deliveries(app):
    """The deliveries there are, in the order of their events."""

    def read():
        with app.make_session() as session:
            return list(
                session.scalars(
                    select(WebhookDelivery).order_by(WebhookDelivery.position, WebhookDelivery.id)
                )
            )

    return read
