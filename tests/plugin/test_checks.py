"""Each check of a plugin finds what it is there for, in a plugin that is broken just so."""

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from salesforce_lite.testing import CHECKS, Fault, NotLookedAt
from salesforce_lite.testing.checklist import try_out
from tests.plugin.test_tables import FIRST, MODEL, SECOND

USES_MODEL = "from sfl_plugins.one import model\n"
FORM = """
    from wtforms import Form, StringField
    from salesforce_lite.web import SecretField

    class Settings(Form):
        {field}

    @hookimpl
    def settings_form():
        return [Settings]
"""
PANEL = """
    @hookimpl
    def panels():
        return [Panel(slot="{slot}", template="one/one.html", load=load{more})]

    def load(uow, record):
        {load}
"""
PAGE = """
    from flask import Blueprint, g
    from salesforce_lite.web import needs, public, signed_in

    pages = Blueprint("one", __name__)

    @pages.get("/page"{more})
    {policy}
    def page():
        return "page"

    @hookimpl
    def blueprints():
        return [pages]
"""
REACTION = """
    from salesforce_lite.customers import CustomerCreated

    def react(uow, fact):
        {react}

    @hookimpl
    def subscriptions():
        return [{when}(CustomerCreated, react)]
"""
ASKING = """
    def ask(uow, about):
        {ask}
        return [ActivityInput(name="one", label="One?", kind="yes_no")]

    def keep(uow, activity_id, answers):
        {keep}

    def cells(uow, ids):
        {cells}
        return {{}}

    @hookimpl
    def activity_questions():
        return [ActivityQuestions(name="one", ask=ask, keep=keep)]

    @hookimpl
    def export_columns():
        return [
            ExportColumns(
                name="one", entity="{entity}", columns=lambda uow: ["One"], cells=cells
            )
        ]
"""
GREETING = "<p>{{ words }}</p>"
ENABLED = """
    from salesforce_lite.customers import CustomerDraft, save_customer

    @hookimpl
    def on_enable(uow):
        save_customer(uow, CustomerDraft.of({"name": "One"}))
"""
TABLE_OF_ITS_OWN = """
    from sqlalchemy import text

    @hookimpl
    def on_enable(uow):
        uow.session.execute(text("CREATE TABLE odd (id INTEGER)"))
"""
REACHING_IN = """
    from salesforce_lite.customers import Customer
    from sqlalchemy.orm import relationship

    Point.customer = relationship(Customer, backref="points")
"""
LISTENING = """
    from sqlalchemy import event, text
    from sqlalchemy.orm import Session

    @event.listens_for(Session, "before_flush")
    def count(session, context, instances):
        session.execute(text("SELECT * FROM one_point"))
"""
SOUND = FIRST.replace('ondelete="CASCADE")', 'ondelete="CASCADE"), nullable=False')
UNPREFIXED = FIRST + '        op.drop_table("odd")\n'
UNPREFIXED = UNPREFIXED.replace(
    "def upgrade():\n",
    'def upgrade():\n        op.create_table("odd", sa.Column("id", sa.Integer))\n',
)


@dataclass(frozen=True)
class Broken:
    """Breaks just this check, and is told so in these words."""

    check: str
    says: str
    hooks: str = ""
    manifest: str = ""
    files: dict[str, str] = field(default_factory=dict)
    # What it does to the core stays in the process.
    alone: bool = False


def with_tables(first: str = FIRST, ondelete: str = ", ondelete='CASCADE'", **more: str):
    files = {
        "model.py": MODEL.format(table="one_point", ondelete=ondelete),
        "migrations/versions/0001_first.py": first,
    }
    return files | more


def asking(
    *, ask: str = "pass", keep: str = "pass", cells: str = "pass", entity: str = "activities"
) -> str:
    return ASKING.format(ask=ask, keep=keep, cells=cells, entity=entity)


def panel(load: str, *, slot: str = "today.main", more: str = "") -> dict:
    return {
        "hooks": PANEL.format(slot=slot, load=load, more=more),
        "files": {"templates/one/one.html": GREETING},
    }


