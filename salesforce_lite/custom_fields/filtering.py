"""Narrows a list by custom values, through their index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.custom_fields.model import CustomValue
from salesforce_lite.kernel.among import looked_up
from salesforce_lite.kernel.uow import UnitOfWork

# Up to here the records that meet a condition are looked up and put in order; beyond, the list is
# walked in its order and each record is probed.
_FEW = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomCondition:
    """What a value must be; what is None does not matter. The ends of a range belong to it.

    `text` is a folded text, the code of a choice or the currency of an amount; `begins` and
    `contains` are parts of a folded text (`search_key`); numbers are as the index keeps them;
    `target` is the customer or person that the value leads to.
    """

    field_id: UUID
    text: str | None = None
    begins: str | None = None
    contains: str | None = None
    low: int | None = None
    high: int | None = None
    target: UUID | None = None

    def met(self) -> list[ColumnElement[bool]]:
        """As conditions on a row of the index."""
        found = [CustomValue.field_id == self.field_id]
        if self.text is not None:
            found.append(CustomValue.text_value == self.text)
        if self.begins is not None:
            found.append(CustomValue.text_value.startswith(self.begins, autoescape=True))
        if self.contains is not None:
            found.append(CustomValue.text_value.contains(self.contains, autoescape=True))
        if self.low is not None:
            found.append(CustomValue.number_value >= self.low)
        if self.high is not None:
            found.append(CustomValue.number_value <= self.high)
        if self.target is not None:
            found.append(CustomValue.target_id == self.target)
        return found


def narrowed_by_custom(
    uow: UnitOfWork,
    query: Select[Any],
    key: InstrumentedAttribute[UUID],
    conditions: Sequence[CustomCondition],
) -> tuple[Select[Any], bool]:
    """The query with the conditions on the records of this key, and whether they leave but a few.

    Where they do, one walk over these is shorter than any walk along the list.
    """
    is_short = False
    for condition in conditions:
        # A board asks for each of its stages.
        if uow.once(("few of custom", condition), partial(_are_few, uow, condition)):
            holders = select(CustomValue.record_id).where(*condition.met())
            # PostgreSQL knows of the values of all fields together only.
            query, is_short = query.where(looked_up(uow.session, key, holders)), True
        else:
            query = query.where(holds_custom(key, condition))
    return query, is_short


def holds_custom(key: SQLColumnExpression[UUID], condition: CustomCondition) -> ColumnElement[bool]:
    """Whether the record of this key has such a value, for queries that count or look at many.

    Retired fields are found as well, and those that the actor does not see.
    """
    return exists().where(CustomValue.record_id == key, *condition.met())


def _are_few(uow: UnitOfWork, condition: CustomCondition) -> bool:
    """Counted no further than needed, along the index."""
    some = select(CustomValue.field_id).where(*condition.met()).limit(_FEW + 1)
    if condition.low is not None or condition.high is not None:
        # Asked for in the order of the index, a range is not looked for in the whole table.
        some = some.order_by(CustomValue.number_value)
    found = uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return found <= _FEW
