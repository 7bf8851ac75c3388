"""What the search field can do besides finding: open a place, begin something new."""

from collections.abc import Iterable
from typing import Any

from salesforce_lite.search.words import words_of

_MOST = 4


def matching_commands(typed: str, commands: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those each of whose typed words begins one of theirs, in the order of the menu."""
    asked = words_of(typed)
    if not asked:
        return []
    found = (
        one
        for one in commands
        if (known := words_of(f"{one['title']} {one['words']}"))
        and all(any(word.startswith(each) for word in known) for each in asked)
    )
    return sorted(found, key=lambda one: not _begins(one["title"], asked))[:_MOST]


def _begins(title: str, asked: list[str]) -> bool:
    """Those whose name begins so come first."""
    return " ".join(words_of(title)).startswith(" ".join(asked))
