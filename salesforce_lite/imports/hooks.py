"""How imports plug in: the entities that files can bring in, and the work on files handed in."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from flask import current_app
from flask_babel import gettext

from salesforce_lite.api import Resource
from salesforce_lite.imports import api
from salesforce_lite.imports.activities import ACTIVITIES
from salesforce_lite.imports.contacts import CONTACTS
from salesforce_lite.imports.customers import CUSTOMERS
from salesforce_lite.imports.export_words import export_words
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.made_exports import EXPORT, forget_exports, make_export
from salesforce_lite.imports.opportunities import OPPORTUNITIES
from salesforce_lite.imports.pages import export_files, upload_files
from salesforce_lite.imports.portfolios import PORTFOLIOS
from salesforce_lite.imports.upload_jobs import bring_in, try_out
from salesforce_lite.imports.upload_tidying import forget_uploads
from salesforce_lite.imports.uploads import MANAGE, TAKE, TRY
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit
from salesforce_lite.plugin import JobKind, NotificationKind, Permission, Reach, Schedule, hookimpl
from salesforce_lite.web import App, current_contributions


@hookimpl
def importers() -> list[Importer]:
    return [PORTFOLIOS, CUSTOMERS, CONTACTS, OPPORTUNITIES, ACTIVITIES]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MANAGE,
            label=N_("Bring files in and take them out in the back office"),
            default_roles=("admin",),
        )
    ]


@hookimpl
def notification_kinds() -> list[NotificationKind]:
    return [
        NotificationKind(
            code=EXPORT,
            label=N_("Files that are ready"),
            icon="file",
            words=export_words,
            endpoint="imports.export_file",
            argument="export_id",
            weight=90,
        )
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(name=TRY, label=N_("Try a file out"), run=_with_importers(try_out)),
        JobKind(name=TAKE, label=N_("Bring a file in"), run=_with_importers(bring_in)),
        JobKind(name=EXPORT, label=N_("Make a file of records"), run=_export),
        JobKind(
            name="imports.tidy",
            label=N_("Forget files that nobody brought in"),
            run=_tidy,
            schedule=Schedule("15 3 * * *"),
        ),
    ]


def _with_importers(act: Callable[..., Any]) -> Callable[[UnitOfWork, Mapping[str, Any]], Any]:
    def run(uow: UnitOfWork, payload: Mapping[str, Any]) -> Any:
        known = cast(App, current_app).contributions.importers
        return act(uow, payload, files=upload_files(), importers=known, say=gettext)

    return run


def _tidy(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    forget_uploads(uow, payload, files=upload_files())
    forget_exports(uow, export_files())


def _export(uow: UnitOfWork, payload: Mapping[str, Any]) -> Reach | None:
    app = cast(App, current_app)
    return make_export(
        uow,
        payload,
        files=export_files(),
        importers=app.contributions.importers,
        added=current_contributions().export_columns,
        open_unit=partial(reading_unit, app.make_session, uow.actor, surface="job"),
    )
