"""What a written cell may hold, and the plain text of it."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from salesforce_lite.tabular.errors import TableError

Cell = str | int | Decimal | float | bool | date | datetime | None
"""Phone numbers, ids and postal codes are text; only what is counted or summed is a number."""

_unwritable = re.compile("[\0\ud800-\udfff]").search


class Sheet(Protocol):
    """One kind of file being written."""

    def write(self, number: int, cells: Sequence[Cell]) -> None:
        """The cells of one row, in the order of the columns; the header is row 1."""

    def flush(self) -> None:
        """Bring to the file what stands in it for good."""

    def finish(self) -> None:
        """Bring everything to the file and close it."""

    def abandon(self) -> None:
        """Close the file, whatever it holds."""


def check_text(text: str, number: int, column: str) -> None:
    """Refuse what no encoding can carry, before a file is half written."""
    if text.isascii() and "\0" not in text:
        return
    if found := _unwritable(text):
        refuse_character(found[0], number, column)


def refuse_character(character: str, number: int, column: str) -> None:
    code = f"U+{ord(character):04X}"
    raise TableError("unwritable_text", row=number, column=column, character=code)


def number_text(number: int | float | Decimal) -> str:
    """Without exponent and with a point; a float in its shortest form."""
    if isinstance(number, int):
        return str(number)
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not math.isfinite(exact):
        raise ValueError(f"not a finite number: {number}")
    return f"{exact:f}"


def join_list(words: Sequence[str]) -> str:
    """Several words as one cell; a sign that would part them has a backslash before it."""
    kept = ("".join(f"\\{sign}" if sign in "\\;,|" else sign for sign in word) for word in words)
    return "; ".join(kept)
