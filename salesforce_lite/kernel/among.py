"""Narrows a list to records that have a certain row in another table: few are looked up, of many
each record of the list is probed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

# Up to here the records are looked up and put in order; beyond, the list is walked in its order and
# each record is probed.
_FEW = 5000


@dataclass(frozen=True, slots=True)
class Among:
    """The records that have a row that meets the condition; `key` is the record's id there."""

    key: InstrumentedAttribute[UUID]
    condition: ColumnElement[bool]
    are_few: bool

    @property
    def keys(self) -> Select[Any]:
        return select(self.key).where(self.condition)


def among(
    session: Session, key: InstrumentedAttribute[UUID], condition: ColumnElement[bool]
) -> Among:
    """Counted no further than needed."""
    return Among(key, condition, are_few(session, select(key).where(condition)))


def narrowed_among(
    session: Session,
    query: Select[Any],
    key: InstrumentedAttribute[UUID],
    wanted: Sequence[Among],
) -> tuple[Select[Any], bool]:
    """The query with the records of this key that are wanted, and whether these are but a few."""
    for one in wanted:
        if one.are_few:
            query = query.where(looked_up(session, key, one.keys))
        else:
            query = query.where(exists().where(one.key == key, one.condition))
    return query, any(one.are_few for one in wanted)


def are_few(session: Session, keys: Select[Any]) -> bool:
    """Whether these are so few that looking each of them up is shorter than a walk."""
    some = keys.order_by(None).limit(_FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= _FEW


def looked_up(
    session: Session, key: InstrumentedAttribute[UUID], keys: Select[Any]
) -> ColumnElement[bool]:
    """A condition for few keys, which are read first, whatever the engine believes of their number.

    PostgreSQL may take rare rows for common ones; of an array it knows that it is short.
    """
    if session.get_bind().dialect.name == "postgresql":
        return key == any_(func.array(keys.scalar_subquery()))
    return key.in_(keys)
