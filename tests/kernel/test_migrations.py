"""Migrations: up, down and up again, equal to the models, and never under a newer program."""

import multiprocessing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import String, inspect, text

from salesforce_lite.kernel.db import Base, make_engine, writing
from salesforce_lite.migrations import (
    NewerDatabaseError,
    check_derived,
    current_revision,
    downgrade_database,
    head_revision,
    migrate,
    upgrade_database,
)
from tests.tables import core_tables, is_of_core

DERIVED = "search_text"


@pytest.fixture
def empty(app):
    """An engine on a database without any of our tables."""
    downgrade_database(app.engine, "base")
    return app.engine


def tables(engine):
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_leaves_nothing_and_misses_nothing(app):
    before = tables(app.engine)
    assert {table.name for table in core_tables()} <= before
    downgrade_database(app.engine, "base")
    assert tables(app.engine) == set()
    upgrade_database(app.engine)
    assert tables(app.engine) == before
    with app.engine.connect() as connection:
        assert check_derived(connection) == []


def test_the_migrations_make_what_the_models_say(app):
    def is_ours(item, name, kind, reflected, other):
        if not is_of_core(name if kind == "table" else item.table.name):
            return False
        return not (reflected and other is None and (name or "").startswith(DERIVED))

    with app.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_ours}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgrade_that_is_not_needed_changes_nothing(app):
    with writing(), app.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO team (id, name, version, created_at, updated_at) "
                "SELECT id, 'kept', 1, created_at, updated_at "
                "FROM \"user\" WHERE email = 'rep@example.com'"
            )
        )
    upgrade_database(app.engine)
    with app.engine.connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM team WHERE name = 'kept'")).scalar() == 1
        )
    assert current_revision(app.engine) == head_revision()


def test_a_newer_database_is_refused_with_the_way_out(app):
    with writing(), app.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError) as refused:
        upgrade_database(app.engine)
    assert "9999" in str(refused.value)
    assert "Start that version" in str(refused.value)
    assert current_revision(app.engine) == "9999"


def _upgrade(address, answers):
    try:
        upgrade_database(make_engine(address))
        answers.put("")
    except Exception as fault:  # told to the test
        answers.put(repr(fault))


def test_processes_that_start_together_upgrade_once(app, empty):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    arguments = (app.config["SQLALCHEMY_DATABASE_URI"], answers)
    processes = [context.Process(target=_upgrade, args=arguments) for _ in range(3)]
    for process in processes:
        process.start()
    told = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert told == ["", "", ""]
    assert current_revision(empty) == head_revision()


def test_foreign_keys_are_on_again_after_an_upgrade(app):
    upgrade_database(app.engine)
    if app.engine.dialect.name == "sqlite":
        with app.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_table_that_is_rebuilt_keeps_what_refers_to_it(app):
    def rebuild(connection):
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("team", recreate="auto") as table:
            table.alter_column("name", type_=String(130), existing_nullable=False)

    def members():
        with app.engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM team_member")).scalar()

    # A row of team_member goes with its team: ON DELETE CASCADE.
    assert members() == 2
    migrate(app.engine, rebuild)
    assert members() == 2
