"""The upgrade to custom fields keeps every row as it was; going back takes only them away."""

from sqlalchemy import inspect, text

from salesforce_lite.activities import log_activity
from salesforce_lite.custom_fields import ENTITIES
from salesforce_lite.customers import ContactDraft, get_customer, save_contact
from salesforce_lite.kernel.db import make_engine
from salesforce_lite.migrations import check_derived, downgrade_database, upgrade_database
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity

# What later versions added, and the way back takes away as well.
LATER = frozenset({"custom", "remind_minutes", "remind_at"})


def rows(engine) -> dict[str, list]:
    """Everything that the version before knew of the four kinds of records."""
    found = {}
    with engine.connect() as connection:
        for table in ENTITIES:
            columns = sorted(c["name"] for c in inspect(engine).get_columns(table))
            known = ", ".join(name for name in columns if name not in LATER)
            answer = connection.execute(text(f"SELECT {known} FROM {table} ORDER BY id"))
            found[table] = [tuple(map(str, row)) for row in answer]
    return found


def test_every_row_is_there_after_the_way_back_and_forth(app, work, field, add) -> None:
    for entity in ENTITIES:
        field("text", entity)
    said = {"my_text": "Always open"}
    customer = add("Kiosco", custom=said)
    with work("rep") as uow:
        save_contact(uow, ContactDraft.of({"name": "Ana", "custom": said}))
        draft = {"title": "Sale", "customer_id": customer.id, "custom": said}
        save_opportunity(uow, OpportunityDraft.of(draft))
        log_activity(uow, {"kind": "call", "customer_id": customer.id, "custom": said})
    app.engine.dispose()
    engine = make_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    before = rows(engine)
    assert all(before.values())
    downgrade_database(engine, "0007")
    assert rows(engine) == before
    assert "custom_value" not in inspect(engine).get_table_names()
    upgrade_database(engine)
    assert rows(engine) == before
    with engine.connect() as connection:
        assert check_derived(connection) == []
    engine.dispose()
    with work("rep") as uow:
        assert get_customer(uow, customer.id).custom == {}
