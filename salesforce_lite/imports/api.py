"""Imports for programs: hand a file in, try it, bring it in, see what became of its rows."""

from itertools import islice
from typing import BinaryIO
from uuid import UUID

from salesforce_lite.api import Listed, Query, Resource, expected_version, list_name
from salesforce_lite.imports.api_shapes import import_view
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.options import Options
from salesforce_lite.imports.pages import permitted_importers, upload_files
from salesforce_lite.imports.schemas import (
    ImportQuery,
    ImportView,
    NewImport,
    RejectedQuery,
    RejectedRow,
    Trial,
)
from salesforce_lite.imports.upload_files import MOST_BYTES
from salesforce_lite.imports.upload_listing import find_uploads
from salesforce_lite.imports.uploads import (
    MANAGE,
    cancel_upload,
    get_upload,
    import_upload,
    receive_upload,
    remove_upload,
    try_upload,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

resource = Resource(name="imports", title=N_("Imports"), about="import")


def _view(upload: ImportUpload) -> ImportView:
    importers = permitted_importers()
    return import_view(current_uow(), upload, importers, address=resource.address)


@resource.get("", needs=MANAGE)
def index(query: ImportQuery) -> Listed[ImportView]:
    """Files that were handed in, the newest first."""
    page = find_uploads(
        current_uow(),
        entity=query.entity,
        state=query.state,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("imports", query),
    )
    return Listed(items=[_view(one) for one in page.items], next_cursor=page.next_cursor)


@resource.post("", needs=MANAGE, status=201, reads_first=True, most_bytes=MOST_BYTES)
def receive(query: NewImport, body: BinaryIO) -> ImportView:
    """Hand in a CSV or XLSX file, as it is; nothing of it is brought in yet."""
    upload = receive_upload(
        current_uow(),
        upload_files(),
        permitted_importers(),
        body,
        file_name=query.file_name,
        entity=query.entity,
    )
    return _view(upload)


@resource.get("/<uuid:upload_id>", needs=MANAGE)
def show(upload_id: UUID, query: Query) -> ImportView:
    """One file: how far its trial or import is, and what came of it."""
    return _view(get_upload(current_uow(), upload_id))


@resource.post("/<uuid:upload_id>/trial", needs=MANAGE)
def try_out(upload_id: UUID, body: Trial) -> ImportView:
    """Say what the columns are, and have all of it played; nothing of it is kept."""
    said = {name: getattr(body, name) for name in body.__struct_fields__ if name != "columns"}
    upload = try_upload(
        current_uow(),
        upload_files(),
        permitted_importers(),
        upload_id,
        columns=body.columns,
        options=Options(**said),
        version=expected_version(),
    )
    return _view(upload)


@resource.post("/<uuid:upload_id>/taking", needs=MANAGE)
def take(upload_id: UUID) -> ImportView:
    """Bring the file in as it was tried."""
    uow = current_uow()
    return _view(import_upload(uow, permitted_importers(), upload_id, version=expected_version()))


@resource.post("/<uuid:upload_id>/cancellation", needs=MANAGE)
def cancel(upload_id: UUID) -> ImportView:
    """Stop the trial or the import; what was taken before stays."""
    return _view(cancel_upload(current_uow(), upload_id))


@resource.delete("/<uuid:upload_id>", needs=MANAGE)
def remove(upload_id: UUID) -> None:
    """Take a file away that is not to be brought in."""
    remove_upload(current_uow(), upload_files(), upload_id, version=expected_version())


@resource.get("/<uuid:upload_id>/rejected", needs=MANAGE)
def rejected(upload_id: UUID, query: RejectedQuery) -> Listed[RejectedRow]:
    """Rows that were not taken, in the order of the file, each with the reason."""
    upload = get_upload(current_uow(), upload_id)
    columns = upload.head["columns"]
    start = int(query.cursor or 0)
    rows = upload_files().rejected(upload.id, is_trial=query.of == "trial")
    found = [
        RejectedRow(row=number, cells=dict(zip(columns, cells, strict=False)), reason=reason)
        for number, cells, reason in islice(rows, start, start + query.limit + 1)
    ]
    has_more = len(found) > query.limit
    after = str(start + query.limit) if has_more else None
    return Listed(items=found[: query.limit], next_cursor=after)
