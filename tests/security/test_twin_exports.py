"""Two reps with the same records, some tied to each other: no export of one holds the other's."""

import sys
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from sqlalchemy import true

from salesforce_lite.cli import main
from salesforce_lite.imports import export_records
from salesforce_lite.kernel import scope
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.uow import reading_unit
from tests.security.records import NORTH, SOUTH
from tests.security.site import Site
from tests.security.ties import tie

LOOKERS = ("rep", "manager")
SUFFIXES = (".csv", ".xlsx", ".jsonl")
# What no rep owns: portfolios belong to the company.
OF_NOBODY = frozenset({"portfolios"})


@pytest.fixture(scope="module")
def tied(site: Site) -> Site:
    tie(site)
    return site


def exported(site: Site, who: str, importer, path: Path) -> str:
    with reading_unit(site.app.make_session, site.actor(who), surface="export") as uow:
        export_records(uow, importer, path)
    return text_in(path)


def text_in(path: Path) -> str:
    if not is_zipfile(path):
        return path.read_text(encoding="utf-8-sig")
    with ZipFile(path) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def exporters(site: Site) -> list:
    return [one for one in site.app.contributions.importers if one.exporter is not None]


def shown(site: Site, folder: Path, who: str) -> dict[str, str]:
    """Entity and form of the file → what stands in it."""
    found = {}
    for importer in exporters(site):
        for suffix in SUFFIXES:
            name = f"{who}-{importer.entity}{suffix}"
            try:
                found[name] = exported(site, who, importer, folder / name)
            except PermissionDeniedError:
                assert importer.entity in OF_NOBODY
    return found


@pytest.mark.parametrize("who", LOOKERS)
def test_no_export_holds_what_another_has(tied: Site, tmp_path, who: str) -> None:
    found = shown(tied, tmp_path, who)
    assert len(found) >= 4 * len(SUFFIXES)
    assert [name for name, text in found.items() if SOUTH.canary in text] == []
    missing = [name for name, text in found.items() if NORTH.canary not in text]
    assert [name for name in missing if name.split("-")[1].split(".")[0] not in OF_NOBODY] == []


def test_it_is_the_same_the_other_way_round(tied: Site, tmp_path) -> None:
    found = shown(tied, tmp_path, "other")
    assert [name for name, text in found.items() if NORTH.canary in text] == []


def test_without_the_row_scope_exports_are_seen_to_fail(tied: Site, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(scope, "scope_condition", lambda _actor, _model: true())
    monkeypatch.setattr("salesforce_lite.kernel.session.add_row_scope", lambda _state: None)
    leaking = {name for name, text in shown(tied, tmp_path, "rep").items() if SOUTH.canary in text}
    entities = [one.entity for one in exporters(tied) if one.entity not in OF_NOBODY]
    assert leaking == {f"rep-{entity}{suffix}" for entity in entities for suffix in SUFFIXES}


def test_the_command_writes_only_what_the_person_sees(tied: Site, tmp_path, monkeypatch) -> None:
    url = tied.app.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SFL_DATABASE_URL", url)
    for importer in exporters(tied):
        if importer.entity in OF_NOBODY:
            continue
        path = tmp_path / f"{importer.entity}.csv"
        arguments = ["export", importer.entity, str(path), "--as", "rep@example.com"]
        monkeypatch.setattr(sys, "argv", ["salesforce-lite", *arguments])
        with pytest.raises(SystemExit) as ending:
            main()
        assert not ending.value.code
        assert NORTH.canary in text_in(path)
        assert SOUTH.canary not in text_in(path)
