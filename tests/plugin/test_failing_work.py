"""Importers, search and values of plugins that fail, and tables of plugins that are refused."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.imports import find_importer
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginFailedError
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.search import reindex
from tests.conftest import sign_in
from tests.plugin.test_tables import HOOKS as WITH_MODEL
from tests.plugin.test_tables import write as write_with_tables

FAULTS = {
    "raises": "raise RuntimeError('no')",
    "exits": "raise SystemExit(2)",
    "commits": "uow.commit()",
    "rolls back": "uow.session.rollback()",
    "bad statement": "uow.session.execute(text('SELECT * FROM no_such_table'))",
}
IMPORTER = """
    from dataclasses import replace
    from sqlalchemy import text
    from salesforce_lite.imports.customers import CUSTOMERS

    def fail(uow):
        {body}

    def {part}(first, *arguments):
        fail(getattr(first, "uow", first))
        return CUSTOMERS.{part}(first, *arguments)

    @hookimpl
    def importers():
        return [replace(CUSTOMERS, entity="things", {part}={part})]
"""
SOURCE = """
    from sqlalchemy import text
    from salesforce_lite.customers import Customer
    from salesforce_lite.search import SearchEntryDraft, SearchSource

    def entries(uow, records):
        {entries}
        return [SearchEntryDraft(kind="one", record_id=r.id, title=r.name) for r in records]

    def shown(uow, hits):
        {shown}
        return hits

    @hookimpl
    def search_sources():
        return [
            SearchSource(
                kind="one", label="Things of one", icon="today", endpoint="{endpoint}",
                argument="customer_id", permission="customers.view", model=Customer,
                entries=entries, shown=shown,
            )
        ]
