"""What the pages of imports share: the files of this instance, and what can be brought in."""

from collections.abc import Sequence
from typing import cast

from flask import current_app

from salesforce_lite.config import Settings
from salesforce_lite.imports.export_files import ExportFiles
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.upload_files import UploadFiles
from salesforce_lite.web import App, current_actor


def upload_files() -> UploadFiles:
    """Where files that were handed in lie; no page leads there."""
    settings = cast(Settings, current_app.extensions["settings"])
    return UploadFiles(settings.instance.resolve() / "imports")


def export_files() -> ExportFiles:
    """Where files lie that workers made for somebody; no page leads there."""
    settings = cast(Settings, current_app.extensions["settings"])
    return ExportFiles(settings.instance.resolve() / "exports")


def permitted_importers() -> Sequence[Importer]:
    """What the person may bring in, in the order in which it is brought in."""
    actor = current_actor()
    importers = cast(App, current_app).contributions.importers
    return [one for one in importers if actor.may(one.permission)]
