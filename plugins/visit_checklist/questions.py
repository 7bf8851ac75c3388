"""What a question is answered with, and which answers it takes."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn

from salesforce_lite.kernel.errors import N_, InvalidInputError

from .model import Question

LONGEST_TEXT = 500
SCALE = ("1", "2", "3", "4", "5")
_LONGEST_NUMBER = 30
_NO_ANSWER = N_("This is no answer to the question.")
_TOO_LONG = N_("This is too long. Shorten it.")


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


KIND_LABELS: Mapping[str, str] = {
    Kind.YES_NO: N_("Yes or no"),
    Kind.CHOICE: N_("One of a list"),
    Kind.SCALE: N_("From 1 to 5"),
    Kind.NUMBER: N_("Number"),
    Kind.TEXT: N_("Short text"),
}
KIND_ICONS: Mapping[str, str] = {
    Kind.YES_NO: "check",
    Kind.CHOICE: "list",
    Kind.SCALE: "score",
    Kind.NUMBER: "percent",
    Kind.TEXT: "edit",
}


def kept_value(question: Question, said: Any) -> Any:
    """The answer as it is kept; raises InvalidInputError beside the question."""
    match Kind(question.kind):
        case Kind.YES_NO:
            return said if isinstance(said, bool) else _refuse(question)
        case Kind.CHOICE:
            return said if question.option(said) else _refuse(question)
        case Kind.SCALE:
            return str(said) if str(said) in SCALE else _refuse(question)
        case Kind.NUMBER:
            return _number(question, said)
    if not isinstance(said, str):
        _refuse(question)
    text = " ".join(said.split())
    return text if len(text) <= LONGEST_TEXT else _refuse(question, _TOO_LONG)


def _number(question: Question, said: Any) -> str:
    try:
        number = Decimal(said) if isinstance(said, Decimal | str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        _refuse(question)
    written = format(number, "f")
    return written if len(written) <= _LONGEST_NUMBER else _refuse(question)


def _refuse(question: Question, reason: str = _NO_ANSWER) -> NoReturn:
    raise InvalidInputError(fields={question.name: reason})
