"""The process that reads a foreign file may break; the import then ends with one clear sentence."""

import json
import os
import signal
from pathlib import Path

import pytest

from salesforce_lite.intake import (
    BrokenReaderError,
    Field,
    Kind,
    Limits,
    Order,
    TooMuchMemoryError,
    TooMuchTimeError,
    open_file,
)
from salesforce_lite.tabular import TableError

ORDER = Order(columns=(("Id", Field("reference", "Id")), ("Name", Field("name", "Name"))))


def surveyed(reader) -> int:
    assert reader.head.columns == ("Id", "Name")
    return reader.survey(ORDER, lambda _share: None)


def read_whole(reader) -> None:
    surveyed(reader)
    list(reader.pieces())


@pytest.fixture
def many(tmp_path):
    """A file of more rows than fit into what waits between the processes."""
    path = tmp_path / "many.csv"
    path.write_text("Id,Name\n" + "".join(f"{n},Customer {n}\n" for n in range(20_000)))
    return path


def test_a_process_that_is_killed_is_told(many):
    with open_file(many) as reader:
        assert surveyed(reader) == 20_000
        os.kill(reader.process_id, signal.SIGKILL)
        with pytest.raises(BrokenReaderError, match="SIGKILL"):
            list(reader.pieces())


def test_a_file_that_needs_too_much_memory_is_told(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("Name\n" + f"{'x' * 100}\n" * 400_000)
    with (
        open_file(path, limits=Limits(memory=1 << 20)) as reader,
        pytest.raises(TooMuchMemoryError, match="more memory"),
    ):
        surveyed(reader)


def test_a_file_that_takes_too_long_is_told(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("Id,Name\n" + "".join(f"{n},Customer {n}\n" for n in range(400_000)))
    limits = Limits(seconds=0, seconds_per_megabyte=0)
    with (
        open_file(path, limits=limits) as reader,
        pytest.raises(TooMuchTimeError, match="longer than it may"),
    ):
        read_whole(reader)


def test_a_file_that_never_answers_is_told_and_its_process_ended(tmp_path):
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    with open_file(path, limits=Limits(silence=0.5)) as reader:
        with pytest.raises(TooMuchTimeError):
            assert reader.head is None
        with pytest.raises(ProcessLookupError):
            os.kill(reader.process_id, 0)


def test_a_file_that_changes_meanwhile_is_told(many):
    with open_file(many) as reader:
        surveyed(reader)
        with many.open("a") as file:
            file.write("1,One more\n")
        with pytest.raises(TableError, match="changed"):
            list(reader.pieces())


def test_the_process_ends_when_its_parent_goes(many):
    with open_file(many) as reader:
        surveyed(reader)
        reader._process.stdin.close()
        with pytest.raises(BrokenReaderError):
            list(reader.pieces())


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"[1]",
        b'{"columns": 1}',
        b"[" * 100_000,
        b'{"table_error": "no such code", "params": {}}',
        b'{"table_error": "wrong_encoding", "params": {}}',
        b'{"refusal": "os.system", "params": {}}',
    ],
)
def test_what_the_process_says_is_never_trusted(tmp_path, answer):
    with open_file(tmp_path / "none.csv") as reader:
        reader._process.wait()
        reader._listener.join()
        reader._answers.queue.clear()
        reader._answers.put(answer)
        with pytest.raises(BrokenReaderError, match="no sense"):
            assert reader.head is None


@pytest.mark.parametrize(
    "amounts", ["[]", '{"EUR": "NaN"}', '{"EUR": "Infinity"}', '{"EUR": "x"}', '{"EUR": []}']
)
def test_sums_that_are_none_are_no_sense(many, amounts):
    with open_file(many) as reader:
        surveyed(reader)
        reader._next = lambda: json.loads(f'{{"amounts": {amounts}}}')
        with pytest.raises(BrokenReaderError, match="no sense"):
            list(reader.pieces())


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.NUMBER, "NaN"),
        (Kind.NUMBER, "-Infinity"),
        (Kind.NUMBER, [0, [1], 0]),
        (Kind.TEXT, 7),
        (Kind.TEXT, ["a"]),
        (Kind.TEXT, {"a": 1}),
    ],
)
def test_values_that_are_none_of_their_kind_are_no_sense(many, kind, told):
    order = Order(columns=(("Id", Field("value", "Id", kind)),))
    piece = {"rows": [[1, "", {"value": told}, []]], "refused": [], "unknown_words": [], "share": 1}
    with open_file(many) as reader:
        assert reader.head
        reader.survey(order, lambda _share: None)
        reader._next = lambda: piece
        with pytest.raises(BrokenReaderError, match="no sense"):
            next(reader.pieces())


def test_the_look_for_ids_that_come_twice_says_how_far_it_is(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("Id,Name\n" + "".join(f"{n % 5_000},Customer\n" for n in range(10_000)))
    order = Order(columns=ORDER.columns, key_column="Id")
    shares = []
    with open_file(path) as reader:
        assert reader.head
        assert reader.survey(order, shares.append) == 10_000
    assert len(shares) == 2 * 10_000 // 2_000


def test_the_process_knows_no_secret_of_the_server(many, monkeypatch):
    monkeypatch.setenv("SFL_SECRET_KEY", "hush")
    with open_file(many) as reader:
        surveyed(reader)
        known = Path(f"/proc/{reader.process_id}/environ").read_bytes()
    assert b"PATH" in known
    assert b"hush" not in known
