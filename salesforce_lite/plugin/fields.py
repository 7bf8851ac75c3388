"""Whether a value of a hook says texts, numbers and callables where it should.

Values are put in order and shown on pages of others: a wrong one would fail there, long after.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

_PLAIN = (str, int, bool)


def wrong_field(value: Any) -> tuple[str, str, str] | None:
    """(field, what it is, what is wanted) of the first field that is wrong."""
    if not is_dataclass(value) or isinstance(value, type):
        return None
    for field in fields(value):
        given = getattr(value, field.name)
        wanted = _wanted(field.type, given)
        if wanted:
            return field.name, type(given).__name__, wanted
    return None


def _wanted(kind: Any, given: Any) -> str:
    """Empty where the value is right, or nobody can tell."""
    if kind in _PLAIN:
        return "" if isinstance(given, kind) else kind.__name__
    origin = get_origin(kind)
    if origin is Literal:
        allowed = get_args(kind)
        return "" if given in allowed else " or ".join(map(repr, allowed))
    if origin is tuple:
        return "" if isinstance(given, tuple) else "tuple"
    if origin is Callable:
        return "" if callable(given) else "a function"
    return ""
