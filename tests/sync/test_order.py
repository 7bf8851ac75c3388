"""Pulls pass by nothing, in whatever order transactions commit."""

from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync import pulling
from tests.conftest import ENGINE

only_postgresql = pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer")


@pytest.fixture
def slow_writer(app):
    """`begin(customer_id, note)` saves without committing; it answers what commits."""
    with ExitStack() as stack:

        def begin(customer_id, note):
            stack.enter_context(writing())
            session = stack.enter_context(app.make_session())
            uow = UnitOfWork(session, system_actor("tests"), surface="tests")
            get_customer(uow, uuid_or_none(customer_id)).note = note
            uow.settle()
            return session.commit

        yield begin


def two_customers(phone):
    ids = [phone.do("customers.create_customer", name=name)["id"] for name in ("A", "B")]
    phone.pull()
    return ids


def notes(items):
    return [one["record"]["note"] for one in items]


@only_postgresql
def test_who_commits_late_with_a_lower_number_is_not_passed_by(phone, program, slow_writer):
    late, early = two_customers(phone)
    commit = slow_writer(late, "late")
    program.patch(f"/customers/{early}", {"note": "early"})
    assert phone.pull() == []
    commit()
    assert sorted(notes(phone.pull())) == ["early", "late"]


@only_postgresql
def test_without_the_guard_it_would_be(phone, program, slow_writer, monkeypatch):
    late, early = two_customers(phone)
    newest = select(func.max(RecordChange.position))
    monkeypatch.setattr(pulling, "settled_number", lambda session: session.scalar(newest))
    commit = slow_writer(late, "late")
    program.patch(f"/customers/{early}", {"note": "early"})
    assert notes(phone.pull()) == ["early"]
    commit()
    assert phone.pull() == []
