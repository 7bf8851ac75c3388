"""Of a job and an owner who file the same mail at the same moment, one does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from salesforce_lite.mailbox import list_unfiled, make_customer_of
from tests.background.conftest import worker_of
from tests.mailbox.conftest import a_mail, activities_of


@pytest.fixture
def loads(app) -> Iterator[list[str]]:
    """The statements that read what a mail says."""
    if app.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        if statement.startswith("SELECT received_mail.") and "received_mail.letter" in statement:
            asked.append(statement)

    event.listen(app.engine, "before_cursor_execute", note)
    yield asked
    event.remove(app.engine, "before_cursor_execute", note)


def test_the_job_holds_its_mail(app, receive, private, loads):
    receive(a_mail(bcc=private()))
    loads.clear()
    worker_of(app).work_off()
    assert [one.endswith("FOR UPDATE") for one in loads] == [True]


def test_who_makes_a_customer_holds_all_that_waits_from_there(app, work, deliver, private, loads):
    to = private()
    deliver(a_mail(bcc=to))
    deliver(a_mail(bcc=to, message_id="<2@mail.example>"))
    with work("rep") as uow:
        first = list_unfiled(uow).items[0].id
        loads.clear()
        make_customer_of(uow, first)
    assert [one.rpartition("FOR UPDATE")[2] for one in loads] == ["", " SKIP LOCKED"]
    assert len(activities_of(app)) == 2
