"""Many new records at once are what a flush would have made of them."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer, EmailAddress
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.records import insert_records


def a_customer(**values):
    return Customer(
        kind="organization", name="One", emails=(EmailAddress("a@example.com"),), **values
    )


def row_of(uow, record):
    table = Customer.__table__
    row = uow.session.connection().execute(select(table).where(table.c.id == record.id)).one()
    return {name: value for name, value in row._mapping.items() if name != "id"}


def history_of(uow, record):
    entries = uow.session.scalars(select(AuditEntry).where(AuditEntry.record_id == record.id))
    return [
        (entry.action, entry.record_kind, entry.record_version, entry.changes, entry.at)
        for entry in entries
    ]


def test_row_and_history_are_those_of_a_flush(work):
    with work("admin") as uow:
        flushed, inserted = a_customer(), a_customer()
        uow.session.add(flushed)
        uow.session.flush()
        insert_records(uow, [inserted])
        assert row_of(uow, inserted) == row_of(uow, flushed)
        assert row_of(uow, inserted)["created_by"] == uow.actor.user_id
        assert history_of(uow, inserted) == history_of(uow, flushed) != []


def test_the_unit_holds_them_and_keeps_the_history_of_what_is_changed_next(work):
    with work("admin") as uow:
        customers = [a_customer(), a_customer(legal_name="Two")]
        insert_records(uow, customers)
        assert customers[0] in uow.session
        assert not uow.session.dirty
        customers[0].name = "Other"
        uow.session.flush()
        assert customers[0].version == 2
        assert history_of(uow, customers[0])[1][:4] == (
            "changed", "customer", 2, {"name": ["One", "Other"]},
        )  # fmt: skip
        assert len(history_of(uow, customers[1])) == 1


def test_an_id_that_is_taken_is_refused_in_the_products_words(work):
    first = a_customer()
    with work("admin") as uow:
        insert_records(uow, [first])
    with work("admin") as uow, pytest.raises(ConflictError):
        insert_records(uow, [a_customer(id=first.id)])
