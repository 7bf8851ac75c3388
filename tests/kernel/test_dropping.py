"""Tables go in whatever way they refer to each other."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from salesforce_lite.kernel.db import make_engine, writing
from salesforce_lite.migrations import drop_tables

# Table → to which it refers. By name the line goes first and the sale next, to which the part still
# leads through both.
DIAMOND = {"sale": (), "line": ("sale",), "undo": ("sale",), "undone": ("line", "undo")}
CIRCLE = {"hen": ("egg",), "egg": ("hen",)}


@pytest.mark.parametrize("shape", [DIAMOND, CIRCLE], ids=["diamond", "circle"])
def test_tables_go_in_whatever_way_they_refer_to_each_other(tmp_path: Path, shape) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'tables.db'}")
    with writing(), engine.begin() as connection:
        for name, led in shape.items():
            keys = "".join(f", {to}_id INTEGER REFERENCES {to}(id) ON DELETE CASCADE" for to in led)
            connection.exec_driver_sql(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY{keys})")
        drop_tables(connection, set(shape))
    assert inspect(engine).get_table_names() == []
