"""Conditions in words: “Organisation and at least 2 visits in the last 90 days”."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, ngettext

from salesforce_lite.company import get_company
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import locale_code, show_date, show_money, show_number

from .conditions import All, AnyOf, Comparison, Condition, Not, Some
from .event_words import at_least_words, kind_counted, none_words
from .field_words import field_label, value_label
from .fields import KNOWN, UNKNOWN, Field, FieldKind, all_fields_by_key
from .values import asked_field


class ConditionWords:
    """Says conditions; `labels` are those of custom fields that may be gone since."""

    def __init__(self, uow: UnitOfWork, labels: Mapping[str, Any] | None = None) -> None:
        self._uow = uow
        self._labels = labels or {}
        self._fields = all_fields_by_key(uow)

    def say(self, condition: Condition) -> str:
        """Without a full stop, for a list or the middle of a sentence."""
        match condition:
            case Comparison():
                return self.comparison(condition)
            case All(parts):
                return _joined(" " + str(gettext("and")) + " ", self._parts(parts, AnyOf))
            case AnyOf(parts):
                return _joined(" " + str(gettext("or")) + " ", self._parts(parts, All))
            case Not(Some() as some):
                return self.events(some, none_words(kind_counted(some)))
            case Not(part):
                return str(gettext("not: %(what)s", what=self.say(part)))
            case Some():
                count = condition.at_least
                return self.events(condition, at_least_words(kind_counted(condition), count))

    def _parts(self, parts: Sequence[Condition], bracketed: type[Any]) -> list[str]:
        """Those that would be misread beside the others in brackets."""
        said = []
        for place, part in enumerate(parts):
            words = self.say(part)
            if isinstance(part, bracketed):
                words = f"({words})"
            elif place and self._begins_with_our_word(part):
                words = words[:1].lower() + words[1:]
            said.append(words)
        return said

    def _begins_with_our_word(self, part: Condition) -> bool:
        """Names that administrators gave keep their letters; ours are small inside a sentence."""
        if not isinstance(part, Comparison) or part.field not in self._fields:
            return False
        return self._fields[part.field].custom is None

    def events(self, some: Some, counted: str) -> str:
        """What was counted, with its qualities and its window: “3 visits in the last 90 days”."""
        skipped = kind_counted(some)
        said = [self.comparison(one) for one in some.where if one.field not in skipped.fields]
        text = f"{counted} ({', '.join(said)})" if said else counted
        if some.within_days is None:
            return text
        window = _window(some.within_days)
        return f"{text} {window}"

    def comparison(self, one: Comparison) -> str:
        field = asked_field(self._fields, one)
        if field is None:
            return self._gone(one)
        label = field_label(field)
        if one.operator == KNOWN:
            return str(gettext("%(field)s is filled in", field=label))
        if one.operator == UNKNOWN:
            return str(gettext("%(field)s is not filled in", field=label))
        if field.kind is FieldKind.YES_NO:
            return self._yes_or_no(field, label, is_so=bool(one.value))
        if field.kind is FieldKind.DAYS:
            return _days(label, one)
        if field.key == "customer.kind" and one.operator == "is":
            return self._value(field, one.value)
        values = one.value if isinstance(one.value, list) else [one.value]
        words = [self._value(field, value) for value in values]
        return _compared(field, label, one.operator, words)

    def _gone(self, one: Comparison) -> str:
        labels = self._labels.get(one.field)
        if labels is None:
            return str(gettext("a field that is gone"))
        label = labels["es" if locale_code().startswith("es") else "en"]
        return str(gettext("%(field)s, which is gone", field=label))

    def _yes_or_no(self, field: Field, label: str, *, is_so: bool) -> str:
        if field.custom is not None:
            said = gettext("yes") if is_so else gettext("no")
            return str(gettext("%(field)s: %(value)s", field=label, value=said))
        return label if is_so else str(gettext("not: %(what)s", what=label))

    def _value(self, field: Field, value: Any) -> str:
        match field.kind:
            case FieldKind.NUMBER:
                return str(show_number(Decimal(value)))
            case FieldKind.MONEY:
                currency = get_company(self._uow).currency
                return str(show_money(Money.of(Decimal(value), currency)))
            case FieldKind.DATE:
                return str(show_date(date.fromisoformat(value)))
            case FieldKind.TEXT:
                return f"“{value}”"
        return value_label(self._uow, field, value)


def _window(days: int) -> str:
    """Whole years as years."""
    if days % 365 == 0:
        return str(ngettext("in the last year", "in the last %(num)d years", days // 365))
    return str(ngettext("in the last day", "in the last %(num)d days", days))


def _joined(between: str, words: Sequence[str]) -> str:
    return between.join(words)


def _days(label: str, one: Comparison) -> str:
    if one.operator == "at_least":
        return str(
            ngettext(
                "%(field)s at least %(num)d day ago",
                "%(field)s at least %(num)d days ago",
                one.value,
                field=label,
            )
        )
    return str(
        ngettext(
            "%(field)s at most %(num)d day ago",
            "%(field)s at most %(num)d days ago",
            one.value,
            field=label,
        )
    )


def _compared(field: Field, label: str, operator: str, words: Sequence[str]) -> str:
    several = _joined(" " + str(gettext("or")) + " ", words)
    said = {"field": label, "value": several, "low": words[0], "high": words[-1]}
    match operator:
        case "is_not":
            return str(gettext("%(field)s is not %(value)s", **said))
        case "contains_none":
            return str(gettext("%(field)s: not %(value)s", **said))
        case "contains" if field.kind is FieldKind.TEXT:
            return str(gettext("%(field)s contains %(value)s", **said))
        case "begins":
            return str(gettext("%(field)s begins with %(value)s", **said))
        case "at_least":
            return str(gettext("%(field)s: at least %(value)s", **said))
        case "at_most":
            return str(gettext("%(field)s: at most %(value)s", **said))
        case "between":
            return str(gettext("%(field)s: from %(low)s to %(high)s", **said))
        case "before":
            return str(gettext("%(field)s before %(value)s", **said))
        case "after":
            return str(gettext("%(field)s after %(value)s", **said))
    return str(gettext("%(field)s: %(value)s", **said))
