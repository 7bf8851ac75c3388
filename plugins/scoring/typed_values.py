"""What people type or choose in a line of a condition, as a condition says it, and the way back."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from .condition_tree import WITHOUT_VALUE
from .field_words import FieldSpec

# What a line is filled in with; those in the plural of numbers and dates are two bounds.
InputKind = Literal[
    "nothing", "choice", "choices", "text", "words", "number", "numbers", "days", "date", "dates"
]
_SEVERAL = ("one_of", "contains_any", "contains_none")
_BETWEEN = "between"
_LONGEST_CARRIED = 20_000
YES, NO = "yes", "no"

# Reads a number as it is written where the reader lives; raises ValueError with a sentence.
ReadNumber = Callable[[str], Decimal | None]


def input_kind(spec: FieldSpec, operator: str) -> InputKind:
    """With what a line of this field and operator is filled in."""
    if operator in WITHOUT_VALUE:
        return "nothing"
    is_pair = operator == _BETWEEN
    match spec.kind:
        case "number" | "money":
            return "numbers" if is_pair else "number"
        case "date":
            return "dates" if is_pair else "date"
        case "days":
            return "days"
        case "yes_no":
            return "choice"
        case "choice" | "set":
            if operator in _SEVERAL:
                return "choices" if spec.choices else "words"
            return "choice" if spec.choices else "text"
    return "text"


def said_value(
    spec: FieldSpec, operator: str, typed: Sequence[str], read_number: ReadNumber
) -> Any:
    """What was typed, in the shape of a value; whether it is one the rules of scoring say.

    Raises ValueError with a sentence for a number that cannot be read.
    """
    kind = input_kind(spec, operator)
    given = [one.strip() for one in typed]
    match kind:
        case "choices":
            return [one for one in given if one]
        case "words":
            pieces = [piece.strip() for one in given for piece in one.split(",")]
            return list(dict.fromkeys(piece for piece in pieces if piece))
        case "dates":
            return [*given, "", ""][:2]
        case "numbers":
            return [_number(one, read_number) for one in [*given, "", ""][:2]]
    first = given[0] if given else ""
    return _number(first, read_number) if kind == "number" else first


def _number(text: str, read_number: ReadNumber) -> str:
    number = read_number(text)
    return "" if number is None else format(number, "f")


def shown_texts(
    spec: FieldSpec, kept: Sequence[str], write_number: Callable[[Decimal], str]
) -> list[str]:
    """Kept values as the inputs show them: numbers as they are written where the reader lives."""
    if spec.kind not in ("number", "money"):
        return list(kept)
    return [_written(text, write_number) for text in kept]


def _written(text: str, write_number: Callable[[Decimal], str]) -> str:
    try:
        return write_number(Decimal(text))
    except InvalidOperation:
        return text


def carried(value: Any) -> str:
    """The value of a field that is not there any more, for a form to hand back as it is."""
    return "" if value is None else json.dumps(value)


def handed_back(text: str) -> Any:
    """What `carried` gave away; None for anything else."""
    if not text or len(text) > _LONGEST_CARRIED:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    several = value if isinstance(value, list) else [value]
    return value if all(isinstance(one, str | int | float | bool) for one in several) else None
