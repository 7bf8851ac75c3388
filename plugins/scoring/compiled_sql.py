"""Conditions as SQL on the table of customers, to count with; they mean what the functions mean."""

from collections.abc import Callable, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, not_, or_, select, true

from salesforce_lite.custom_fields import CustomCondition, holds_custom, search_key
from salesforce_lite.customers import LookUpKey
from salesforce_lite.kernel.uow import UnitOfWork

from .conditions import All, AnyOf, Comparison, Condition, Not, Some
from .facts import (
    TABLES,
    activities,
    column_of,
    customers,
    happened_since,
    last_contacts,
    opportunities,
)
from .fields import KNOWN, UNKNOWN, Field, FieldKind, Fields
from .yardstick import Range, Yardstick, date_range, money_ranges, number_range

_keys = cast(Table, LookUpKey.__table__)
_KEY_KINDS = {"customer.roles": "role", "customer.tags": "tag"}


class Compiler:
    """Compiles conditions; none of the expressions is ever NULL, so that NOT turns them round.

    They hold for the customers of `ids`, and say nothing of others.
    """

    def __init__(
        self, uow: UnitOfWork, fields: Fields, yardstick: Yardstick, ids: Sequence[UUID]
    ) -> None:
        self._uow = uow
        self._fields = fields
        self._yardstick = yardstick
        self._ids = ids

    def expression(self, condition: Condition) -> ColumnElement[bool]:
        """Whether the condition holds for the customer of the row."""
        match condition:
            case Comparison():
                return self._comparison(condition)
            case All(parts):
                return and_(true(), *(self.expression(part) for part in parts))
            case AnyOf(parts):
                return or_(false(), *(self.expression(part) for part in parts))
            case Not(part):
                return not_(self.expression(part))
            case Some():
                return self._some(condition)

    def _some(self, condition: Some) -> ColumnElement[bool]:
        met = [self._comparison(one) for one in condition.where]
        days = condition.within_days
        if condition.about == "activities":
            c = activities.c
            met += [c.completed_at.is_not(None), c.deleted_at.is_(None)]
            if days is not None:
                met.append(c.at >= self._yardstick.days_ago(days))
            table = activities
        else:
            met.append(opportunities.c.deleted_at.is_(None))
            if days is not None:
                met.append(happened_since(self._yardstick.day_of(days)))
            table = opportunities
        is_theirs = table.c.customer_id == customers.c.id
        if condition.at_least == 1:
            return exists().where(is_theirs, *met).correlate(customers)
        counted = select(func.count()).select_from(table).where(is_theirs, *met)
        return counted.correlate(customers).scalar_subquery() >= condition.at_least

    def _comparison(self, one: Comparison) -> ColumnElement[bool]:
        field = self._fields[one.field]
        if field.custom is not None:
            return self._custom(one, field)
        if field.key in _KEY_KINDS:
            return _in_keys(one, _KEY_KINDS[field.key])
        if field.key == "customer.last_contact":
            return self._last_contact(one)
        if field.key == "opportunity.amount":
            return self._amount(one)
        return self._column(one, field)

    def _column(self, one: Comparison, field: Field) -> ColumnElement[bool]:
        column = column_of(field)
        filled = column.is_not(None) if field.is_id else column != ""
        match field.kind:
            case FieldKind.YES_NO:
                return filled if one.value else not_(filled)
            case FieldKind.DAYS:
                moment = self._yardstick.days_ago(one.value)
                return column <= moment if one.operator == "at_least" else column >= moment
        if one.operator == UNKNOWN:
            return not_(filled)
        if one.operator == KNOWN:
            return filled
        if field.kind is FieldKind.TEXT:
            return self._text(one, column)
        said = one.value if one.operator == "one_of" else [one.value]
        among = column.in_([UUID(each) if field.is_id else each for each in said])
        return and_(filled, not_(among) if one.operator == "is_not" else among)

    def _text(self, one: Comparison, column: ColumnElement[str]) -> ColumnElement[bool]:
        key = search_key(one.value)
        compare: dict[str, Callable[[str], bool]] = {
            "is": lambda text: text == key,
            "begins": lambda text: text.startswith(key),
            "contains": lambda text: key in text,
        }
        if one.field == "customer.name":
            # The sort name is folded as what was typed.
            if one.operator == "is":
                return column == key
            pattern = column.startswith if one.operator == "begins" else column.contains
            return pattern(key, autoescape=True)
        # Neither engine folds as we do, and there are fewer cities than customers.
        theirs = select(column).where(customers.c.id.in_(self._ids), column != "")
        there = self._uow.session.scalars(theirs.distinct())
        return column.in_([text for text in there if compare[one.operator](search_key(text))])

    def _last_contact(self, one: Comparison) -> ColumnElement[bool]:
        c = last_contacts.c
        met = [c.customer_id == customers.c.id]
        if one.operator in (KNOWN, UNKNOWN):
            there = exists().where(*met).correlate(customers)
            return there if one.operator == KNOWN else not_(there)
        moment = self._yardstick.days_ago(one.value)
        met.append(c.at <= moment if one.operator == "at_least" else c.at >= moment)
        return exists().where(*met).correlate(customers)

    def _amount(self, one: Comparison) -> ColumnElement[bool]:
        currency, minor = opportunities.c.amount_currency, opportunities.c.amount_minor
        filled = and_(currency.is_not(None), minor.is_not(None))
        if one.operator in (KNOWN, UNKNOWN):
            return filled if one.operator == KNOWN else not_(filled)
        ranges = money_ranges(one.operator, one.value, self._yardstick.worth)
        met = [and_(currency == code, _within(minor, ends)) for code, ends in ranges.items()]
        return and_(filled, or_(false(), *met))

    def _custom(self, one: Comparison, field: Field) -> ColumnElement[bool]:
        """Through the index of custom values."""
        assert field.custom is not None  # noqa: S101 – for the type
        key = TABLES[field.about].c.id
        field_id = field.custom.id
        there = holds_custom(key, CustomCondition(field_id=field_id))
        if one.operator in (KNOWN, UNKNOWN):
            return there if one.operator == KNOWN else not_(there)
        met = [holds_custom(key, each) for each in self._custom_conditions(one, field, field_id)]
        if one.operator in ("is_not", "contains_none"):
            return and_(there, not_(or_(false(), *met)))
        return or_(false(), *met)

    def _custom_conditions(
        self, one: Comparison, field: Field, field_id: UUID
    ) -> list[CustomCondition]:
        """One of these is to be met."""
        operator, value = one.operator, one.value
        match field.kind:
            case FieldKind.CHOICE | FieldKind.SET:
                said = value if isinstance(value, list) else [value]
                if field.is_id:
                    return [CustomCondition(field_id=field_id, target=UUID(x)) for x in said]
                return [CustomCondition(field_id=field_id, text=each) for each in said]
            case FieldKind.TEXT:
                key = search_key(value)
                if operator == "is":
                    return [CustomCondition(field_id=field_id, text=key)]
                if operator == "begins":
                    return [CustomCondition(field_id=field_id, begins=key)]
                return [CustomCondition(field_id=field_id, contains=key)]
            case FieldKind.MONEY:
                ranges = money_ranges(operator, value, self._yardstick.worth)
                return [
                    CustomCondition(field_id=field_id, text=code, low=low, high=high)
                    for code, (low, high) in ranges.items()
                ]
            case FieldKind.YES_NO:
                return [CustomCondition(field_id=field_id, low=int(value), high=int(value))]
            case FieldKind.DATE:
                low, high = date_range(operator, value)
                return [CustomCondition(field_id=field_id, low=low, high=high)]
        low, high = number_range(operator, value)
        return [CustomCondition(field_id=field_id, low=low, high=high)]


def _within(column: ColumnElement[int], ends: Range) -> ColumnElement[bool]:
    low, high = ends
    met: list[ColumnElement[bool]] = []
    if low is not None:
        met.append(column >= low)
    if high is not None:
        met.append(column <= high)
    return and_(true(), *met)


def _in_keys(one: Comparison, kind: str) -> ColumnElement[bool]:
    """Roles and tags, through what customers are found by."""
    theirs = [_keys.c.kind == kind, _keys.c.record_id == customers.c.id]
    there = exists().where(*theirs).correlate(customers)
    if one.operator in (KNOWN, UNKNOWN):
        return there if one.operator == KNOWN else not_(there)
    said = one.value if isinstance(one.value, list) else [one.value]
    holding = exists().where(*theirs, _keys.c.value.in_(said)).correlate(customers)
    return and_(there, not_(holding)) if one.operator == "contains_none" else holding
