"""Lists that programs walk are read along an index, with some thousand records on either engine."""

import json

import pytest
from sqlalchemy import event, text

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    save_contacts,
    save_customers,
)
from salesforce_lite.opportunities import OpportunityDraft, save_opportunities

MANY = 2_000


@pytest.fixture
def filled(app, work):
    """Records of the administrator and, one in twenty, of the rep."""
    for name, size in (("admin", MANY), ("rep", MANY // 20)):
        with work(name) as uow:
            drafts = [CustomerDraft.of({"name": f"{name} {number}"}) for number in range(size)]
            ids = [one.id for one in save_customers(uow, drafts)]
            save_contacts(
                uow,
                [
                    ContactDraft.of(
                        {"name": f"Person {number}"}, links=[ContactLinkDraft(customer_id=one)]
                    )
                    for number, one in enumerate(ids)
                ],
            )
            save_opportunities(
                uow, [OpportunityDraft.of({"title": "Sale", "customer_id": one}) for one in ids]
            )
    with app.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


@pytest.fixture
def plans(app, filled):
    """`plans(program, path, "contact")` – how the engine reads the table for that request."""

    def explain(program, path, table):
        asked = []

        def keep(_connection, _cursor, statement, parameters, *_rest):
            asked.append((statement, parameters))

        event.listen(app.engine, "before_cursor_execute", keep)
        answer = program.get(path)
        event.remove(app.engine, "before_cursor_execute", keep)
        assert answer.status_code == 200, answer.json
        listing = [one for one in asked if f"FROM {table}" in one[0] and "LIMIT" in one[0]]
        is_postgres = app.engine.dialect.name == "postgresql"
        prefix = "EXPLAIN (FORMAT JSON) " if is_postgres else "EXPLAIN QUERY PLAN "
        with app.engine.connect() as connection:
            return [
                json.dumps([list(row) for row in connection.exec_driver_sql(prefix + sql, values)])
                for sql, values in listing
            ]

    return explain


@pytest.mark.parametrize("table", ["customer", "contact", "opportunity"])
def test_what_changed_since_is_read_along_an_index(plans, program, connect, table):
    resource = {"opportunity": "opportunities"}.get(table, f"{table}s")
    listed = program.get(f"/{resource}?sort=-updated_at&limit=1").json["items"][0]
    path = f"/{resource}?sort=updated_at&updated_since={listed['updated_at']}"
    for asked in (program, connect("rep")):
        found = plans(asked, path, table)
        assert found
        for plan in found:
            is_small = table == "contact" and asked is not program
            # Whoever has few contacts: these are looked up one by one.
            assert is_small or "_updated" in plan, plan


def test_opportunities_in_order_of_a_day_are_read_along_an_index(plans, program, connect):
    for asked in (program, connect("rep")):
        found = plans(asked, "/opportunities", "opportunity")
        assert len(found) == 3  # one for each outcome
        for plan in found:
            assert "ix_opportunity" in plan, plan
            assert "TEMP B-TREE" not in plan, plan
