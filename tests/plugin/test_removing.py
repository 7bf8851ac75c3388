"""Uninstalling keeps tables; purging removes all that a plugin keeps, with its code or without."""

import csv
import io
import shutil
from zipfile import ZipFile

import pytest
from sqlalchemy import func, inspect, select, text

from salesforce_lite.access import Role
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import DomainError, InvalidInputError, PermissionDeniedError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.lists import ListValue
from salesforce_lite.plugin import PluginRecord, State
from salesforce_lite.search import SearchEntry, SearchEntryDraft, index_records
from salesforce_lite.team import load_actor
from tests.conftest import find_user, sign_in
from tests.plugin.test_settings import LOOSE
from tests.plugin.test_tables import FIRST, MODEL

# A head and its rows refer to each other, and one table has no model.
MORE = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None

    def upgrade():
        op.create_table("one_head", sa.Column("id", sa.Integer, primary_key=True))
        op.create_table(
            "one_row",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("head", sa.Integer, sa.ForeignKey("one_head.id", name="fk_row_head")),
            sa.Column("words", sa.Text),
        )
        # What is append-only is to be purged as well.
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                "CREATE TRIGGER one_row_kept BEFORE DELETE ON one_row "
                "BEGIN SELECT RAISE(ABORT, 'kept'); END"
            )

    def downgrade():
        op.drop_table("one_row")
        op.drop_table("one_head")
"""
HOOKS = (
    LOOSE
    + """
    from salesforce_lite.lists import ListDefinition, Value
    from sfl_plugins.one import model

    @hookimpl
    def permissions():
        return [Permission(code="one.use", label="Use one", default_roles=("rep",))]

    @hookimpl
    def list_definitions():
        values = (Value(code="a", label_en="A", label_es="A"),)
        return [ListDefinition(name="one.kinds", title="Kinds", values=values)]

    @hookimpl
    def on_purge(uow):
        from salesforce_lite.customers import CustomerDraft, save_customer
        from sqlalchemy import text
        count = uow.session.scalar(text("SELECT count(*) FROM one_row"))
        words = plugin_settings(uow, "one")["words"]
        save_customer(uow, CustomerDraft(fields={{"name": f"{{words}} {{count}}"}}))
        {then}
