"""Narrows a list by custom values, through their index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.custom_fields.model import CustomValue
from salesforce_lite.kernel.uow import UnitOfWork

# Up to here the records that meet a condition are looked up and put in order; beyond, the list is
# walked in its order and each record is probed.
_FEW = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomCondition:
    """What a value must be; what is None does not matter. The ends of a range belong to it.

    `text` is a folded text, the code of a choice or the currency of an amount; numbers are as the
    index keeps them; `target` is the customer or person that the value leads to.
    """

    field_id: UUID
    text: str | None = None
    low: int | None = None
    high: int | None = None
    target: UUID | None = None

    def met(self) -> list[ColumnElement[bool]]:
        """As conditions on a row of the index."""
        found = [CustomValue.field_id == self.field_id]
        if self.text is not None:
            found.append(CustomValue.text_value == self.text)
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
        if _are_few(uow, condition):
            query, is_short = query.where(_is_among(uow, key, condition)), True
        else:
            query = query.where(exists().where(CustomValue.record_id == key, *condition.met()))
    return query, is_short


def _is_among(
    uow: UnitOfWork, key: InstrumentedAttribute[UUID], condition: CustomCondition
) -> ColumnElement[bool]:
    """The holders are read first, whatever the engine believes about how many they are."""
    holders = select(CustomValue.record_id).where(*condition.met())
    if uow.session.get_bind().dialect.name == "postgresql":
        # It knows of the values of all fields together only, and takes a rare range for a common
        # one; of an array it knows that it is short.
        return key == any_(func.array(holders.scalar_subquery()))
    return key.in_(holders)


def _are_few(uow: UnitOfWork, condition: CustomCondition) -> bool:
    """Counted no further than needed, along the index."""
    some = select(CustomValue.field_id).where(*condition.met()).limit(_FEW + 1)
    if condition.low is not None or condition.high is not None:
        # Asked for in the order of the index, a range is not looked for in the whole table.
        some = some.order_by(CustomValue.number_value)
    found = uow.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return found <= _FEW
