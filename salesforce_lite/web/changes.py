"""Words for changes of fields: labels and values of the audit trail in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext


def show_plain(value: Any) -> str:
    """A JSON value in words; lists with commas, nothing for nothing."""
    match value:
        case None | "":
            return ""
        case bool():
            return str(gettext("yes") if value else gettext("no"))
        case list():
            return ", ".join(show_plain(item) for item in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a field is called (marked for translation) and how a value of it is written."""

    label: str
    show: Callable[[Any], str] = show_plain


def change_rows(
    changes: Mapping[str, Sequence[Any]], words: Mapping[str, FieldWords]
) -> list[tuple[str, str, str]]:
    """(label, from, to) of the changes, in the order of the words; what has no words stays out."""
    return [
        (gettext(field.label), field.show(changes[name][0]), field.show(changes[name][1]))
        for name, field in words.items()
        if name in changes
    ]
