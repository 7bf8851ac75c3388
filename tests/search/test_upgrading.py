"""A database of the version before knows only customers and contacts: upgrading adds the rest."""

import pytest
from sqlalchemy import select

from salesforce_lite.activities import delete_activity
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import make_engine
from salesforce_lite.migrations import check_derived, downgrade_database, upgrade_database
from salesforce_lite.opportunities import delete_opportunity
from salesforce_lite.search import SearchEntry, search
from salesforce_lite.testing.servers import acting
from tests.activities.records import a_customer, an_opportunity
from tests.search.records import a_visit

_KEPT = (
    *("record_id", "kind", "customer_id", "scope_owner_id", "title", "title_key"),
    *("facets", "words"),
)


@pytest.fixture
def records(work):
    """Of both kinds what there is, what is deleted, and what is somebody else's."""
    with work("rep") as uow:
        customer = a_customer(uow, "Ferretería Núñez")
        an_opportunity(uow, customer.id, title="Línea B", competitor="Zémax", source="trade_fair")
        a_visit(uow, customer.id, subject="Ensayo ½", note="Pide precios.\nÜber " + "largo " * 99)
        a_visit(uow, None, subject="", note="Sin cliente")
        gone = a_visit(uow, customer.id, subject="Ensayo anulado").id
    with work("other") as uow:
        theirs = a_customer(uow, "Taller Sol").id
        a_visit(uow, theirs, subject="Ensayo ajeno")
        lost = an_opportunity(uow, theirs, title="Línea perdida").id
    with work("admin") as uow:
        delete_activity(uow, gone)
        delete_opportunity(uow, lost)


def entries(uow):
    columns = [getattr(SearchEntry, name) for name in _KEPT]
    return sorted(map(tuple, uow.session.execute(select(*columns))), key=str)


def test_what_was_there_before_is_found_after_the_upgrade(records, app, work):
    sources = app.contributions.search_sources
    with work("admin") as uow:
        before = entries(uow)
    app.engine.dispose()
    engine = make_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    downgrade_database(engine, "0001")
    # Nobody is looked up: people have other columns by now.
    with acting(app, system_actor("tests")) as uow:
        assert search(uow, "ensayo", sources) == {}
        assert {entry[1] for entry in entries(uow)} == {"customer"}
    upgrade_database(engine)
    with engine.connect() as connection:
        assert check_derived(connection) == []
    engine.dispose()
    with work("admin") as uow:
        assert entries(uow) == before
    with work("rep") as uow:
        assert [hit.title for hit in search(uow, "uber", sources)["activity"]] == ["Ensayo ½"]
        assert len(search(uow, "ensayo", sources)["activity"]) == 1
        assert [hit.title for hit in search(uow, "zemax feria", sources)["opportunity"]] == [
            "Línea B"
        ]
