"""Removes and reads tables that no model describes: those of a plugin whose code may be gone."""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, Connection, MetaData, Table, column, delete, inspect, select, table

from salesforce_lite.kernel.db import without_time_limit


def there_are(connection: Connection, names: Iterable[str]) -> list[str]:
    """Those of these tables that exist, in alphabetical order."""
    return sorted(set(inspect(connection).get_table_names()) & set(names))


def who_refers_to(connection: Connection, names: Collection[str]) -> list[str]:
    """Other tables that refer to these."""
    found = {
        table
        for (_, table), keys in inspect(connection).get_multi_foreign_keys().items()
        for key in keys
        if key["referred_table"] in names and table not in names
    }
    return sorted(found)


def reflected(connection: Connection, names: Iterable[str]) -> list[Table]:
    """The tables with the columns that the database knows, to read them."""
    look, metadata = inspect(connection), MetaData()
    return [
        Table(name, metadata, *(Column(one["name"], one["type"]) for one in look.get_columns(name)))
        for name in names
    ]


def drop_tables(connection: Connection, names: Collection[str]) -> None:
    """Remove them in the transaction of the connection, in whatever way they refer to each other.

    Others must not refer to them.
    """
    if not names:
        return
    without_time_limit(connection)
    quote = connection.dialect.identifier_preparer.quote
    quoted = [quote(name) for name in sorted(names)]
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"DROP TABLE {', '.join(quoted)} CASCADE")
        return
    # What keeps rows from being removed would keep the tables.
    for name in _triggers(connection, names):
        connection.exec_driver_sql(f"DROP TRIGGER {quote(name)}")
    # Emptied first: while there are rows, the order of dropping would matter.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for name in names:
        connection.execute(delete(table(name)))
    for name in _referring_first(connection, names):
        connection.exec_driver_sql(f"DROP TABLE {quote(name)}")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=OFF")


def _referring_first(connection: Connection, names: Collection[str]) -> list[str]:
    """SQLite looks at what refers to a table that it drops, and at what that refers to in turn:
    a table must go before those it refers to. Where they refer in a circle, by name."""
    quote = connection.dialect.identifier_preparer.quote
    led = {
        name: {
            row[2] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({quote(name)})")
        }
        - {name}
        for name in sorted(names)
    }
    ordered: list[str] = []
    while led:
        referred = {one for name in led for one in led[name]}
        free = [name for name in led if name not in referred] or [next(iter(led))]
        ordered += free
        led = {name: to for name, to in led.items() if name not in free}
    return ordered


def _triggers(connection: Connection, names: Collection[str]) -> list[str]:
    """Those of these tables in SQLite."""
    known = table("sqlite_master", column("type"), column("name"), column("tbl_name"))
    found = select(known.c.name).where(known.c.type == "trigger", known.c.tbl_name.in_(names))
    return sorted(connection.scalars(found))
