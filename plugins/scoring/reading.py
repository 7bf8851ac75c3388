"""Reads conditions that somebody typed: everything wrong is told beside the part that is wrong."""

import re
from collections.abc import Mapping
from typing import Any, cast

from salesforce_lite.kernel.errors import N_

from .conditions import (
    COUNTED,
    DEEPEST,
    LONGEST_WINDOW,
    MOST_EVENTS,
    MOST_NODES,
    All,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Some,
)
from .fields import CUSTOMER, KNOWN, OPERATORS, UNKNOWN, Fields
from .values import MOST_VALUES, WrongValueError, is_short_text, read_value, whole_number

_NOT_A_CONDITION = N_("Choose what the condition is about.")
_EMPTY = N_("Add a condition here, or remove the group.")
_TOO_DEEP = N_("Groups stand at most five deep. Move the condition further out.")
_TOO_MANY = N_("A rule has at most 50 conditions. Make two rules of it.")
_NO_SUCH_FIELD = N_("This field does not exist, or not any more. Choose another.")
_NO_SUCH_OPERATOR = N_("Choose how the field is compared.")
_NOT_COUNTED = N_("Choose activities or opportunities.")
_NOT_A_WINDOW = N_("Write a number of days from 1 to 3,650, or leave it empty.")
_NOT_A_COUNT = N_("Write a whole number from 1 to 1,000.")


ALL_OPERATORS = frozenset(one for several in OPERATORS.values() for one in several) | {
    KNOWN,
    UNKNOWN,
}
_CUSTOM = re.compile(r"[a-z]+\.custom\.[a-z0-9_]{1,40}")


def is_of_gone_field(key: object, about: str) -> bool:
    """Whether this may be the key of a custom field that was deleted or retired."""
    return (
        isinstance(key, str) and _CUSTOM.fullmatch(key) is not None and key.startswith(f"{about}.")
    )


class ConditionReader:
    """Reads the condition of one rule; `faults` is path → sentence, for all that is wrong.

    The path of a part is that of what it stands in, a dot and its place: “rules.r1.when.0.2”.
    """

    def __init__(self, fields: Fields, faults: dict[str, str]) -> None:
        self._fields = fields
        self._faults = faults
        self._nodes = 0

    def read(self, data: object, path: str, depth: int = 1) -> Condition | None:
        """The condition, or None where something in it is wrong."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            return self._wrong(path, _TOO_MANY)
        if depth > DEEPEST:
            return self._wrong(path, _TOO_DEEP)
        if not isinstance(data, Mapping):
            return self._wrong(path, _NOT_A_CONDITION)
        if "all" in data or "any" in data:
            return self._group(data, path, depth)
        if "not" in data:
            part = self.read(data["not"], f"{path}.0", depth + 1)
            return None if part is None else Not(part)
        if "some" in data:
            return self._some(data, path)
        return self._comparison(data, path, CUSTOMER)

    def _group(self, data: Mapping[str, Any], path: str, depth: int) -> Condition | None:
        name = "all" if "all" in data else "any"
        said = data[name]
        if not isinstance(said, list | tuple) or not said:
            return self._wrong(path, _EMPTY)
        parts: list[Condition] = []
        for place, each in enumerate(said):
            part = self.read(each, f"{path}.{place}", depth + 1)
            if part is not None:
                parts.append(part)
            elif self._nodes > MOST_NODES:
                return None
        if len(parts) < len(said):
            return None
        return All(tuple(parts)) if name == "all" else AnyOf(tuple(parts))

    def _some(self, data: Mapping[str, Any], path: str) -> Condition | None:
        about, where = data["some"], data.get("where") or []
        if not isinstance(about, str) or about not in COUNTED:
            return self._wrong(path, _NOT_COUNTED)
        if not isinstance(where, list | tuple):
            return self._wrong(path, _NOT_A_CONDITION)
        window, least = data.get("within_days"), data.get("at_least")
        days = None if window in (None, "") else whole_number(window, 1, LONGEST_WINDOW)
        if days is None and window not in (None, ""):
            self._faults[f"{path}.within_days"] = _NOT_A_WINDOW
        count = whole_number(1 if least in (None, "") else least, 1, MOST_EVENTS)
        if count is None:
            self._faults[f"{path}.at_least"] = _NOT_A_COUNT
        comparisons: list[Comparison] = []
        for place, each in enumerate(where):
            self._nodes += 1
            if self._nodes > MOST_NODES:
                return self._wrong(path, _TOO_MANY)
            one = self._comparison(each, f"{path}.{place}", COUNTED[about])
            if one is not None:
                comparisons.append(one)
        if len(comparisons) < len(where) or count is None or (days is None and window):
            return None
        return Some(cast(Any, about), tuple(comparisons), days, count)  # Any: one of two words

    def _comparison(self, data: object, path: str, about: str) -> Comparison | None:
        if not isinstance(data, Mapping) or not data.get("field"):
            return self._wrong(path, _NOT_A_CONDITION)
        key, operator = data["field"], data.get("is")
        if not isinstance(operator, str):
            return self._wrong(f"{path}.is", _NO_SUCH_OPERATOR)
        field = self._fields.get(key) if isinstance(key, str) else None
        if field is None and is_of_gone_field(key, about):
            return self._kept(data, path)
        if field is None or field.about != about:
            return self._wrong(f"{path}.field", _NO_SUCH_FIELD)
        if operator not in field.operators:
            return self._wrong(f"{path}.is", _NO_SUCH_OPERATOR)
        if operator in (KNOWN, UNKNOWN):
            return Comparison(field.key, operator)
        try:
            return Comparison(field.key, operator, read_value(field, operator, data.get("value")))
        except WrongValueError as wrong:
            return self._wrong(f"{path}.value", wrong.sentence)

    def _kept(self, data: Mapping[str, Any], path: str) -> Comparison | None:
        """A custom field may be gone since: the rule stands as it was, and gives nothing."""
        operator, value = data.get("is"), data.get("value")
        if operator not in ALL_OPERATORS:
            return self._wrong(f"{path}.is", _NO_SUCH_OPERATOR)
        said = value if isinstance(value, list) else [value]
        fits = len(said) <= MOST_VALUES and all(
            one is None or isinstance(one, bool | int) or is_short_text(one) for one in said
        )
        if not fits:
            return self._wrong(f"{path}.field", _NO_SUCH_FIELD)
        return Comparison(data["field"], operator, value)

    def _wrong(self, path: str, sentence: str) -> Comparison | None:
        self._faults[path] = sentence
        return None
