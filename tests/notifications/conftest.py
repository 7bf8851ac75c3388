"""Somebody to tell, a worker that tells, and the mail that comes of it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.mail import Mail
from salesforce_lite.notifications import Notification
from salesforce_lite.notifications.hooks import _send
from tests.background.conftest import worker_of
from tests.conftest import find_user

# A Wednesday; people of the tests live in UTC.
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 23, tzinfo=UTC)


@pytest.fixture
def user_id(app):
    def find(name):
        with app.make_session() as session:
            return find_user(session, name).id

    return find


@pytest.fixture
def told(app):
    """What a person was told: (kind, params) of each, the oldest first."""

    def read(name):
        with app.make_session() as session:
            query = select(Notification).where(Notification.user_id == find_user(session, name).id)
            rows = session.scalars(query.order_by(Notification.id))
            return [(one.kind, one.params) for one in rows]

    return read


@pytest.fixture
def send(app):
    """What the schedule does every minute, with the mail that is left for later."""

    def run():
        job = unit_of_work(app.make_session, system_actor("send"), surface="job")
        with app.app_context(), job as uow:
            assert _send(uow, {}) is None
        worker_of(app).work_off()

    return run


@pytest.fixture
def letters(app):
    def read():
        with app.make_session() as session:
            return [
                (mail.recipient.partition("@")[0], mail.subject, mail.text)
                for mail in session.scalars(select(Mail).order_by(Mail.id))
            ]

    return read
