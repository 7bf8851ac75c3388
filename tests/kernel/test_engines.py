"""Engines: safe settings are asserted, readers cannot write, writers do not fail under load."""

import threading

import pytest
from sqlalchemy import Integer, column, insert, select, table, text
from sqlalchemy.exc import DBAPIError

from salesforce_lite.kernel import db
from salesforce_lite.kernel.db import DatabaseSetupError, make_engine, take_all_time, writing

NOTES = table("note", column("id"), column("subject"))


@pytest.fixture
def is_sqlite(app):
    return app.engine.dialect.name == "sqlite"


def setting(connection, name):
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_acknowledged_writes_survive_a_power_cut(app, is_sqlite):
    with app.engine.connect() as connection:
        if is_sqlite:
            assert setting(connection, "journal_mode") == "wal"
            assert setting(connection, "synchronous") == 2
            assert setting(connection, "foreign_keys") == 1
            assert setting(connection, "busy_timeout") == 15000
            assert setting(connection, "secure_delete") == 1
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() != "off"
            assert connection.execute(text("SHOW TimeZone")).scalar() == "UTC"


def test_a_setting_that_does_not_take_is_an_error(tmp_path, monkeypatch):
    """As on a network disk, where write-ahead logging is refused."""
    monkeypatch.setitem(db._SQLITE_SETTINGS, "journal_mode", "wal2")
    with pytest.raises(DatabaseSetupError) as refused:
        make_engine(f"sqlite:///{tmp_path / 'x.db'}").connect()
    assert "journal_mode=wal2" in str(refused.value)


def test_a_server_that_may_forget_writes_is_an_error(app, is_sqlite):
    if is_sqlite:
        pytest.skip("SQLite has its own settings")
    engine = make_engine(app.engine.url, connect_args={"options": "-c synchronous_commit=off"})
    with pytest.raises(DatabaseSetupError, match="synchronous_commit=on"):
        engine.connect()
    engine.dispose()


def test_statements_of_pages_have_a_limit_of_time_and_those_of_commands_none(app, is_sqlite):
    if is_sqlite:
        pytest.skip("SQLite runs inside the process and knows no limit")
    limit = text("SHOW statement_timeout")
    with app.engine.connect() as connection:
        assert connection.scalar(limit) == "30s"
    take_all_time(app.engine)
    with app.engine.connect() as connection:
        assert connection.scalar(limit) == "0"
        connection.commit()
        assert connection.scalar(limit) == "0"


def test_outside_writing_the_database_itself_refuses_writes(app):
    change = text("UPDATE role SET label_en = 'x'")
    with app.engine.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        connection.execute(change)
    with writing(), app.engine.connect() as connection:
        connection.execute(change)
        connection.rollback()
    with app.engine.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        connection.execute(change)


def test_a_writer_takes_the_lock_at_once_so_that_read_then_write_never_fails(app):
    """Eight threads read a counter and write it back, each in one transaction."""
    with writing(), app.engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id integer primary key, value integer)"))
        connection.execute(text("INSERT INTO counter VALUES (1, 0)"))
    counter = table("counter", column("id"), column("value", Integer))
    reading = select(counter.c.value)
    if app.engine.dialect.name != "sqlite":
        reading = reading.with_for_update()
    faults = []

    def count() -> None:
        try:
            for _ in range(10):
                with writing(), app.engine.begin() as connection:
                    value = connection.execute(reading).scalar_one()
                    connection.execute(counter.update().values(value=value + 1))
        except Exception as fault:  # shown by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with app.engine.connect() as connection:
        assert connection.execute(select(counter.c.value)).scalar_one() == 80


def test_whether_one_writes_is_known_per_thread(app):
    seen = []
    with writing():
        thread = threading.Thread(target=lambda: seen.append(db.is_writing()))
        thread.start()
        thread.join()
        assert db.is_writing()
    assert seen == [False]
    assert not db.is_writing()


def test_foreign_keys_hold(app):
    team_member = table("team_member", column("team_id"), column("user_id"))
    with writing(), app.engine.connect() as connection:
        ids = [b"x" * 16] * 2
        if app.engine.dialect.name != "sqlite":
            ids = ["01a20034-c92a-7878-b7f4-97f29ec161cc"] * 2
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
            connection.execute(insert(team_member).values(team_id=ids[0], user_id=ids[1]))
