"""Imports beside the work of others: a batch that PostgreSQL takes back is saved again."""

import threading
import time

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from salesforce_lite.customers import Customer
from salesforce_lite.imports import running

FILE = "Id,Name,Description\n1,Uno,{note}\n2,Dos,{note}\n"


class Deadlock(Exception):
    sqlstate = "40P01"


def write_note(uow, name):
    change = update(Customer).where(Customer.name == name).values(website="beside.example.com")
    uow.session.execute(change)


def wait_until_the_import_waits(uow):
    """(SQLite has one writer: there the import waits before it begins.)"""
    waiting = text(
        "SELECT count(*) FROM pg_locks "
        "WHERE NOT granted AND transactionid = CAST(pg_current_xact_id() AS xid)"
    )
    deadline = time.monotonic() + 10
    while uow.session.get_bind().dialect.name == "postgresql" and time.monotonic() < deadline:
        if uow.session.scalar(waiting):
            return
        time.sleep(0.01)


def test_a_batch_that_meets_a_deadlock_is_saved_again(app, bring, rejected, work, monkeypatch):
    bring("customers", FILE.format(note="before"))
    has_second = threading.Event()
    taken_back = []

    def work_crosswise():
        with work("admin") as uow:
            write_note(uow, "Dos")
            has_second.set()
            wait_until_the_import_waits(uow)
            write_note(uow, "Uno")

    is_taken_back = running.is_taken_back
    monkeypatch.setattr(
        running, "is_taken_back", lambda error: taken_back.append(error) or is_taken_back(error)
    )
    other = threading.Thread(target=work_crosswise)
    other.start()
    has_second.wait(10)
    report = bring("customers", FILE.format(note="after"))
    other.join(20)
    assert str(report.counts) == "created=0 updated=2 skipped=0 rejected=0"
    assert rejected() == []
    assert len(taken_back) == (app.engine.dialect.name == "postgresql")
    with work("admin") as uow:
        rows = uow.session.execute(select(Customer.note, Customer.website)).all()
    assert rows == [("after", "beside.example.com")] * 2


def test_an_import_that_is_always_taken_back_stops_without_rejecting_a_row(
    bring, rejected, work, monkeypatch
):
    tries = []

    def crossed(*_arguments):
        tries.append(1)
        raise OperationalError("UPDATE", {}, Deadlock())

    monkeypatch.setattr(running, "_told_ids", crossed)
    with pytest.raises(OperationalError):
        bring("customers", FILE.format(note=""))
    assert 1 < len(tries) < 10
    assert rejected() == []
    with work("admin") as uow:
        assert uow.session.scalar(select(func.count(Customer.id))) == 0
