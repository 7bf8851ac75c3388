"""The page of one file that was handed in: its columns, its trial, its import."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.imports.assignment import field_name, guess_columns, known_names
from salesforce_lite.imports.fitting import better_fit
from salesforce_lite.imports.forms import (
    MappingForm,
    ReadingForm,
    entity_choices,
    field_words,
    mapping_form,
)
from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.model import ImportUpload, UploadState
from salesforce_lite.imports.own_kinds import as_the_company_has_it
from salesforce_lite.imports.pages import permitted_importers, upload_files
from salesforce_lite.imports.upload_words import (
    BESIDE,
    problem_words,
    remark_lines,
    sum_words,
    system_name,
    told_on_page,
)
from salesforce_lite.imports.uploads import (
    get_upload,
    is_busy,
    job_of,
    mapping_of,
    read_otherwise,
    try_upload,
)
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.web import current_uow, form_view, render_page

_SHOWN = 50


def _page(upload_id: UUID) -> tuple[MappingForm, dict[str, Any]]:
    uow = current_uow()
    upload = get_upload(uow, upload_id)
    importers = permitted_importers()
    importer = find_importer(importers, upload.entity)
    known = as_the_company_has_it(uow, importer)
    columns = tuple(upload.head["columns"])
    assignment = guess_columns(known, columns, mapping_of(_still_known(known, upload.columns)))
    form = mapping_form(uow, upload, known, assignment)
    better = better_fit(uow, importers, importer, columns)
    words = field_words(uow, known)
    problem = problem_words(upload.problem, job_of(uow, upload))
    inputs = BESIDE.get(upload.problem.get("code", ""), "")
    if inputs and request.method == "GET":
        form[inputs].errors = [problem]
    return form, {
        "upload": upload,
        "entity": gettext(importer.label),
        "entities": entity_choices(importers),
        "system": assignment.system,
        "rows": _rows(form, upload),
        "nearest": {
            column: gettext("Perhaps %(field)s?", field=words[near])
            for column, near in assignment.unknown
            if near in words
        },
        "better": better and (better.entity, gettext(better.label)),
        "is_busy": is_busy(uow, upload),
        "problem": problem,
        **result_words(upload.trial, upload, is_trial=True),
    }


@form_view("imports/upload.html", _page)
def _try(form: MappingForm, upload_id: UUID) -> ResponseReturnValue:
    try:
        try_upload(
            current_uow(),
            upload_files(),
            permitted_importers(),
            upload_id,
            columns=form.columns(),
            options=form.options(),
            version=form.version.data,
        )
    except DomainError as refusal:
        raise told_on_page(refusal) from None
    return redirect(url_for("imports.show", upload_id=upload_id), 303)


def say_columns(upload_id: UUID) -> ResponseReturnValue:
    """The page of the file; one that was brought in leads to what became of it."""
    upload = get_upload(current_uow(), upload_id)
    if upload.state == UploadState.FINISHED and upload.run_id is not None:
        return redirect(url_for("imports.run", run_id=upload.run_id), 303)
    answer: ResponseReturnValue = _try(upload_id=upload_id)
    return answer


def _reading(upload_id: UUID) -> tuple[ReadingForm, dict[str, Any]]:
    upload = get_upload(current_uow(), upload_id)
    form = ReadingForm(data={**upload.reading, "version": upload.version})
    form.offer(upload.head)
    return form, {"upload": upload}


@form_view("imports/reading.html", _reading)
def change_reading(form: ReadingForm, upload_id: UUID) -> ResponseReturnValue:
    """How the file is opened."""
    read_otherwise(
        current_uow(),
        upload_files(),
        upload_id,
        sheet=form.sheet.data or "",
        encoding=form.encoding.data or "",
        delimiter=form.delimiter.data or "",
        version=form.version.data,
    )
    return redirect(url_for("imports.show", upload_id=upload_id), 303)


def progress_of(upload: ImportUpload) -> ResponseReturnValue:
    """The part of the page that is read again while the work goes on; then the page is."""
    is_working = is_busy(current_uow(), upload)
    answer = make_response(render_page("imports/_progress.html", upload=upload, is_busy=is_working))
    if not is_working:
        answer.headers["HX-Refresh"] = "true"
    return answer


def result_words(
    told: Mapping[str, Any], upload: ImportUpload | None, *, is_trial: bool
) -> dict[str, Any]:
    """What a trial or an import told, for its page: remarks, and the first rejected rows."""
    rejected = upload_files().rejected(upload.id, is_trial=is_trial) if upload else ()
    first = [
        (number, [cell for cell in cells if cell.strip()][:4], reason)
        for number, cells, reason in islice(rejected, _SHOWN)
    ]
    return {
        "told": told,
        "remarks": remark_lines(told.get("remarks") or ()),
        "rejected": first,
        "most_shown": _SHOWN,
        "sum_words": sum_words,
        "system_name": system_name,
    }


def _still_known(importer: Importer, said: Mapping[str, str]) -> dict[str, str]:
    """Without columns that lead to a field that was retired since: they are said anew."""
    known = known_names(importer)
    return {column: to for column, to in said.items() if not to or field_name(to) in known}


def _rows(form: MappingForm, upload: ImportUpload) -> list[tuple[str, Any, list[str]]]:
    """Column, its input, and what stands in it in the first rows."""
    columns = upload.head["columns"]
    examples = upload.head["examples"]
    return [
        (column, form[f"column-{number}"], _examples(examples, number))
        for number, column in enumerate(columns)
    ]


def _examples(rows: Sequence[Sequence[str]], number: int) -> list[str]:
    return [row[number] for row in rows if len(row) > number and row[number].strip()]
