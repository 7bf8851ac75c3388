"""How files of records are sent: while they are read, or made by a worker before."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import cast

from flask import Response, current_app, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from salesforce_lite.imports.export_words import FORMATS
from salesforce_lite.imports.exporting import send_records
from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.made_exports import MadeExport
from salesforce_lite.imports.pages import export_files, permitted_importers
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import reading_unit
from salesforce_lite.web import App, current_actor, current_contributions


def exported(entity: str) -> Importer:
    """What is called so, of what the person may take out."""
    return find_importer(permitted_importers(), entity)


def ending_of(asked: str | None) -> str:
    return asked if asked in FORMATS else "csv"


def send_made(made: MadeExport) -> ResponseReturnValue:
    """The file that a worker has made, while it is there."""
    path = export_files().path(made.id, f"{made.entity}.{made.ending}")
    if not path.exists():
        raise NotFoundError
    return send_file(path, _kind_of(path.name), as_attachment=True, download_name=path.name)


def send_now(importer: Importer, ending: str) -> ResponseReturnValue:
    """Sent while it is read: nobody waits for the first bytes, and no memory holds all of it."""
    app = cast(App, current_app)
    pieces = send_records(
        partial(reading_unit, app.make_session, current_actor(), surface="web"),
        importer,
        ending,
        added=current_contributions().export_columns,
    )
    # What is refused is refused with a page.
    first = next(pieces)
    name = f"{importer.entity}.{ending}"
    answer = Response(stream_with_context(_with(first, pieces)), mimetype=_kind_of(name))
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    # Also where nobody reads on.
    answer.call_on_close(pieces.close)
    return answer


def _with(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def send_copy(path: Path) -> ResponseReturnValue:
    """A copy that has no name, and is gone when the answer has been sent."""
    with ExitStack() as until_copied:
        copy = until_copied.enter_context(TemporaryFile())
        with path.open("rb") as file:
            copyfileobj(file, copy)
        until_copied.pop_all()
    copy.seek(0)
    return send_file(copy, _kind_of(path.name), as_attachment=True, download_name=path.name)


def _kind_of(name: str) -> str:
    return guess_type(name)[0] or "application/octet-stream"
