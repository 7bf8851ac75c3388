"""Files brought in through the machinery, and through the command line as people do."""

import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.cli import main
from salesforce_lite.imports import (
    ColumnMapping,
    Import,
    Options,
    Report,
    export_records,
    find_importer,
    merged_options,
    read_mapping,
    upload_jobs,
)
from salesforce_lite.intake import FileReader, open_file
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.opportunities import list_pipelines
from salesforce_lite.tabular import open_table

DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Puts a text into a file."""

    def put(text: str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def bring(app, actor_of, write, tmp_path) -> Callable[..., Report]:
    """`bring("customers", "Name\\nPérez")` – the report of an import; rejects in `rejects.csv`."""

    def run(
        entity: str,
        file: str | Path,
        *,
        by: str = "",
        mapping: str = "",
        meanwhile: Callable[[FileReader], None] = lambda _reader: None,
        **given,
    ) -> Report:
        path = write(file) if isinstance(file, str) else file
        read = ColumnMapping()
        if mapping:
            read = read_mapping(write(mapping, "map.toml"))
        actor = actor_of(by) if by else system_actor("tests")
        with open_file(path) as reader:
            work = Import(
                importer=find_importer(app.contributions.importers, entity),
                reader=reader,
                mapping=read,
                options=merged_options(Options(**given), read),
                open_unit=partial(
                    unit_of_work,
                    app.make_session,
                    actor,
                    surface="import",
                    reactions=app.contributions.reactions,
                ),
            )
            work.prepare()
            return work.run(tmp_path / "rejects.csv", lambda _share, _counts: meanwhile(reader))

    return run


@pytest.fixture
def proposal(work) -> str:
    """What the third stage is called in the company's language."""
    with work("admin") as uow:
        return list_pipelines(uow)[0].stages[2].name


@pytest.fixture
def rejected(tmp_path) -> Callable[[], list[dict[str, str]]]:
    """The rows of the file of rejected rows."""

    def read() -> list[dict[str, str]]:
        path = tmp_path / "rejects.csv"
        if not path.exists():
            return []
        with open_table(path) as table:
            return [row.values for row in table.rows]

    return read


@pytest.fixture
def send_out(app, actor_of, tmp_path) -> Callable[..., Path]:
    """`send_out("customers")` – the file of an export."""

    def run(entity: str, name: str = "", *, by: str = "", **given) -> Path:
        path = tmp_path / (name or f"{entity}.csv")
        actor = actor_of(by) if by else system_actor("tests")
        with reading_unit(app.make_session, actor, surface="export") as uow:
            export_records(uow, find_importer(app.contributions.importers, entity), path, **given)
        return path

    return run


@pytest.fixture
def command(app, tmp_path, monkeypatch, capsys):
    """`command("import", …)` – (exit code, standard output, standard error)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        url = app.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
        monkeypatch.setenv("SFL_DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["salesforce-lite", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            main()
        told = capsys.readouterr()
        return int(ending.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def hand_in(office):
    """Hands a file in; answers the address of its page."""

    def send(content: str | bytes, name: str = "clientes.csv", **said):
        body = content.encode() if isinstance(content, str) else content
        return office.post(
            "/admin/imports/",
            data={"file": (io.BytesIO(body), name), **said},
            content_type="multipart/form-data",
        )

    return send


@pytest.fixture
def work_off(app):
    def go(most: int = 1000) -> int:
        return Worker(site_of(app), "tests").work_off(most=most)

    return go


@pytest.fixture
def in_steps(monkeypatch, at):
    """Each step takes one batch of 500 rows, and no minute passes that would bring other work."""
    at(clock.now())
    monkeypatch.setattr(upload_jobs, "_STEP", 0.0)
    monkeypatch.setattr(upload_jobs, "_TIMES_OPENING", 0)
    monkeypatch.setattr(upload_jobs, "_LOOK_EVERY", 0.0)
