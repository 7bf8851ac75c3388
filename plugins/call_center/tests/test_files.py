"""Public exclusion lists from files."""

from pathlib import Path

import pytest
from sqlalchemy import select

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Trial


def test_an_exclusion_list_is_taken_whole(plugin: Trial, tmp_path: Path) -> None:
    plugin.enable()
    lists, model = plugin.module("exclusion_lists"), plugin.module("desk_model")
    first, second = "+34911234567", "+34911234568"
    file = tmp_path / "robinson.csv"
    file.write_text(f"número,nombre\n{first},Ana\n\n{second};x\n")
    numbers = list(plugin.module("commands")._numbers(file))
    assert numbers[0] == first
    with plugin.operating() as uow:
        assert lists.take_list(uow, "robinson", [first, first, second, "x"]) == (2, 1)
        assert lists.take_list(uow, "robinson", [first]) == (0, 0)
        lists.forget_list(uow, "robinson")
        assert lists.take_list(uow, "robinson", [first]) == (1, 0)
        with pytest.raises(InvalidInputError):
            lists.take_list(uow, "own", [first])
    with plugin.reading() as uow:
        assert list(uow.session.scalars(select(model.Exclusion.number))) == [first]
