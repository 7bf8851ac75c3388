"""What the bell tells of files that workers have made, in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from flask import current_app
from flask_babel import gettext, ngettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import NotificationWords, Told
from salesforce_lite.web import App

# Ending of a file → what people call its kind.
FORMATS = {"xlsx": "XLSX", "csv": "CSV", "jsonl": "JSON"}


def export_words(_uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """“The file is ready: Customers (XLSX)”."""
    labels = {one.entity: one.label for one in cast(App, current_app).contributions.importers}
    found = {}
    for one in told:
        label = labels.get(str(one.params.get("entity")))
        if label is not None:
            title = gettext(
                "The file is ready: %(what)s (%(format)s)",
                what=gettext(label),
                format=FORMATS.get(str(one.params["ending"]), ""),
            )
            detail = ngettext(
                "%(num)d record; the file is kept for a day.",
                "%(num)d records; the file is kept for a day.",
                int(one.params["rows"]),
            )
            found[one.id] = NotificationWords(title=title, detail=detail)
    return found
