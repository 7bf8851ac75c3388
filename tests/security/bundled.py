"""The twins on a site where all plugins that come along are on, with what they have in these."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import log_activity
from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.db import Base
from tests.security.records import WORD, Records
from tests.security.site import Site

FOLDERS = tuple(
    sorted(one.parent for one in (Path(__file__).parents[2] / "plugins").glob("*/plugin.toml"))
)
IDS = tuple(folder.name for folder in FOLDERS)


def switch_on(site: Site) -> None:
    """All of them, with a checklist that asks for a text after each visit."""
    for plugin_id in IDS:
        site.app.plugins.migrate(plugin_id)
        with site.work_of_system() as uow:
            site.app.plugins.enable(uow, plugin_id)
    keeping = _module(site, "visit_checklist", "keeping")
    with site.work_of_system() as uow:
        checklist = keeping.add_checklist(uow, name_es="Visita", name_en="Visit", kinds=("visit",))
        keeping.switch_checklist(uow, checklist.id, is_on=True)
        keeping.add_question(uow, checklist.id, "text", text_es="¿Qué?", text_en="What?")


def answer(site: Site, who: str, records: Records) -> None:
    """A visit of that person with an answer that holds the canary; scores follow."""
    question = _only(site, "visit_checklist_question")
    with site.work(who) as uow:
        about = {"kind": "visit", "customer_id": records["customer"], "subject": WORD}
        records.ids["answered"] = log_activity(uow, about).id
        _module(site, "visit_checklist", "answering").answer_checklist(
            uow, records["answered"], {question.hex: f"Answer {records.canary}"}
        )
    Worker(site_of(site.app), "tests").work_off(most=200)


def arguments(site: Site) -> dict[str, Any]:
    """What the variable parts of the plugins' addresses are called → something that is there."""
    with site.work_of_system() as uow:
        [version] = _module(site, "scoring", "service").list_versions(uow)
        rule = {"key": version.content["rules"][0]["key"], "number": version.number}
    return {
        **rule,
        "checklist_id": _only(site, "visit_checklist_list"),
        "question_id": _only(site, "visit_checklist_question"),
        "kind": "text",
        "filename": "none.css",
    }


def _module(site: Site, plugin_id: str, name: str) -> ModuleType:
    return import_module(f"{site.app.plugins.installation.plugin(plugin_id).package}.{name}")


def _only(site: Site, table: str) -> UUID:
    with site.app.engine.connect() as connection:
        return connection.scalars(select(Base.metadata.tables[table].c.id)).one()
