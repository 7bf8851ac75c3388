"""Records that hang on customers: seen by those who see the customer, looked up one by one."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    ContactLink,
    Customer,
    delete_customer,
    of_visible_customer,
)
from salesforce_lite.kernel.ids import new_id
from tests.customers.records import contact_at, customer_of


def _seen(uow):
    query = select(ContactLink.customer_id).where(of_visible_customer(uow, ContactLink.customer_id))
    return set(uow.session.scalars(query))


@pytest.fixture
def whose(work):
    """Customers of two reps and one that was deleted, a contact at each."""
    ids = {name: customer_of(work, name) for name in ("rep", "other")}
    ids["deleted"] = customer_of(work, "rep", "Gone")
    with work("admin") as uow:
        for one in ids.values():
            contact_at(uow, one)
    with work("admin") as uow:
        delete_customer(uow, ids["deleted"])
    return ids


@pytest.mark.parametrize(
    ("reader", "names"),
    [("rep", {"rep"}), ("other", {"other"}), ("admin", {"rep", "other"})],
)
def test_records_are_seen_by_who_sees_their_customer(work, whose, reader, names):
    with work(reader) as uow:
        assert _seen(uow) == {whose[name] for name in names}


def test_the_same_customer_may_stand_beside_it_in_the_query(work, whose):
    with work("admin") as uow:
        query = (
            select(Customer.id)
            .join(ContactLink, ContactLink.customer_id == Customer.id)
            .where(of_visible_customer(uow, ContactLink.customer_id))
        )
        assert set(uow.session.scalars(query)) == {whose["rep"], whose["other"]}


def test_who_sees_everybody_looks_the_customer_of_a_record_up(work):
    """A list of all customers, read first, took longer than everything else together."""
    with work("admin") as uow:
        assert "EXISTS" in str(of_visible_customer(uow, ContactLink.customer_id))
        if uow.session.get_bind().dialect.name == "sqlite":
            theirs = of_visible_customer(uow, ContactLink.customer_id)
            query = select(ContactLink.id).where(ContactLink.contact_id == new_id(), theirs)
            sql = query.compile(uow.session.get_bind())
            nothing = (None,) * len(sql.params)
            plan = uow.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", nothing)
            steps = [row[3] for row in plan]
            assert steps
            assert not [step for step in steps if step.startswith("SCAN")]
    with work("rep") as uow:
        assert "EXISTS" not in str(of_visible_customer(uow, ContactLink.customer_id))
