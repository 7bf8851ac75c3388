"""The third net of the row scope: no record refers to one that its writer does not see.

It knows the records that have a row scope of their own. Contacts are seen through their links, and
tables of plugins stand beside: for these the services look alone.
"""

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.db import Base, Scoped
from salesforce_lite.kernel.errors import NotFoundError

_BATCH = 900


def refuse_hidden_targets(session: Session) -> None:
    """Raise NotFoundError if what is about to be written refers to a record out of sight.

    Services say before which field is wrong; this holds what one of them forgot. What the session
    holds was seen when it was loaded and costs nothing; anything else is asked for, at once for
    all records of a class.
    """
    actor: Actor | None = session.info.get("actor")
    if actor is None or actor.sees_everybody():
        return
    asked: dict[type[Any], set[UUID]] = defaultdict(set)
    for record in chain(session.new, session.dirty):
        for key, model in _references(inspect(type(record))):
            for target in get_history(record, key, PASSIVE_NO_INITIALIZE).added:
                if target is not None and not _is_held(session, model, target):
                    asked[model].add(target)
    for model, ids in asked.items():
        made = {one.id for one in session.new if isinstance(one, model)}
        if not _are_seen(session, model, sorted(ids - made)):
            raise NotFoundError


def _is_held(session: Session, model: type[Any], target: UUID) -> bool:
    return inspect(model).identity_key_from_primary_key((target,)) in session.identity_map


def _are_seen(session: Session, model: type[Any], ids: list[UUID]) -> bool:
    with session.no_autoflush:
        parts = (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
        return all(
            len(session.scalars(select(model.id).where(model.id.in_(part))).all()) == len(part)
            for part in parts
        )


@lru_cache
def _references(mapper: Mapper[object]) -> tuple[tuple[str, type[Any]], ...]:
    """The attributes of a class that refer to records with a row scope, and whose they are."""
    scoped = {
        one.local_table: one.class_
        for one in Base.registry.mappers
        if issubclass(one.class_, Scoped) and hasattr(one.class_, "id")
    }
    return tuple(
        (attribute.key, scoped[reference.column.table])
        for attribute in mapper.column_attrs
        for column in attribute.columns
        for reference in getattr(column, "foreign_keys", ())
        if reference.column.table in scoped
    )
