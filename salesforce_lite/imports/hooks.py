"""How imports plug in: the entities that files can bring in, and the work on files handed in."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import current_app
from flask_babel import gettext

from salesforce_lite.imports.activities import ACTIVITIES
from salesforce_lite.imports.contacts import CONTACTS
from salesforce_lite.imports.customers import CUSTOMERS
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.opportunities import OPPORTUNITIES
from salesforce_lite.imports.pages import upload_files
from salesforce_lite.imports.portfolios import PORTFOLIOS
from salesforce_lite.imports.upload_jobs import bring_in, try_out
from salesforce_lite.imports.upload_tidying import forget_uploads
from salesforce_lite.imports.uploads import MANAGE, TAKE, TRY
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import JobKind, Permission, Schedule, hookimpl
from salesforce_lite.web import App


@hookimpl
def importers() -> list[Importer]:
    return [PORTFOLIOS, CUSTOMERS, CONTACTS, OPPORTUNITIES, ACTIVITIES]


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
def jobs() -> list[JobKind]:
    return [
        JobKind(name=TRY, label=N_("Try a file out"), run=_with_importers(try_out)),
        JobKind(name=TAKE, label=N_("Bring a file in"), run=_with_importers(bring_in)),
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
