"""Turns the text of a cell into the value of its field."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from salesforce_lite.intake.fields import Field, Kind
from salesforce_lite.intake.folding import folded
from salesforce_lite.intake.places import country_code
from salesforce_lite.kernel.errors import N_
from salesforce_lite.tabular import (
    DateOrder,
    DecimalSign,
    ValueProblem,
    read_bool,
    read_date,
    read_datetime,
    read_decimal,
)

# How exports write "nothing" where a value is expected.
_NOTHING = frozenset(
    ["-", "--", "—", "n/a", "#n/a", "null", "none", "(none)", "nan", "nil", "\\n", "s/d"]
)
_CURRENCY = re.compile("[A-Za-z]{3}").fullmatch
_NOT_A_COUNTRY = N_("“%(text)s” is no country. Write its name or its two-letter code.")
_NOT_A_CHOICE = N_("“%(text)s” is none of the choices: %(choices)s.")
_NOT_A_DOCUMENT = N_("“%(text)s” is no JSON.")


class CellProblem(ValueError):
    """A cell that is not what its field needs: a sentence with its parameters."""

    def __init__(self, sentence: str, text: str, **params: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.params: dict[str, object] = {"text": text[:80], **params}


class UnknownWordError(CellProblem):
    """A word that is none of the codes of a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the values of one column are written."""

    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None
    # Dates of workbooks may be numbers.
    serials: bool = False
    zone: tzinfo = UTC
    # word, folded → code
    words: Mapping[str, str] | None = None


def reader_of(field: Field, reading: Reading) -> Callable[[str], Any]:
    """The function that reads the cells of a column; None as its answer means an empty cell."""
    if field.kind in (Kind.TEXT, Kind.NOTE, Kind.LIST, Kind.PHONE):
        return _translated(_text, reading)
    decimal, order, serials = reading.decimal, reading.date_order, reading.serials
    ways: dict[Kind, Callable[[str], Any]] = {
        Kind.NUMBER: lambda text: read_decimal(text, decimal),
        Kind.MONEY: lambda text: _money(text, decimal),
        Kind.WHOLE: lambda text: _whole(text, decimal),
        Kind.COORDINATE: lambda text: _coordinate(text, decimal),
        Kind.DATE: lambda text: read_date(text, order, serials=serials),
        Kind.MOMENT: lambda text: _moment(text, reading),
        Kind.BOOLEAN: _translated(read_bool, reading),
        Kind.COUNTRY: _translated(_country, reading),
        Kind.CHOICE: lambda text: _choice(text, field, reading),
        Kind.DOCUMENT: _document,
    }
    return _unless_nothing(ways[field.kind])


def _translated(read: Callable[[str], Any], reading: Reading) -> Callable[[str], Any]:
    """Words of the mapping file first: “Ana” may stand for ana@example.com."""
    words = reading.words
    if not words:
        return read
    return lambda text: read(words.get(folded(text), text))


def _unless_nothing(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: None if text.strip().casefold() in _NOTHING else read(text)


def _text(text: str) -> str:
    return text.strip()


def _whole(text: str, decimal: DecimalSign | None) -> int:
    """Percentages come as 25, 25% and 25.0; what is left over is rounded."""
    return int(read_decimal(text.strip().removesuffix("%").rstrip(), decimal).to_integral_value())


def number_of(text: str) -> str:
    """What is left of an amount without the code of its currency."""
    return _parts_of_amount(text)[0]


def _money(text: str, decimal: DecimalSign | None) -> str:
    number, currency = _parts_of_amount(text)
    return f"{read_decimal(number, decimal):f} {currency}".rstrip()


def _parts_of_amount(text: str) -> tuple[str, str]:
    words = text.split()
    for place in (0, -1):
        if len(words) > 1 and _CURRENCY(words[place]):
            currency = words.pop(place)
            return " ".join(words), currency.upper()
    # The one sign that stands for a single currency.
    return text.strip(), "EUR" if "€" in text else ""


def _coordinate(text: str, decimal: DecimalSign | None) -> float:
    """40.416 can only be degrees, so a point is never in doubt here."""
    try:
        return float(read_decimal(text, decimal))
    except ValueProblem:
        return float(read_decimal(text, "."))


def _moment(text: str, reading: Reading) -> date | datetime:
    if ":" not in text and not (reading.serials and "." in text):
        return read_date(text, reading.date_order, serials=reading.serials)
    return read_datetime(text, reading.date_order, reading.zone, serials=reading.serials)


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise CellProblem(_NOT_A_COUNTRY, text)
    return code


def _choice(text: str, field: Field, reading: Reading) -> str:
    word = folded(text)
    code = (reading.words or {}).get(word) or dict(field.words).get(word)
    if code is None:
        known = sorted({code for _word, code in field.words})
        raise UnknownWordError(_NOT_A_CHOICE, text, choices=", ".join(known))
    return code


def _document(text: str) -> Any:  # Any: whatever JSON holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CellProblem(_NOT_A_DOCUMENT, text) from None


def split_list(text: str) -> list[str]:
    """The words of a cell; a backslash keeps the sign after it, as `join_list` writes it."""
    words, word, is_kept = [], "", False
    for letter in text:
        if is_kept:
            word, is_kept = word + letter, False
        elif letter == "\\":
            is_kept = True
        elif letter in ";,|\n":
            words.append(word.strip())
            word = ""
        else:
            word += letter
    words.append(word.strip())
    return [one for one in words if one]
