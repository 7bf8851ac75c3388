"""The tables of plugins: their own migrations, and what must not stand beside the core's tables."""

import pytest
from sqlalchemy import inspect, text

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.plugin import State, migrate_plugin

MODEL = """
    from sqlalchemy import ForeignKey, String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    from salesforce_lite.kernel.types import Id
    from salesforce_lite.plugin import plugin_registry
    from uuid import UUID

    class Base(DeclarativeBase):
        registry = plugin_registry("one")

    class Point(Base):
        __tablename__ = "{table}"
        id: Mapped[int] = mapped_column(primary_key=True)
        customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"{ondelete}))
"""
FIRST = """
    import sqlalchemy as sa
    from alembic import op
    from salesforce_lite.kernel import types

    revision, down_revision, branch_labels, depends_on = "0001", None, None, None

    def upgrade():
        op.create_table(
            "one_point",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column(
                "customer_id", types.Id(), sa.ForeignKey("customer.id", ondelete="CASCADE")
            ),
        )

    def downgrade():
        op.drop_table("one_point")
"""
SECOND = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None

    def upgrade():
        op.add_column("one_point", sa.Column("more", sa.Integer))
        {then}

    def downgrade():
        with op.batch_alter_table("one_point") as table:
            table.drop_column("more")
"""
HOOKS = "from sfl_plugins.one import model\n"


def write(
    workshop,
    *,
    table="one_point",
    ondelete=", ondelete='CASCADE'",
    second=None,
    first=FIRST,
    words="",
):
    model = MODEL.format(table=table, ondelete=ondelete)
    if words:
        said = f'__table_args__ = {{"info": {{"words": "{words}"}}}}\n        id:'
        model = model.replace("id:", said, 1)
    files = {"model.py": model}
    if first:
        files["migrations/versions/0001_first.py"] = first
    if second is not None:
        files["migrations/versions/0002_second.py"] = SECOND.format(then=second)
    return workshop.write("one", HOOKS, files=files)


def problem(app) -> str:
    error = app.plugins.installation.plugin("one").problem
    return error.code if error else ""


def state(app, operating) -> str:
    with operating(app) as uow:
        return app.plugins.states(uow)[0].state


def columns(app) -> set[str]:
    there = inspect(app.engine)
    if not there.has_table("one_point"):
        return set()
    return {column["name"] for column in there.get_columns("one_point")}


def test_enabling_makes_its_tables_in_a_line_of_their_own(workshop, enable) -> None:
    write(workshop)
    app = workshop.serve()
    assert problem(app) == ""
    enable(app, "one")
    assert columns(app) == {"id", "customer_id"}
    with app.engine.connect() as connection:
        core = connection.scalar(text("SELECT version_num FROM alembic_version"))
        own = connection.scalar(text("SELECT version_num FROM alembic_version_one"))
    assert own == "0001"
    assert core != own


def test_up_down_and_up_again(workshop, enable) -> None:
    write(workshop, second="pass")
    app = workshop.serve()
    enable(app, "one")
    migrate_plugin(app.engine, app.plugins.installation.plugin("one"), "base")
    assert columns(app) == set()
    app.plugins.migrate("one")
    assert columns(app) == {"id", "customer_id", "more"}


def test_a_table_with_another_name_is_refused(workshop) -> None:
    write(workshop, table="points")
    app = workshop.serve()
    assert problem(app) == "table_name"
    assert app.test_client().get("/sign-in").status_code == 200


def test_a_reference_that_would_hold_the_core_is_refused(workshop) -> None:
    write(workshop, ondelete="")
    assert problem(workshop.serve()) == "table_reference"


def test_what_was_refused_is_no_table_any_more(workshop) -> None:
    write(workshop, ondelete="")
    workshop.serve()
    write(workshop)
    # The same tables again would be refused as there already.
    from salesforce_lite.kernel.db import Base  # noqa: PLC0415

    assert "one_point" not in Base.metadata.tables


def test_tables_without_migrations_are_refused_when_it_is_enabled(workshop, enable) -> None:
    write(workshop, first=None)
    app = workshop.serve()
    with pytest.raises(DomainError) as refusal:
        enable(app, "one")
    assert refusal.value.code == "no_migrations"


@pytest.mark.parametrize("then", ["raise RuntimeError('half way')", "raise SystemExit(1)"])
def test_a_migration_that_fails_half_way_changes_nothing(workshop, enable, operating, then) -> None:
    write(workshop, second=then)
    app = workshop.serve()
    with pytest.raises(DomainError) as refusal:
        enable(app, "one")
    assert refusal.value.code == "migration_failed"
    assert columns(app) == set()
    assert state(app, operating) == State.DISCOVERED
    assert app.test_client().get("/sign-in").status_code == 200


def test_a_plugin_behind_its_code_is_not_served(workshop, enable, operating) -> None:
    write(workshop)
    enable(workshop.serve(), "one")
    write(workshop, second="pass")
    app = workshop.serve()
    assert "one" not in app.snapshot.enabled
    assert state(app, operating) == State.NEEDS_MIGRATION
    app.plugins.migrate("one")
    app.plugins.changed()
    assert "one" in app.snapshot.enabled


UNREADABLE = {
    "two ends": "revision = '0009'\ndown_revision = None\n\ndef upgrade():\n    pass\n",
    "no Python": "this is no Python",
    "raises": "raise RuntimeError('no')",
    "exits": "raise SystemExit(3)",
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_migrations_that_cannot_be_read_make_it_broken_and_nothing_else(
    workshop, enable, operating, fault
) -> None:
    folder = write(workshop)
    workshop.write("sound")
    enable(workshop.serve(), "one", "sound")
    (folder / "migrations/versions/0009_fault.py").write_text(UNREADABLE[fault])
    app = workshop.serve()
    assert app.test_client().get("/sign-in").status_code == 200
    assert app.plugins.current().enabled == {"sound"}
    assert state(app, operating) == State.BROKEN
    assert [error.code for error in app.plugins.migrate_enabled()] == ["migration_failed"]
    with operating(app) as uow:
        app.plugins.disable(uow, "one")


def test_the_migrations_of_the_core_pass_over_its_tables(workshop, enable) -> None:
    write(workshop)
    app = workshop.serve()
    enable(app, "one")
    upgrade_database(app.engine)
    assert columns(app) == {"id", "customer_id"}
