"""Imports and exports in the back office: hand in a file, say what it holds, try, bring in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import UUID

from flask import (
    flash,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.imports.export_pages import ending_of, exported, send_copy, send_made, send_now
from salesforce_lite.imports.export_words import FORMATS
from salesforce_lite.imports.exporting import MOST_AT_ONCE, is_too_much
from salesforce_lite.imports.forms import UploadForm, entity_choices
from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.made_exports import get_export, list_exports, order_export
from salesforce_lite.imports.model import ImportRun, ImportUpload
from salesforce_lite.imports.pages import permitted_importers, upload_files
from salesforce_lite.imports.rejects import Rejects
from salesforce_lite.imports.run_records import CHANGED, CREATED, records_of_run
from salesforce_lite.imports.runs import get_run, list_runs, upload_of_run
from salesforce_lite.imports.upload_files import MOST_BYTES
from salesforce_lite.imports.upload_pages import (
    change_reading,
    progress_of,
    result_words,
    say_columns,
)
from salesforce_lite.imports.upload_words import run_state
from salesforce_lite.imports.uploads import (
    MANAGE,
    call_it,
    cancel_upload,
    get_upload,
    import_upload,
    list_open_uploads,
    receive_upload,
    remove_upload,
)
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.search import SearchSource
from salesforce_lite.web import (
    current_contributions,
    current_uow,
    form_view,
    needs,
    reads_only,
    render_page,
    sent_version,
    takes_files,
)

_MOST = 30


class ImportsView(BackOfficeView):
    """`/admin/imports/`."""

    url_name = "imports"
    title = N_("Imports and exports")
    summary = N_("Bring in files of other systems, with a trial first; take records out.")
    icon = "inbox"
    permission = MANAGE

    @page("/", methods=("GET", "POST"))
    @needs(MANAGE)
    @reads_only
    @takes_files(MOST_BYTES)
    def index(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _receive())

    @page("/<uuid:upload_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, upload_id: UUID) -> ResponseReturnValue:
        return say_columns(upload_id=upload_id)

    @page("/<uuid:upload_id>/progress")
    @needs(MANAGE)
    def progress(self, upload_id: UUID) -> ResponseReturnValue:
        return progress_of(get_upload(current_uow(), upload_id))

    @page("/<uuid:upload_id>/reading", methods=("GET", "POST"))
    @needs(MANAGE)
    @reads_only
    def reading(self, upload_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, change_reading(upload_id=upload_id))

    @page("/<uuid:upload_id>/entity", methods=("POST",))
    @needs(MANAGE)
    def entity(self, upload_id: UUID) -> ResponseReturnValue:
        called = request.form.get("entity", "")
        call_it(
            current_uow(),
            upload_files(),
            permitted_importers(),
            upload_id,
            called,
            version=sent_version(),
        )
        return redirect(url_for("imports.show", upload_id=upload_id), 303)

    @page("/<uuid:upload_id>/import", methods=("POST",))
    @needs(MANAGE)
    def bring_in(self, upload_id: UUID) -> ResponseReturnValue:
        import_upload(current_uow(), permitted_importers(), upload_id, version=sent_version())
        return redirect(url_for("imports.show", upload_id=upload_id), 303)

    @page("/<uuid:upload_id>/cancellation", methods=("POST",))
    @needs(MANAGE)
    def cancel(self, upload_id: UUID) -> ResponseReturnValue:
        cancel_upload(current_uow(), upload_id)
        flash(gettext("It is cancelled. What was taken before stays."), "success")
        return redirect(url_for("imports.show", upload_id=upload_id), 303)

    @page("/<uuid:upload_id>/removal", methods=("POST",))
    @needs(MANAGE)
    def remove(self, upload_id: UUID) -> ResponseReturnValue:
        remove_upload(current_uow(), upload_files(), upload_id, version=sent_version())
        flash(gettext("The file is removed. What was taken of it stays."), "success")
        return redirect(url_for("imports.index"), 303)

    @page("/<uuid:upload_id>/rejected")
    @needs(MANAGE)
    def rejected(self, upload_id: UUID) -> ResponseReturnValue:
        is_trial = request.args.get("of") == "trial"
        return _rejected_rows(get_upload(current_uow(), upload_id), is_trial=is_trial)

    @page("/runs/<uuid:run_id>")
    @needs(MANAGE)
    def run(self, run_id: UUID) -> str:
        uow = current_uow()
        run = get_run(uow, run_id)
        upload = upload_of_run(uow, run_id)
        return render_page(
            "imports/run.html",
            run=run,
            upload=upload,
            state=run_state(run.state),
            entity=dict(entity_choices(permitted_importers())).get(run.entity, run.entity),
            records_url=_records_url(run),
            **result_words(run.report or {}, upload, is_trial=False),
        )

    @page("/runs/<uuid:run_id>/records")
    @needs(MANAGE)
    def records(self, run_id: UUID) -> str:
        """What the import created or changed."""
        uow = current_uow()
        run = get_run(uow, run_id)
        importer = find_importer(permitted_importers(), run.entity)
        source = _source_of(importer)
        if source is None:
            raise NotFoundError
        asked = request.args.get("action", "")
        action = asked if asked in (CREATED, CHANGED) else ""
        return render_page(
            "imports/records.html",
            run=run,
            action=action,
            entity=gettext(importer.label),
            address=lambda record_id: url_for(source.endpoint, **{source.argument: record_id}),
            taken=records_of_run(
                uow, run, importer, action=action, cursor=request.args.get("cursor")
            ),
        )

    @page("/exports/<entity>")
    @needs(MANAGE)
    def export(self, entity: str) -> ResponseReturnValue:
        """The file; where it takes too long, the question whether a worker should make it."""
        importer, ending = exported(entity), ending_of(request.args.get("format"))
        if is_too_much(current_uow(), importer):
            return render_page(
                "imports/export.html",
                entity=importer.entity,
                words=gettext(importer.label),
                ending=ending,
                format=FORMATS[ending],
                most=MOST_AT_ONCE,
            )
        return send_now(importer, ending)

    @page("/exports/<entity>/orders", methods=("POST",))
    @needs(MANAGE)
    def order_export(self, entity: str) -> ResponseReturnValue:
        order_export(current_uow(), exported(entity), ending_of(request.form.get("format")))
        flash(gettext("The file is being made. The bell tells when it is ready."), "success")
        return redirect(url_for("imports.index"), 303)

    @page("/exports/files/<uuid:export_id>")
    @needs(MANAGE)
    def export_file(self, export_id: UUID) -> ResponseReturnValue:
        """For whoever asked for it, while they may still take out what it holds."""
        made = get_export(current_uow(), export_id)
        exported(made.entity)
        return send_made(made)


def _source_of(importer: Importer) -> SearchSource | None:
    """What knows the pages of its records; None where they have none, as portfolios."""
    sources: Sequence[SearchSource] = current_contributions().search_sources
    return next((one for one in sources if one.kind == importer.record_kind), None)


def _records_url(run: ImportRun) -> Callable[[str | None], str] | None:
    """Action → the page of what the import brought; None where the person may not see it."""
    importers = [one for one in permitted_importers() if one.entity == run.entity]
    if not any(_source_of(one) for one in importers):
        return None
    return lambda action: url_for("imports.records", run_id=run.id, action=action)


def _index() -> tuple[UploadForm, dict[str, Any]]:
    uow = current_uow()
    importers = permitted_importers()
    form = UploadForm()
    form.offer(importers)
    found = list_runs(uow, before=request.args.get("before", type=UUID), most=_MOST + 1)
    return form, {
        "uploads": list_open_uploads(uow),
        "runs": [(run, run_state(run.state)) for run in found[:_MOST]],
        "has_more": len(found) > _MOST,
        "entities": dict(entity_choices(importers)),
        "exported": [(one.entity, gettext(one.label)) for one in importers if one.exporter],
        "made": list_exports(uow),
        "formats": FORMATS,
        "most_bytes": MOST_BYTES,
    }


@form_view("imports/index.html", _index)
def _receive(form: UploadForm) -> ResponseReturnValue:
    upload = receive_upload(
        current_uow(),
        upload_files(),
        permitted_importers(),
        form.file.data.stream,
        file_name=form.file.data.filename,
        entity=form.entity.data or "",
    )
    return redirect(url_for("imports.show", upload_id=upload.id), 303)


def _rejected_rows(upload: ImportUpload, *, is_trial: bool) -> ResponseReturnValue:
    """As the command line writes them: mended, the file can be brought in as it is."""
    rows = upload_files().rejected(upload.id, is_trial=is_trial)
    head = upload.head
    with TemporaryDirectory() as place:
        path = Path(place) / "rejected.csv"
        rejects = Rejects(path, tuple(head["columns"]), delimiter=head["delimiter"] or ",")
        for row in rows:
            rejects.add(*row)
        rejects.close()
        if not path.exists():
            raise NotFoundError
        return send_copy(path)
