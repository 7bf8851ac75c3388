"""Contacts of nobody in a database of the version before go to whoever changed them last."""

import pytest
from sqlalchemy import func, literal, select, update

from salesforce_lite.customers import (
    Contact,
    ContactDraft,
    delete_contact,
    save_contact,
    unlink_contact,
)
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import make_engine
from salesforce_lite.migrations import check_derived, downgrade_database, upgrade_database
from salesforce_lite.search import SearchEntry, SearchEntryDraft, index_records, reindex, search
from salesforce_lite.search.facets import kind_mark
from salesforce_lite.testing.servers import acting
from tests.customers.records import contact_at, customer_of

_KEPT = ("id", "name", "note", "version", "created_by", "updated_by", "deleted_at")
_FILED = ("record_id", "customer_id", "scope_owner_id", "title", "facets", "words")


def rows(uow, model, names):
    columns = [getattr(model, name) for name in names]
    return sorted(map(tuple, uow.session.execute(select(*columns))), key=str)


@pytest.fixture
def contact(work):
    """Made by the rep, taken off their customer by another; beside it one of a customer."""
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact_at(uow, customer_id, name="Ana Ruiz")
        contact = contact_at(uow, customer_id, name="Zoe Gómez").id
        gone = save_contact(uow, ContactDraft.of({"name": "Gone"})).id
        uow.session.flush()
        delete_contact(uow, gone)
    with work("admin") as uow:
        unlink_contact(uow, contact, customer_id)
    return contact


def _write_words_as_before(uow):
    """Without the mark of their kind, and the kind as a facet."""
    entry = SearchEntry.__table__
    values = {
        "words": func.replace(entry.c.words, kind_mark("contact"), ""),
        "facets": literal("kind:contact ") + entry.c.facets,
    }
    uow.session.execute(update(entry).where(entry.c.title == "Zoe Gómez").values(values))


@pytest.fixture
def as_before(actor_of, app, contact):
    """The engine of a database as the version before left it: both find the contact.

    People are looked up before: they have other columns by now."""
    rep, admin = actor_of("rep"), actor_of("admin")
    app.engine.dispose()
    engine = make_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    downgrade_database(engine, "0003")
    with acting(app, admin) as uow:
        drafts = [
            SearchEntryDraft(
                kind="contact",
                record_id=contact,
                title="Zoe Gómez",
                scope_owner_id=person.user_id,
            )
            for person in (rep, admin)
        ]
        index_records(uow, drafts)
    with acting(app, rep) as uow:
        assert search(uow, "zoe", app.contributions.search_sources)["contact"]
    with acting(app, admin) as uow:
        _write_words_as_before(uow)
    yield engine
    engine.dispose()


def test_after_the_upgrade_only_the_last_editor_has_them(as_before, app, work, contact):
    upgrade_database(as_before)
    with as_before.connect() as connection:
        assert check_derived(connection) == []
    sources = app.contributions.search_sources
    for name, found in (("rep", 0), ("other", 0), ("admin", 1)):
        with work(name) as uow:
            assert len(search(uow, "zoe", sources).get("contact", ())) == found, name
            assert len(search(uow, "ruiz", sources).get("contact", ())) == (name != "other"), name
    with work("admin") as uow:
        kept = uow.session.get(Contact, contact)
        assert kept.holder_id == kept.updated_by == uow.actor.user_id
        [of_customer] = uow.session.scalars(select(Contact).where(Contact.name == "Ana Ruiz"))
        assert of_customer.holder_id is None
        [gone] = uow.session.scalars(select(Contact).where(Contact.name == "Gone"))
        assert gone.holder_id == gone.updated_by


def test_up_and_down_no_contact_is_lost_and_the_search_is_as_made_anew(as_before, app, work):
    with acting(app, system_actor("tests")) as uow:
        before = rows(uow, Contact, _KEPT)
        assert len(before) == 3
    upgrade_database(as_before)
    with work("admin") as uow:
        assert rows(uow, Contact, _KEPT) == before
        filed = rows(uow, SearchEntry, _FILED)
    list(reindex(lambda: work("admin"), app.contributions.search_sources))
    with work("admin") as uow:
        assert rows(uow, SearchEntry, _FILED) == filed
