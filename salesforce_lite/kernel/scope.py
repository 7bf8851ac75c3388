"""Row scope: which records an actor sees, as SQL, in one place."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.db import Deletable, Scoped
from salesforce_lite.kernel.types import Id

S = TypeVar("S", bound=Scoped)


def visible(actor: Actor, model: type[S]) -> Select[S]:
    """The records of the model that the actor sees and nobody has deleted."""
    query = select(model).where(scope_condition(actor, model))
    if issubclass(model, Deletable):
        query = query.where(model.deleted_at.is_(None))
    return query


def scope_condition(actor: Actor, model: type[Scoped]) -> ColumnElement[bool]:
    """The row scope of the actor as a condition on the model's scope column."""
    if actor.sees_everybody():
        return true()
    return _in_scope(model, _ids(actor))


def scope_branches(actor: Actor, model: type[Scoped]) -> list[ColumnElement[bool]]:
    """For an actor who sees several people's records: one condition for each of them.

    `page_of` merges a page from one short index walk per branch, where IN would read and sort all.
    """
    ids = [] if actor.sees_everybody() else _ids(actor)
    return [model.scope_owner_id == uid for uid in ids] if len(ids) > 1 else []


def _in_scope(model: type[Scoped], ids: list[UUID]) -> ColumnElement[bool]:
    if not ids:
        return false()
    if len(ids) == 1:
        # An equality lets the index deliver rows in order; IN would sort.
        return model.scope_owner_id == ids[0]
    return model.scope_owner_id.in_(ids)


def _ids(actor: Actor) -> list[UUID]:
    return sorted(actor.scope or ())


class _checked(FunctionElement[UUID]):  # noqa: N801 – reads as a function
    """A column as something that is only looked at: SQLite must not choose an index for it.

    The second net repeats what services said already; as a condition like any other it drew SQLite
    from the key to an index of everything that the actor sees.
    """

    type = Id()
    inherit_cache = True


@compiles(_checked)
def _plain(element: _checked, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses.clauses[0], **options)


@compiles(_checked, "sqlite")
def _with_plus(element: _checked, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{_plain(element, compiler, **options)}"


def guard_session(session: Session, actor: Actor) -> None:
    """Tie a session to one actor: everything it loads carries the actor's row scope."""
    session.info["actor"] = actor


def add_row_scope(state: ORMExecuteState) -> None:
    """The second net: whatever a query forgot, the session adds to SELECT, UPDATE and DELETE."""
    actor: Actor | None = state.session.info.get("actor")
    if actor is None or actor.sees_everybody() or state.is_column_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    ids = _ids(actor)
    state.statement = state.statement.options(
        with_loader_criteria(
            Scoped,
            lambda model: _checked(model.scope_owner_id).in_(ids),
            include_aliases=True,
        )
    )
