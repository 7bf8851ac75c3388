"""The search can be made anew from the records, and forgets what is erased."""

import pytest
from sqlalchemy import column, func, select, table

from salesforce_lite.customers import CustomerDraft, delete_customer, hooks, save_customers
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import check_derived, compact_text, ensure_derived, rebuild_text
from salesforce_lite.search import SearchEntry, reindex, remove_records, search

SOURCES = hooks.search_sources()


@pytest.fixture
def unit(app):
    return lambda: unit_of_work(app.make_session, system_actor("test"), surface="test")


@pytest.fixture
def customers(work):
    with work("rep") as uow:
        drafts = [CustomerDraft.of({"name": f"Panadería {n}"}) for n in range(3)]
        return save_customers(uow, drafts)


def titles(uow, typed="panaderia"):
    return [hit.title for hit in search(uow, typed, SOURCES).get("customer", [])]


def test_what_was_lost_is_found_again(customers, unit, work):
    with unit() as uow:
        remove_records(uow, [customer.id for customer in customers])
        assert titles(uow) == []
    assert list(reindex(unit, SOURCES)) == [("customer", 3)]
    with work("rep") as uow:
        assert titles(uow) == ["Panadería 0", "Panadería 1", "Panadería 2"]
    with work("other") as uow:
        assert titles(uow) == []


def test_rebuilding_twice_changes_nothing(customers, unit):
    for _ in range(2):
        list(reindex(unit, SOURCES))
    with unit() as uow:
        assert uow.session.scalar(select(func.count()).select_from(SearchEntry)) == 3


def test_rebuilding_takes_every_batch(unit, work, monkeypatch):
    monkeypatch.setattr("salesforce_lite.search.rebuilding._BATCH", 2)
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"Café {n}"}) for n in range(5)])
    assert [done for _, done in reindex(unit, SOURCES)] == [2, 4, 5]
    with work("rep") as uow:
        assert len(titles(uow, "cafe")) == 5


def test_entries_of_records_that_are_gone_are_dropped(customers, unit, work, monkeypatch):
    monkeypatch.setattr("salesforce_lite.customers.service.remove_records", lambda *_: None)
    with work("admin") as uow:
        delete_customer(uow, customers[0].id)
        assert len(titles(uow)) == 3
    list(reindex(unit, SOURCES))
    with unit() as uow:
        assert titles(uow) == ["Panadería 1", "Panadería 2"]


def test_derived_objects_are_missed_and_made_again(customers, app, unit):
    with writing(), app.engine.begin() as connection:
        name = check_derived_after_loss(connection)
        assert check_derived(connection) == [name]
        ensure_derived(connection)
        assert check_derived(connection) == []
    with unit() as uow:
        assert titles(uow, "0") == ["Panadería 0"]


def check_derived_after_loss(connection):
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_text")
        return "search_text"
    connection.exec_driver_sql("DROP INDEX search_text_vector")
    return "search_text_vector"


def test_a_removed_record_leaves_no_text_behind(unit, work, app):
    secret = "xylophonequartz"
    with work("rep") as uow:
        drafts = [CustomerDraft.of({"name": f"{secret} {n}"}) for n in range(50)]
        ids = [customer.id for customer in save_customers(uow, drafts)]
    with unit() as uow:
        remove_records(uow, ids)
    if app.engine.dialect.name != "sqlite":
        pytest.skip("the index of PostgreSQL is cleared by its vacuum")
    with writing(), app.engine.begin() as connection:
        compact_text(connection)
        blocks = table("search_text_data", column("block"))
        data = b"".join(connection.scalars(select(blocks.c.block)))
    assert secret.encode() not in data


def test_a_text_index_that_disagrees_is_cured(customers, unit, app):
    if app.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its index in step by itself")
    with writing(), app.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('delete-all')")
    with unit() as uow:
        assert titles(uow, "0") == []
    with writing(), app.engine.begin() as connection:
        rebuild_text(connection)
    with unit() as uow:
        assert titles(uow, "0") == ["Panadería 0"]
