"""The inbox of conflicts: what phones said and was not applied, and what a person decides."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.conflict_pages import (
    conflict_rows,
    field_rows,
    needs_only_a_look,
    said_rows,
)
from salesforce_lite.sync.conflicts import get_conflict, list_conflicts
from salesforce_lite.sync.deciding import Choice, decide
from salesforce_lite.sync.forms import ConflictForm, conflict_form
from salesforce_lite.sync.model import USE, SyncConflict
from salesforce_lite.sync.showing import Showing
from salesforce_lite.web import (
    App,
    current_contributions,
    current_uow,
    form_view,
    needs,
    render_page,
)

blueprint = Blueprint("conflicts", __name__, template_folder="templates")
_CHOOSE = N_("Choose one of the two.")
_CHOICES = ("wanted", "current")


def load_waiting(uow: UnitOfWork, _record: Any) -> Mapping[str, Any] | None:
    """For Today: how many of one's own wait; nothing where none does."""
    query = select(func.count()).select_from(SyncConflict)
    mine = query.where(SyncConflict.user_id == uow.actor.user_id, SyncConflict.is_open)
    count = uow.session.scalar(mine)
    return {"count": count} if count else None


@blueprint.get("/conflicts")
@needs(USE)
def index() -> str:
    uow = current_uow()
    is_open = not request.args.get("decided")
    page = list_conflicts(uow, is_open=is_open, cursor=request.args.get("cursor"), limit=25)
    return render_page(
        "sync/conflicts.html", page=page, rows=conflict_rows(uow, page.items), is_open=is_open
    )


def _commands() -> Mapping[tuple[str, int], SyncCommand]:
    known = cast(App, current_app).contributions.sync_commands
    return {(one.name, one.version): one for one in known}


def _build(conflict_id: UUID) -> tuple[ConflictForm, dict[str, Any]]:
    uow = current_uow()
    conflict = get_conflict(uow, conflict_id)
    command = _commands().get((conflict.command, conflict.command_version))
    showing = Showing(current_contributions().api_resources, uow.actor.scope)
    fields = field_rows(uow, conflict, command, showing)
    asked = {one.name: one.label for one in fields} if conflict.is_open else {}
    [row] = conflict_rows(uow, [conflict])
    return conflict_form(asked)(data={"version": conflict.version}), {
        "row": row,
        "conflict": conflict,
        "fields": fields,
        "said": [] if fields else said_rows(uow, conflict),
        "only_look": needs_only_a_look(conflict),
    }


@blueprint.route("/conflicts/<uuid:conflict_id>", methods=["GET", "POST"])
@needs(USE)
@form_view("sync/conflict.html", _build)
def show(form: ConflictForm, conflict_id: UUID) -> ResponseReturnValue:
    """One conflict; decided, the next one follows."""
    uow = current_uow()
    # One button for all of it, or a choice for each field.
    everything = request.form.get("all", "")
    choice = cast(Choice, everything) if everything in _CHOICES else None
    chosen = {} if choice else _chosen(form)
    with form.telling_all():
        decide(
            uow,
            conflict_id,
            _commands(),
            choice=choice or "current",
            fields=chosen,
            version=form.version.data,
        )
        uow.session.flush()
    flash(gettext("Decided."), "success")
    following = list_conflicts(uow, limit=1).items
    if following:
        return redirect(url_for(".show", conflict_id=following[0].id), 303)
    return redirect(url_for(".index"), 303)


def _chosen(form: ConflictForm) -> dict[str, Choice]:
    """Field → which value stays. Raises InvalidInputError for one about which nothing is said."""
    chosen = form.chosen
    missing = [name for name, one in chosen.items() if one not in _CHOICES]
    if missing or not chosen:
        raise InvalidInputError(fields=dict.fromkeys(missing, _CHOOSE))
    return chosen
