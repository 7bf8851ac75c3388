"""Bad input: each one clear sentence, an exit code, and nothing half done."""

import os
import signal
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from salesforce_lite.customers import Customer, save_customers
from salesforce_lite.imports import ImportRun
from salesforce_lite.intake import BrokenReaderError, DefaultValueError, Limits
from salesforce_lite.tabular import TableError
from tests.conftest import contribute


def count(work) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count(Customer.id)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"Name,Note\nA,\xff\xfe\x00\x01binary\x00", "not a text table"),
        ("Name,City\nPérez,León\nGarcía,".encode() + b"Le\xf3n\n", "UTF-8 except"),
        (b"Name,City\nP\xe9rez,Le\xf3n\n" + "José,x\n".encode(), "UTF-8 in line 3"),
        (b'Name,Note\nA,"never closed\nB,x\n', "never closed"),
        (b"Colour,Size\nred,3\n", "no column for"),
        (b"Id,Name,Latitude\n", ""),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    command, work, tmp_path, content, words
):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    code, out, err = command("import", "customers", path)
    if words:
        assert code == 1
        assert words in err
        assert "Traceback" not in err
    else:
        assert (code, out.splitlines()[-1]) == (0, "created=0 updated=0 skipped=0 rejected=0")
    assert count(work) == 0


@pytest.mark.parametrize("how", [["--dry-run"], []])
def test_a_guessed_encoding_is_told_and_another_one_can_be_named(command, work, tmp_path, how):
    path = tmp_path / "file.csv"
    path.write_bytes("Id,Name\n1,Íñigo Núñez\n".encode("cp1252"))
    code, _out, err = command("import", "customers", path, *how)
    assert code == 0
    assert "read as cp1252" in err
    assert "--encoding" in err
    assert "read as" not in command("import", "customers", path, "--encoding", "cp1252", *how)[2]
    assert (
        "not in the encoding utf-8"
        in command("import", "customers", path, "--encoding", "utf-8", *how)[2]
    )
    with work("admin") as uow:
        names = uow.session.scalars(select(Customer.name)).all()
    assert names == ([] if how else ["Íñigo Núñez"])


def test_a_file_that_is_not_there_is_told(command, tmp_path):
    code, _out, err = command("import", "customers", tmp_path / "nothing.csv")
    assert code == 1
    assert "cannot be opened" in err


def test_an_unknown_entity_names_those_there_are(command, write):
    code, _out, err = command("import", "customer", write("Name\nA\n"))
    assert code == 2
    assert "customers, contacts, opportunities, activities" in err


def test_counts_and_the_code_tell_that_rows_were_rejected(command, write, tmp_path):
    path = write("Id,Name,Country\n1,A,Spain\n2,B,Atlantis\n")
    code, out, err = command("import", "customers", path)
    assert code == 3
    assert out.splitlines()[-1] == "created=1 updated=0 skipped=0 rejected=1"
    assert (tmp_path / "file.rejects.csv").exists()
    assert "file.rejects.csv" in err