"""


def failures(app) -> int:
    with app.make_session() as session:
        return session.scalar(select(func.count()).where(Note.kind == FAILURE))


@pytest.fixture
def with_customer(workshop, enable, operating):
    """A server with the enabled plugin and one customer."""

    def make(hooks: str):
        workshop.write("one", hooks)
        app = workshop.serve()
        problem = app.plugins.installation.plugin("one").problem
        assert problem is None, problem
        enable(app, "one")
        with operating(app) as uow:
            save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"}))
        return app

    return make


def ask_for(importer, part: str, uow) -> None:
    first = SimpleNamespace(uow=uow) if part in ("draft", "look_up") else uow
    getattr(importer, part)(*((first,) if part == "visible" else (first, ())))


@pytest.mark.parametrize("part", ["draft", "save", "look_up", "visible"])
@pytest.mark.parametrize("fault", FAULTS)
def test_an_import_that_fails_names_the_plugin(with_customer, operating, part, fault) -> None:
    app = with_customer(IMPORTER.format(part=part, body=FAULTS[fault]))
    importer = find_importer(app.contributions.importers, "things")

    with pytest.raises(PluginFailedError, match="one"), operating(app) as uow:
        ask_for(importer, part, uow)
    assert failures(app) == 1


def test_a_whole_import_stops_and_is_told_once(with_customer, tmp_path, monkeypatch) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from salesforce_lite.cli.transfer import import_  # noqa: PLC0415

    app = with_customer(IMPORTER.format(part="save", body="raise RuntimeError('no')"))
    file = tmp_path / "things.csv"
    file.write_text("name\n" + "".join(f"Customer {number}\n" for number in range(40)))
    settings = app.extensions["settings"]
    monkeypatch.setenv("SFL_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SFL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SFL_PLUGIN_PATH", str(settings.plugin_path[0]))
    answer = CliRunner().invoke(import_, ["things", str(file)])
    assert isinstance(answer.exception, PluginFailedError)
    assert failures(app) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_the_search_shows_hits_as_they_are_kept(with_customer, operating, fault) -> None:
    app = with_customer(
        SOURCE.format(entries="pass", shown=FAULTS[fault], endpoint="customers.show")
    )
    for _ in reindex(lambda: operating(app), app.contributions.search_sources):
        pass
    answer = sign_in(app, "admin").get("/search?q=ferre")
    assert answer.status_code == 200
    assert "Things of one" in answer.text
    assert failures(app) == 1


def test_hits_without_an_address_are_left_out(with_customer, operating) -> None:
    app = with_customer(SOURCE.format(entries="pass", shown="pass", endpoint="one.absent"))
    for _ in reindex(lambda: operating(app), app.contributions.search_sources):
        pass
    answer = sign_in(app, "admin").get("/search?q=ferre")
    assert answer.status_code == 200
    assert "Things of one" not in answer.text
    assert failures(app) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_the_search_is_made_anew_without_a_kind_that_fails(with_customer, operating, fault) -> None:
    app = with_customer(
        SOURCE.format(entries=FAULTS[fault], shown="pass", endpoint="customers.show")
    )
    sources = sorted(app.contributions.search_sources, key=lambda source: source.kind != "one")
    done = {kind for kind, _ in reindex(lambda: operating(app), sources)}
    assert "one" not in done
    assert "customer" in done
    assert failures(app) == 1


WRONG = {
    "weight": 'Panel(slot="today.main", template="x", load=print, weight="heavy")',
    "load": 'Panel(slot="today.main", template="x", load=None)',
    "slot": 'Panel(slot=5, template="x", load=print)',
}


@pytest.mark.parametrize("field", WRONG)
def test_a_value_with_a_wrong_field_is_refused_when_it_is_loaded(workshop, field) -> None:
    workshop.write("one", f"@hookimpl\ndef panels():\n    return [{WRONG[field]}]\n")
    workshop.write("two")
    app = workshop.serve()
    problem = app.plugins.installation.plugin("one").problem
    assert problem.code == "wrong_answer"
    assert field in str(problem)
    assert app.plugins.installation.plugin("two").problem is None


def test_a_list_that_the_database_refuses_leaves_the_plugin_off(workshop, enable) -> None:
    workshop.write(
        "one",
        """
        from types import SimpleNamespace
        from salesforce_lite.lists import ListDefinition

        @hookimpl
        def list_definitions():
            value = SimpleNamespace(code="a", label_en=None, label_es="A")
            return [ListDefinition(name="one.list", title="One", values=(value,))]
        """,
    )
    app = workshop.serve()
    with pytest.raises(PluginFailedError, match="stays switched off"):
        enable(app, "one")
    assert failures(app) == 1


@pytest.mark.parametrize(
    "refused",
    [
        "from flask import Blueprint\n@hookimpl\ndef blueprints():\n"
        "    return [Blueprint('customers', __name__)]\n",
        "@hookimpl\ndef panels():\n    return [5]\n",
        "@hookimpl\ndef pannels():\n    return []\n",
        "@hookimpl\ndef settings_form():\n    return [dict]\n",
    ],
)
def test_tables_of_what_is_refused_after_loading_are_none(workshop, refused) -> None:
    write_with_tables(workshop)
    workshop.write("one", WITH_MODEL + refused)
    app = workshop.serve()
    assert app.plugins.installation.plugin("one").problem is not None
    assert "one_point" not in Base.metadata.tables
    # Mended, it can be loaded.
    workshop.write("one", WITH_MODEL)
    assert workshop.serve().plugins.installation.plugin("one").problem is None
    assert "one_point" in Base.metadata.tables


def test_tables_of_one_that_needs_what_is_broken_are_none(workshop) -> None:
    write_with_tables(workshop)
    folder = workshop.folder / "one"
    manifest = (folder / "plugin.toml").read_text()
    (folder / "plugin.toml").write_text(manifest + '[dependencies]\nplugins = ["base"]\n')
    workshop.write("base", "raise RuntimeError('broken')")
    app = workshop.serve()
    assert app.plugins.installation.plugin("one").problem.code == "unusable_dependency"
    assert "one_point" not in Base.metadata.tables
