"""The second net looks at the rows that a query finds; it never chooses how they are found."""

import pytest
from sqlalchemy import event, select

from salesforce_lite.customers import Customer


@pytest.fixture
def statements(app):
    """What was sent to the database, with its parameters."""
    if app.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL weighs both conditions by their cost")
    sent = []

    def keep(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(app.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(app.engine, "before_cursor_execute", keep)


def test_the_second_net_does_not_draw_sqlite_to_the_index_of_the_scope(work, statements):
    with work("rep") as uow:
        uow.session.execute(select(Customer.id).where(Customer.note == "x")).all()
        statement, parameters = statements[-1]
        assert "scope_owner_id" in statement
        plan = uow.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", parameters
        )
        assert not any("scope" in step.detail for step in plan)
