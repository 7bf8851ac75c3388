"""What a file can say about a record: the fields of an entity and how each is written."""

from dataclasses import dataclass
from enum import StrEnum

from salesforce_lite.intake.folding import folded


class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    # Several words in one cell; several columns may lead to it.
    LIST = "list"
    # Phones, several in a cell; several columns may lead to it.
    PHONE = "phone"
    # Lines of text; several columns may lead to it, each under its own name.
    NOTE = "note"
    NUMBER = "number"
    WHOLE = "whole"
    # A number with the code of its currency before or behind it; read, “1234.50 EUR”.
    MONEY = "money"
    COORDINATE = "coordinate"
    DATE = "date"
    # A date, or a moment where a time is written.
    MOMENT = "moment"
    BOOLEAN = "boolean"
    COUNTRY = "country"
    # One of a few codes; words for them come from the labels of the system and the mapping file.
    CHOICE = "choice"
    DOCUMENT = "document"


def words_for(*codes: str) -> tuple[tuple[str, str], ...]:
    """Words that are the codes themselves."""
    return tuple((folded(code), code) for code in codes)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `label` is what people call it, marked for translation."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    # For choices: word, folded → code.
    words: tuple[tuple[str, str], ...] = ()

    @property
    def takes_several(self) -> bool:
        """Whether more than one column may lead to it."""
        return self.kind in (Kind.LIST, Kind.PHONE, Kind.NOTE)