BROKEN = [
    Broken("manifest", "has a key", manifest='[plugin]\nid = "one"\nnmae = "One"\n'),
    Broken(
        "manifest",
        "interface 9",
        manifest='[plugin]\nid = "one"\nname = "One"\nversion = "1"\napi = 9\nsummary = "One."\n',
    ),
    Broken("hooks", "Did you mean panels", "@hookimpl\ndef pannels():\n    return []"),
    Broken("hooks", "fails: ZeroDivisionError", "1 / 0"),
    Broken("hooks", "No page has the slot", **panel("return {}", slot="today.mian")),
    Broken("hooks", "Nothing called “visits” is exported", asking(entity="visits")),
    Broken(
        "table_names",
        "one_…",
        USES_MODEL,
        files=with_tables(
            **{"model.py": MODEL.format(table="points", ondelete=", ondelete='CASCADE'")}
        ),
    ),
    Broken("table_names", "makes the table “odd”", USES_MODEL, files=with_tables(UNPREFIXED)),
    Broken("references", "without ondelete", USES_MODEL, files=with_tables(ondelete="")),
    Broken(
        "references",
        "refer to “customer” without ondelete",
        USES_MODEL,
        files=with_tables(FIRST.replace(', ondelete="CASCADE"', "")),
    ),
    Broken(
        "migrations",
        "downgrade leaves one_point",
        USES_MODEL,
        files=with_tables(SOUND.replace('op.drop_table("one_point")', "pass")),
    ),
    Broken(
        "migrations",
        "differ",
        USES_MODEL,
        files=with_tables(**{"migrations/versions/0002_second.py": SECOND.format(then="pass")}),
    ),
    Broken(
        "migrations",
        "no migrations that make them",
        USES_MODEL,
        files={"model.py": MODEL.format(table="one_point", ondelete=", ondelete='CASCADE'")},
    ),
    Broken("switching", "1 more row in “customer”", ENABLED),
    Broken("switching", "stays switched off", "@hookimpl\ndef on_enable(uow):\n    1 / 0"),
    Broken(
        "core_without_it",
        "leads from the core into the plugin",
        USES_MODEL,
        files=with_tables(
            **{
                "model.py": MODEL.format(table="one_point", ondelete=", ondelete='CASCADE'")
                + REACHING_IN
            }
        ),
        alone=True,
    ),
    Broken("core_without_it", "the core fails", LISTENING, alone=True),
    Broken("settings", "make it a SecretField", FORM.format(field='api_token = StringField("T")')),
    Broken(
        "settings",
        "tells a secret",
        FORM.format(field='token = SecretField("Token")')
        + PANEL.format(
            slot="today.main",
            more="",
            load='return {"words": plugin_settings(uow, "one")["token"]}',
        ),
        files={"templates/one/one.html": GREETING},
    ),
    Broken(
        "settings",
        "could not be tried out",
        FORM.format(field='code = StringField("Code")')
        + '\n    @hookimpl\n    def check_settings(values):\n        return {"code": "Unknown."}',
    ),
    Broken("pages", "declares no policy", PAGE.format(more="", policy="")),
    Broken("pages", "needs “one.see”, which", PAGE.format(more="", policy='@needs("one.see")')),
    Broken(
        "pages",
        "which is no page",
        "@hookimpl\ndef menu_items():\n    return [MenuItem("
        'id="one", title="One", endpoint="one.page", icon="bell")]',
    ),
    Broken("reading", "RuntimeError: no", **panel('raise RuntimeError("no")')),
    Broken(
        "reading",
        "ChangedWhileAskedError",
        **panel(
            "from salesforce_lite.customers import Customer;"
            " uow.session.add(Customer(name='x', kind='person')); return {}"
        ),
    ),
    Broken("reading", "activity_questions.ask: ZeroDivision", asking(ask="1 / 0")),
    Broken("reading", "export_columns.cells", asking(cells="1 / 0")),
    Broken("reading", "one/one.html", **panel("return {}")),
    Broken(
        "reacting",
        "RuntimeError: no",
        REACTION.format(react='raise RuntimeError("no")', when="before_commit"),
    ),
    Broken(
        "reacting",
        "RuntimeError: no",
        REACTION.format(react='raise RuntimeError("no")', when="after_commit"),
    ),
    Broken("reacting", "activity_questions.keep: ZeroDivision", asking(keep="1 / 0")),
    Broken("budget", "are allowed", asking(ask="import time; time.sleep(0.12)")),
    Broken(
        "budget", "are allowed", **panel("import time; time.sleep(0.12); return {'words': 'late'}")
    ),
    Broken("purging", "1 more row in “customer”", ENABLED),
    Broken("purging", "leaves the tables odd", TABLE_OF_ITS_OWN),
]


def advice(broken: Broken, folder, template, tmp_path) -> str:
    if broken.alone:
        arguments = ("plugins", "check", folder, "--only", broken.check)
        command = [sys.executable, "-m", "salesforce_lite", *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        assert answer.returncode == 1, answer.stderr
        assert "✗" in answer.stdout, answer.stdout + answer.stderr
        return answer.stdout.partition("✗")[2]
    with pytest.raises(Fault) as found:
        try_out(CHECKS[broken.check], folder, template, tmp_path / "trial", {})
    assert not isinstance(found.value, NotLookedAt), found.value
    return str(found.value)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.check}: {broken.says}")
def test_what_breaks_it_is_found(workshop, template, tmp_path, broken) -> None:
    folder = workshop.write("one", broken.hooks, manifest=broken.manifest, files=broken.files)
    assert broken.says in advice(broken, folder, template, tmp_path)


def test_every_check_has_been_seen_to_fail() -> None:
    assert {broken.check for broken in BROKEN} == CHECKS.keys()


def test_what_cannot_be_loaded_is_told_once(workshop, template, tmp_path) -> None:
    folder = workshop.write("one", "1 / 0")
    with pytest.raises(NotLookedAt, match="ZeroDivisionError"):
        try_out(CHECKS["pages"], folder, template, tmp_path / "trial", {})
