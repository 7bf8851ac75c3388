"""A list that is narrowed by a custom field goes through the index of the values."""

import pytest
from sqlalchemy import event

from salesforce_lite.custom_fields import CustomCondition, CustomValue, filtering
from salesforce_lite.customers import CustomerFilter, find_customers
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.rows import insert_rows

# Enough for PostgreSQL to leave off reading the whole table.
MANY = 4000


@pytest.fixture
def steps(app, work, field):
    """The steps in which the engine answers each statement of a narrowed list."""
    made = {kind: field(kind) for kind in ("choice", "number", "user")}
    with work("admin") as uow:
        table = CustomValue.__table__
        for kind, one in made.items():
            rows = [
                {
                    "record_id": new_id(),
                    "field_id": one.id,
                    "position": 0,
                    "text_value": f"o{number}" if kind == "choice" else None,
                    "number_value": number if kind == "number" else None,
                    "target_id": new_id() if kind == "user" else None,
                }
                for number in range(MANY)
            ]
            insert_rows(uow.session, table, rows)
    if app.engine.dialect.name == "postgresql":
        with app.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE custom_value")
            connection.commit()

    def asked(kind: str, **wanted) -> list[str]:
        sent = []

        def keep(_connection, _cursor, statement, parameters, *_rest) -> None:
            sent.append((statement, parameters))

        condition = CustomCondition(field_id=made[kind].id, **wanted)
        with work("admin") as uow:
            event.listen(app.engine, "before_cursor_execute", keep)
            find_customers(uow, CustomerFilter(custom=(condition,)))
            event.remove(app.engine, "before_cursor_execute", keep)
            explain = "EXPLAIN" if app.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
            connection = uow.session.connection()
            return [
                " / ".join(
                    str(step[-1])
                    for step in connection.exec_driver_sql(f"{explain} {statement}", parameters)
                )
                for statement, parameters in sent
                if "custom_value" in statement
            ]

    return asked


@pytest.mark.parametrize(
    ("kind", "wanted", "index"),
    [
        ("choice", {"text": "o7"}, "ix_custom_value_text"),
        ("number", {"low": 7, "high": 9}, "ix_custom_value_number"),
        ("user", {"target": new_id()}, "ix_custom_value_target"),
    ],
)
def test_few_records_are_counted_and_found_through_the_index(steps, kind, wanted, index) -> None:
    counting, listing = steps(kind, **wanted)
    assert index in counting
    assert index in listing
    assert "SCAN customer" not in listing


def test_among_many_records_each_is_probed_by_its_key(steps, monkeypatch, app) -> None:
    monkeypatch.setattr(filtering, "_FEW", 10)
    counting, listing = steps("number", low=0)
    assert "ix_custom_value" in counting
    if app.engine.dialect.name == "sqlite":
        assert "USING INDEX ix_customer_sort" in listing
        assert "SEARCH custom_value USING" in listing
    else:
        assert "custom_value" in listing
