"""From files that were handed in to what programs see of them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from salesforce_lite.imports.assignment import guess_columns
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.model import ImportRun, ImportUpload
from salesforce_lite.imports.own_kinds import as_the_company_has_it
from salesforce_lite.imports.schemas import ImportView, RunView, TrialView
from salesforce_lite.imports.upload_words import problem_words, remark_lines
from salesforce_lite.imports.uploads import is_busy, job_of, mapping_of
from salesforce_lite.kernel.uow import UnitOfWork


def import_view(
    uow: UnitOfWork, upload: ImportUpload, importers: Sequence[Importer], *, address: str
) -> ImportView:
    """As programs see the file and what became of it; `address` is that of all of them."""
    # The version that a change makes is known now.
    uow.session.flush()
    return ImportView(
        id=upload.id,
        version=upload.version,
        entity=upload.entity,
        file_name=upload.file_name,
        size=upload.size,
        state=cast(Any, str(upload.state)),
        is_busy=is_busy(uow, upload),
        progress=upload.progress,
        columns=list(upload.head["columns"]),
        fields=_fields(uow, upload, importers),
        options={name: said for name, said in upload.options.items() if said},
        trial=_trial(upload.trial) if upload.trial else None,
        problem=problem_words(upload.problem, job_of(uow, upload)),
        run=_run(upload.run) if upload.run else None,
        rejected_rows=f"{address}/{upload.id}/rejected",
        created_at=upload.created_at,
        created_by=upload.created_by,
        changed_at=upload.changed_at,
    )


def _fields(uow: UnitOfWork, upload: ImportUpload, importers: Sequence[Importer]) -> dict[str, str]:
    """Column → field, as it was said or recognised; nothing of what may not be brought in."""
    importer = next((one for one in importers if one.entity == upload.entity), None)
    if importer is None:
        return {}
    known = tuple(upload.head["columns"])
    found = guess_columns(as_the_company_has_it(uow, importer), known, mapping_of(upload.columns))
    led = {column: field.name for column, field in found.columns}
    return {column: led.get(column, "") for column in known}


def _trial(told: Mapping[str, Any]) -> TrialView:
    return TrialView(
        **told["counts"],
        rows=told["rows"],
        tried=told["tried"],
        remarks=remark_lines(told["remarks"]),
    )


def _run(run: ImportRun) -> RunView:
    return RunView(
        id=run.id,
        state=cast(Any, str(run.state)),
        last_row=run.last_row,
        created=run.created,
        updated=run.updated,
        skipped=run.skipped,
        rejected=run.rejected,
        remarks=remark_lines((run.report or {}).get("remarks") or ()),
    )
