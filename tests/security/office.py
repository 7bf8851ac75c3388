"""What the back office keeps, one of each kind, for routes to be asked about what is there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import Role, create_user, deactivate_user
from salesforce_lite.activities import get_kind, retire_kind
from salesforce_lite.company import get_company, set_exchange_rate
from salesforce_lite.custom_fields import add_field, retire_field
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values, retire_value
from salesforce_lite.mail import send_mail
from salesforce_lite.opportunities import list_pipelines
from salesforce_lite.plugin import PluginRecord
from salesforce_lite.team import add_member, create_portfolio, create_team
from salesforce_lite.tokens import make_token
from salesforce_lite.web import App
from tests.conftest import PASSWORD
from tests.security.hooked import a_few_webhooks, a_webhook
from tests.security.imported import a_run, an_upload
from tests.security.records import Records

PLUGINS = ("awake", "asleep")
LIST = "opportunity.loss_reason"
_MANIFEST = """
[plugin]
id = "{id}"
name = "{id}"
version = "1.0"
api = 1
summary = "For a test."
"""
_HOOKS = """
from wtforms import Form, StringField
from salesforce_lite.plugin import hookimpl

class Settings(Form):
    words = StringField("Words", default="Aloha")

@hookimpl
def settings_form():
    return [Settings]
"""
# Only of the one that is on; the other's pages are there for nobody.
_OFFICE = """
from flask import redirect, url_for
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.plugin import MANAGE
from salesforce_lite.web import needs, render_page

class Views(BackOfficeView):
    title, summary, icon, permission = "Awake", "What is awake.", "bell", MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self):
        return render_page("unavailable.html", message="Awake", status=200)

    @page("/saying", methods=("POST",))
    @needs(MANAGE)
    def say(self):
        return redirect(url_for(".index"), 303)

@hookimpl
def admin_views():
    return [Views]
"""
_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0001", None, None, None

def upgrade():
    op.create_table("{id}_row", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    op.drop_table("{id}_row")
"""


@dataclass(frozen=True)
class Kept:
    """One thing of the office: what its addresses call it, and the key of its row."""

    called: UUID | str
    id: UUID


Office = dict[str, Kept]


def put_plugins(instance: Path) -> None:
    """Two that keep a table and have settings, before the server is made."""
    for plugin_id in PLUGINS:
        folder = instance / "plugins" / plugin_id
        (folder / "migrations" / "versions").mkdir(parents=True)
        (folder / "plugin.toml").write_text(_MANIFEST.format(id=plugin_id))
        (folder / "hooks.py").write_text(_HOOKS + (_OFFICE if plugin_id == "awake" else ""))
        migration = _MIGRATION.format(id=plugin_id)
        (folder / "migrations" / "versions" / "0001_first.py").write_text(migration)


def switch_plugins(app: App, work_of_system) -> None:
    """Both have been on; only one still is."""
    for plugin_id in PLUGINS:
        app.plugins.migrate(plugin_id)
        with work_of_system() as uow:
            app.plugins.enable(uow, plugin_id)
    with work_of_system() as uow:
        app.plugins.disable(uow, "asleep")


def furnish(uow: UnitOfWork, twins: tuple[Records, Records]) -> Office:
    """Things that nothing else in the tests leans on; the portfolios belong to the twins."""
    for twin in twins:
        name = f"Portfolio of the {'north' if twin is twins[0] else 'south'}"
        twin.ids["portfolio"] = create_portfolio(uow, name, manager_id=twin.owner_id).id
        a_webhook(uow, twin.owner_id, f"Hook {twin.canary}")
    office = {name: Kept(one.id, one.id) for name, one in _records(uow).items()}
    retire_kind(uow, "promise")
    for name, code in (("kind_of_activity", "visit"), ("retired_kind", "promise")):
        office[name] = Kept(code, get_kind(uow, code).id)
    role = uow.session.scalars(select(Role).where(Role.name == "viewer")).one()
    office["role"] = Kept("viewer", role.id)
    for record in uow.session.scalars(select(PluginRecord)):
        office[record.plugin_id] = Kept(record.plugin_id, record.id)
    return office


def _records(uow: UnitOfWork) -> dict:
    people = {
        name: create_user(
            uow, email=f"{name}@office.example", name=name, roles=["rep"], password=PASSWORD
        )
        for name in ("person", "leaver", "member")
    }
    deactivate_user(uow, people["leaver"].id)
    team = create_team(uow, "Office")
    add_member(uow, team.id, people["member"].id)
    pipeline = list_pipelines(uow)[0]
    values = list_values(uow, LIST)
    retire_value(uow, values[-1].id, version=values[-1].version)
    rate = set_exchange_rate(uow, "PEN", Decimal("0.25"), valid_from=date(2026, 1, 1))
    fields = {
        name: add_field(uow, "contact", "text", {"label_en": name})
        for name in ("field", "old_field")
    }
    retire_field(uow, fields["old_field"].id)
    jobs = {name: enqueue_job(uow, "search.reindex", {}) for name in ("dead_job", "queued_job")}
    jobs["dead_job"].state = JobState.DEAD
    mails = {
        name: send_mail(uow, to=f"{name}@office.example", subject=name, text="Hello")
        for name in ("mail", "failed_mail")
    }
    token, _ = make_token(
        uow,
        user_id=people["person"].id,
        name="Telephone",
        scopes=["customers:read"],
        known_scopes=["customers:read"],
    )
    imported = {"upload": an_upload(uow), "run": a_run(uow)}
    webhooks = a_few_webhooks(uow, people["member"].id)
    uow.session.flush()
    uow.session.get_one(Job, mails["failed_mail"].job_id).state = JobState.DEAD
    return {
        **people,
        **jobs,
        **mails,
        **fields,
        **imported,
        "token": token,
        **webhooks,
        "company": get_company(uow),
        "rate": rate,
        "team": team,
        "pipeline": pipeline.pipeline,
        "kept_stage": pipeline.stages[-1],
        "value": values[0],
        "retired_value": values[-1],
    }
