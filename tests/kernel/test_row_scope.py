"""The second net: whatever a query forgot, the session adds the actor's row scope."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased, selectinload

from salesforce_lite.customers import Contact, ContactLink, Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.errors import NotFoundError


@pytest.fixture
def mine(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Canary"}))


@pytest.fixture
def theirs(work):
    with work("other") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Canary"}))


def test_a_select_finds_only_what_is_seen(work, mine, theirs):
    with work("rep") as uow:
        assert [c.id for c in uow.session.scalars(select(Customer))] == [mine.id]
    with work("manager") as uow:
        assert [c.id for c in uow.session.scalars(select(Customer))] == [mine.id]
    with work("admin") as uow:
        assert len(list(uow.session.scalars(select(Customer)))) == 2


def test_aliases_columns_subqueries_and_counts_are_scoped_too(work, mine, theirs):
    other = aliased(Customer)
    ids = select(Customer.id).where(Customer.name == "Canary")
    with work("rep") as uow:
        run = uow.session.scalars
        assert list(run(select(other.id))) == [mine.id]
        assert list(run(ids)) == [mine.id]
        assert list(run(select(func.count()).select_from(Customer))) == [1]
        pairs = select(Customer.id, other.id).join(other, Customer.name == other.name)
        assert list(uow.session.execute(pairs)) == [(mine.id, mine.id)]
        within = select(Customer.id).where(Customer.id.in_(select(other.id)))
        assert list(run(within)) == [mine.id]


def test_an_update_or_delete_touches_only_what_is_seen(app, work, mine, theirs):
    with work("rep") as uow:
        uow.session.execute(update(Customer).values(website="https://example.com"))
    with work("rep") as uow:
        uow.session.execute(
            delete(Customer).where(Customer.id == theirs.id),
            execution_options={"synchronize_session": False},
        )
    with app.make_session() as session:
        assert session.get(Customer, mine.id).website == "https://example.com"
        assert session.get(Customer, theirs.id).website == ""


def test_getting_by_id_finds_only_what_is_seen(work, mine, theirs):
    with work("rep") as uow:
        assert uow.session.get(Customer, mine.id) is not None
        assert uow.session.get(Customer, theirs.id) is None
        # Again, in case the first answer was remembered.
        assert uow.session.get(Customer, theirs.id) is None


def test_related_records_are_scoped_too(work, mine, theirs):
    with work("admin") as uow:
        contact = Contact(name="Eva")
        uow.session.add(contact)
        uow.session.flush()
        for customer in (mine, theirs):
            link = ContactLink(contact_id=contact.id, customer_id=customer.id)
            link.scope_owner_id = customer.scope_owner_id
            uow.session.add(link)
    with work("rep") as uow:
        found = uow.session.scalars(
            select(Contact).where(Contact.id == contact.id).options(selectinload(Contact.links))
        ).one()
        assert [link.customer_id for link in found.links] == [mine.id]


def test_one_units_scope_is_not_another_ones(work, mine, theirs):
    """The compiled statement is cached; the people in it must not be."""
    for who, seen in (("rep", mine), ("other", theirs), ("rep", mine)):
        with work(who) as uow:
            assert list(uow.session.scalars(select(Customer.id))) == [seen.id]


def test_who_sees_nobodys_records_sees_none(work, mine):
    with work("inside") as uow:
        seen = set(uow.session.scalars(select(Customer.id)))
        assert seen == ({mine.id} if uow.actor.sees_everybody() else set())


def _link_to(customer_id):
    contact = Contact(name="Ana")
    return [contact, ContactLink(contact_id=contact.id, customer_id=customer_id)]


def test_nothing_is_written_that_refers_to_what_its_writer_does_not_see(work, mine, theirs):
    with pytest.raises(NotFoundError), work("rep") as uow:
        uow.session.add_all(_link_to(theirs.id))
    with pytest.raises(NotFoundError), work("rep") as uow:
        uow.session.get(Customer, mine.id).parent_id = theirs.id
    with work("admin") as uow:
        assert uow.session.get(Customer, mine.id).parent_id is None
        assert uow.session.scalar(select(func.count()).select_from(ContactLink)) == 0


def test_what_its_writer_sees_or_makes_along_with_it_is_written(work, mine, theirs):
    with work("rep") as uow:
        uow.session.add_all(_link_to(mine.id))
        uow.session.flush()
        made = Customer(name="Branch", kind="organisation")
        made.scope_owner_id = uow.actor.user_id
        child = Customer(name="Branch of it", kind="organisation", parent_id=made.id)
        child.scope_owner_id = uow.actor.user_id
        uow.session.add_all([made, child])
    with work("admin") as uow:
        uow.session.add_all(_link_to(theirs.id))