"""
)
DETAILS = dict.fromkeys(("place", "error", "message", "traceback"), "x")
ITS_TABLES = {"one_point", "one_head", "one_row"}


@pytest.fixture
def kept(workshop, enable, operating):
    """A server whose plugin was enabled, keeps something everywhere, and is off."""

    def make(then: str = "pass"):
        files = {
            "model.py": MODEL.format(table="one_point", ondelete=", ondelete='CASCADE'"),
            "migrations/versions/0001_first.py": FIRST,
            "migrations/versions/0002_more.py": MORE,
        }
        workshop.write("one", HOOKS.format(then=then), files=files)
        workshop.write("one_more", LOOSE)
        app = workshop.serve()
        assert app.plugins.installation.problems() == []
        enable(app, "one", "one_more")
        with operating(app) as uow:
            customer = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"}))
            uow.session.flush()
            uow.session.execute(
                text("INSERT INTO one_point (id, customer_id) SELECT 1, id FROM customer")
            )
            uow.session.execute(text("INSERT INTO one_head VALUES (7)"))
            uow.session.execute(text("INSERT INTO one_row VALUES (1, 7, 'one, \"two\"')"))
            uow.session.execute(text("INSERT INTO one_row VALUES (2, 7, NULL)"))
            for kind in ("one", "one_note", "one_more", "one_more_note"):
                draft = SearchEntryDraft(kind=kind, record_id=new_id(), title=kind)
                index_records(uow, [draft], are_new=True)
            for plugin_id in ("one", "one_more"):
                app.plugins.configure(uow, plugin_id, {"token": "swordfish", "words": "bye"})
                uow.session.add(
                    Note(kind="plugin.failure", subject=plugin_id, at=uow.now, details=DETAILS)
                )
            app.plugins.disable(uow, "one")
            assert customer
        return app

    return make


def new_id():
    from salesforce_lite.kernel.ids import new_id as make  # noqa: PLC0415

    return make()


def purge(app, operating, typed: str = "one") -> None:
    with operating(app) as uow:
        app.plugins.removal.purge(uow, "one", typed=typed)


def tables(app) -> set[str]:
    return {name for name in inspect(app.engine).get_table_names() if "one" in name.split("_")}


def traces(app) -> dict[str, object]:
    """What is still there of it, beside its tables."""
    with app.make_session() as session:
        record = session.scalar(select(PluginRecord).where(PluginRecord.plugin_id == "one"))
        return {
            "settings": {**record.settings, **record.secrets} if record else None,
            "permission": any(
                "one.use" in role.permissions for role in session.scalars(select(Role))
            ),
            "lists": session.scalar(
                select(func.count()).where(ListValue.list_name.startswith("one."))
            ),
            "search": sorted(
                session.scalars(select(SearchEntry.kind).where(SearchEntry.kind.startswith("one")))
            ),
            "failures": sorted(
                session.scalars(select(Note.subject).where(Note.kind == "plugin.failure"))
            ),
        }


OTHERS = {"search": ["one_more", "one_more_note"], "failures": ["one_more"]}
NOTHING = {"settings": None, "permission": False, "lists": 0, **OTHERS}


def state(app, operating) -> str | None:
    with operating(app) as uow:
        return {each.id: each.state for each in app.plugins.states(uow)}.get("one")


def names(app) -> list[str]:
    with app.make_session() as session:
        return sorted(session.scalars(text("SELECT name FROM customer")))


def test_disabled_it_keeps_everything(kept) -> None:
    app = kept()
    assert tables(app) == ITS_TABLES | {"alembic_version_one"}
    assert traces(app)["permission"]
    assert len(traces(app)["search"]) == 4


def test_uninstalled_it_keeps_its_tables_and_nothing_else(kept, enable, operating) -> None:
    app = kept()
    with operating(app) as uow:
        app.plugins.removal.uninstall(uow, "one")
    assert tables(app) == ITS_TABLES | {"alembic_version_one"}
    assert traces(app) == NOTHING | {"settings": {}, "lists": 1}
    assert state(app, operating) == State.DISCOVERED
    enable(app, "one")
    with app.make_session() as session:
        assert session.scalar(text("SELECT count(*) FROM one_row")) == 2
    assert traces(app)["permission"]


def test_purged_it_keeps_nothing_and_the_core_everything(kept, enable, operating) -> None:
    app = kept()
    purge(app, operating)
    assert tables(app) == set()
    assert traces(app) == NOTHING
    assert names(app) == ["Ferretería Sol", "bye 2"]
    with app.make_session() as session:
        told = session.scalars(
            select(EventRecord.payload).where(EventRecord.name == "PluginPurged")
        ).one()
    assert told == {"plugin_id": "one", "tables": sorted(ITS_TABLES)}
    assert state(app, operating) == State.DISCOVERED
    enable(app, "one")
    with app.make_session() as session:
        assert session.scalar(text("SELECT count(*) FROM one_row")) == 0


def test_it_is_purged_without_its_code(kept, workshop, operating) -> None:
    kept()
    shutil.rmtree(workshop.folder / "one")
    app = workshop.serve()
    assert state(app, operating) == State.MISSING
    purge(app, operating)
    assert tables(app) == set()
    assert traces(app) == NOTHING
    assert state(app, operating) is None
    assert names(app) == ["Ferretería Sol"]


@pytest.mark.parametrize("then", ["raise SystemExit", "uow.commit()", "uow.session.rollback()"])
def test_nothing_keeps_data_from_being_purged(kept, operating, then) -> None:
    app = kept(then)
    purge(app, operating)
    assert tables(app) == set()
    assert names(app) == ["Ferretería Sol"]


def test_a_purge_that_is_refused_later_has_removed_nothing(kept, operating) -> None:
    app = kept()

    def purge_and_fail() -> None:
        with operating(app) as uow:
            app.plugins.removal.purge(uow, "one", typed="one")
            raise LookupError

    with pytest.raises(LookupError):
        purge_and_fail()
    assert tables(app) == ITS_TABLES | {"alembic_version_one"}
    assert traces(app)["permission"]


def test_what_is_on_or_not_meant_is_not_purged(kept, enable, operating) -> None:
    app = kept()
    with pytest.raises(InvalidInputError):
        purge(app, operating, typed="two")
    enable(app, "one")
    with pytest.raises(DomainError) as refusal:
        purge(app, operating)
    assert refusal.value.code == "still_enabled"
    with pytest.raises(DomainError) as refusal, operating(app) as uow:
        app.plugins.removal.uninstall(uow, "one")
    assert refusal.value.code == "still_enabled"
    assert tables(app) == ITS_TABLES | {"alembic_version_one"}


def test_what_others_refer_to_is_not_purged(kept, operating) -> None:
    app = kept()
    with operating(app) as uow:
        uow.session.execute(
            text("CREATE TABLE leaning (id INTEGER PRIMARY KEY, head INTEGER REFERENCES one_head)")
        )
    with pytest.raises(DomainError, match="leaning") as refusal:
        purge(app, operating)
    assert refusal.value.code == "tables_needed"
    assert tables(app) > ITS_TABLES


def test_only_who_manages_plugins_removes_and_exports(kept) -> None:
    app = kept()
    with app.make_session() as session:
        rep = load_actor(session, find_user(session, "rep"))
    removal = app.plugins.removal
    for act in (
        lambda uow: removal.purge(uow, "one", typed="one"),
        lambda uow: removal.uninstall(uow, "one"),
        lambda uow: removal.export(uow, "one", io.BytesIO()),
    ):
        with (
            pytest.raises(PermissionDeniedError),
            unit_of_work(app.make_session, rep, surface="test") as uow,
        ):
            act(uow)


def rows(zipped: bytes) -> dict[str, list[list[str]]]:
    with ZipFile(io.BytesIO(zipped)) as whole:
        return {
            name: list(csv.reader(io.StringIO(whole.read(name).decode("utf-8-sig"))))
            for name in whole.namelist()
        }


def test_in_the_browser_it_is_exported_and_purged(kept, workshop) -> None:
    kept()
    shutil.rmtree(workshop.folder / "one")
    app = workshop.serve()
    browser = sign_in(app, "admin")
    page = browser.get("/admin/plugins/one").text
    assert "one_row" in page
    exported = rows(browser.get("/admin/plugins/one/export", buffered=True).data)
    assert set(exported) == {f"{name}.csv" for name in ITS_TABLES}
    assert exported["one_row.csv"][1] == ["1", "7", 'one, "two"']
    with app.make_session() as session:
        assert session.scalar(select(func.count()).where(Note.kind == "plugin.export")) == 1
    answer = browser.post("/admin/plugins/one/purging", data={"typed": "two"})
    assert answer.status_code == 422
    assert "Type one" in answer.text
    assert tables(app) > ITS_TABLES
    assert browser.post("/admin/plugins/one/purging", data={"typed": "one"}).status_code == 303
    assert tables(app) == set()
    assert browser.get("/admin/plugins/one").status_code == 404


def test_in_the_browser_it_is_uninstalled(kept) -> None:
    browser = sign_in(kept(), "admin")
    assert browser.post("/admin/plugins/one/uninstalling").status_code == 303
    assert "Switch on" in browser.get("/admin/plugins/one").text
    assert browser.post("/admin/plugins/one_more/uninstalling").status_code == 422


@pytest.mark.parametrize(
    "hooks",
    [
        "from salesforce_lite.lists import ListDefinition\n@hookimpl\ndef list_definitions():\n"
        "    return [ListDefinition(name='opportunity.more', title='More')]\n",
        "import salesforce_lite.customers.hooks as theirs\n@hookimpl\n"
        "def search_sources():\n    return theirs.search_sources()\n",
    ],
)
def test_what_cannot_be_found_again_without_its_code_is_refused(workshop, hooks) -> None:
    workshop.write("one", hooks)
    assert workshop.serve().plugins.installation.plugin("one").problem.code == "wrong_answer"