def test_a_dry_run_tells_the_same_and_keeps_nothing(command, work, write):
    path = write("Id,Name,Parent ID\n1,A,2\n2,B,\n3,C,1\n")
    code, rehearsed, _err = command("import", "customers", path, "--dry-run")
    assert code == 0
    assert count(work) == 0
    _code, real, _err = command("import", "customers", path)
    assert real == rehearsed
    assert count(work) == 3
    assert command("import", "customers", path, "--dry-run")[1].splitlines()[-1] == (
        "created=0 updated=0 skipped=3 rejected=0"
    )


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ('[columns]\n"Nobody" = "name"\n', "does not have"),
        ('[columns]\n"Name" = "nmae"\n', "Did you mean name?"),
        ("colums = 1\n", "colums"),
        ("not toml", "cannot be read"),
        ('[columns]\n"Name" = "name"\n"Id" = "name"\n', "room for one"),
        ('decimal = ";"\n', "decimal"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(command, write, mapping, words):
    code, _out, err = command(
        "import", "customers", write("Id,Name\n1,A\n"), "--map", write(mapping, "map.toml")
    )
    assert code == 1
    assert words in err


def test_a_viewer_may_not_import(command, write, work):
    code, _out, err = command(
        "import", "customers", write("Name\nA\n"), "--as", "viewer@example.com"
    )
    assert code == 1
    assert "customers.edit" in err
    assert count(work) == 0


def test_nobody_can_import_as_nobody(command, write):
    code, _out, err = command("import", "customers", write("Name\nA\n"), "--as", "x@example.com")
    assert code == 1
    assert "x@example.com" in err


def test_the_rejects_never_overwrite_the_file(command, write):
    path = write("Name\nA\n")
    code, _out, err = command("import", "customers", path, "--rejects", path)
    assert code == 1
    assert "being imported" in err
    assert path.read_text() == "Name\nA\n"


def test_rejects_that_cannot_be_written_stop_the_import_before_it_begins(command, write, work):
    code, _out, err = command(
        "import", "customers", write("Name\nA\n"), "--rejects", "/proc/nowhere/rejects.csv"
    )
    assert code == 1
    assert "Nothing was taken" in err
    assert count(work) == 0


def test_wrong_usage_has_its_own_code(command):
    assert command("import", "customers")[0] == 2


def test_an_interrupted_import_goes_on_without_doubling(app, bring, work, request):
    rows = "Id,Name\n" + "".join(f"{n},Customer {n}\n" for n in range(1200))
    importer = next(one for one in app.contributions.importers if one.entity == "customers")
    calls = []

    def interrupted(uow, drafts):
        calls.append(len(drafts))
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return save_customers(uow, drafts)

    contribute(app, importers=(replace(importer, save=interrupted),))
    # A process in the background ignores the signal; a terminal's does not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with pytest.raises(KeyboardInterrupt):
        bring("customers", rows)
    # The batch in hand is finished first.
    assert count(work) == 1000
    report = bring("customers", rows)
    assert str(report.counts) == "created=200 updated=0 skipped=1000 rejected=0"
    with work("admin") as uow:
        states = uow.session.scalars(select(ImportRun.state).order_by(ImportRun.id)).all()
    assert states == ["stopped", "finished"]


def test_a_database_that_is_busy_rejects_no_row_and_stops_the_import(
    bring, rejected, work, monkeypatch
):
    """Rows that are right must not be told to be wrong; a second run goes on."""

    def busy(*_arguments):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr("salesforce_lite.imports.running._told_ids", busy)
        with pytest.raises(OperationalError):
            bring("customers", "Id,Name\n1,Uno\n2,Dos\n")
    assert rejected() == []
    assert bring("customers", "Id,Name\n1,Uno\n2,Dos\n").counts.created == 2
    assert count(work) == 2


def kill(reader):
    with suppress(ProcessLookupError):
        os.kill(reader.process_id, signal.SIGKILL)


def lengthen(reader):
    with reader.path.open("a") as file:
        file.write("x,One more\n")


@pytest.mark.parametrize(
    ("meanwhile", "error"), [(kill, BrokenReaderError), (lengthen, TableError)]
)
def test_when_reading_breaks_off_whole_batches_stay_and_a_second_run_goes_on(
    bring, write, work, rejected, meanwhile, error
):
    path = write("Id,Name\n" + "".join(f"{n},Customer {n} {'x' * 150}\n" for n in range(6000)))
    with pytest.raises(error):
        bring("customers", path, meanwhile=meanwhile)
    taken = count(work)
    assert 500 <= taken < 6000
    assert taken % 500 == 0
    assert rejected() == []
    with work("admin") as uow:
        assert uow.session.scalars(select(ImportRun.state)).all() == ["stopped"]
    counts = bring("customers", path).counts
    assert counts.skipped == taken
    assert counts.total in (6000, 6000 + path.read_text().count("One more"))


def test_a_broken_reader_is_one_sentence_on_the_command_line(command, write, monkeypatch, work):
    monkeypatch.setattr("salesforce_lite.intake.reader.Limits", lambda: Limits(memory=1 << 20))
    code, _out, err = command("import", "customers", write("Name\n" + "Pérez\n" * 200_000))
    assert code == 1
    assert "more memory" in err
    assert "Traceback" not in err
    assert count(work) == 0


def test_a_default_that_does_not_fit_is_told(bring):
    with pytest.raises(DefaultValueError, match="latitude"):
        bring("activities", "Subject\nCall\n", mapping='[defaults]\nlatitude = "north"\n')
