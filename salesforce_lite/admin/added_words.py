"""What a plugin adds, in the words of whoever reads it before switching the plugin on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import table_words

# What a slot or a sentence at a glance stands on: the part of its name before the dot.
PLACES: Mapping[str, str] = {
    "frame": N_("every page"),
    "today": N_("Today"),
    "customer": N_("page of a customer"),
    "contact": N_("page of a contact"),
    "activity": N_("page of an activity"),
    "opportunity": N_("page of an opportunity"),
    "reports": N_("Reports"),
}
_ON_PAGES = {"panels": "slot", "glance_sources": "about"}


@dataclass(frozen=True, slots=True, order=True)
class Added:
    """One thing that a plugin adds; `name` is what programs call it, where that is to be shown."""

    words: str
    name: str


def added_of(hook: str, names: Iterable[str], values: Iterable[Any]) -> Sequence[Added]:
    """What the hook adds: in words where every value has some, else as programs call it.

    Reactions and tables are told in both; one without words by its name.
    """
    if hook == "tables":
        return sorted(Added(_translated(table_words(name)), name) for name in names)
    if hook == "subscriptions":
        events = {value.event for value in values}
        return sorted(Added(_translated(event.words), event.__name__) for event in events)
    words = {words_of(hook, value) for value in values}
    if words and "" not in words:
        return [Added(one, "") for one in sorted(words)]
    return [Added("", name) for name in names]


def words_of(hook: str, value: Any) -> str:
    """How the value of a hook is called on pages; empty for what only programs name."""
    if hook in _ON_PAGES:
        place = str(getattr(value, _ON_PAGES[hook])).partition(".")[0]
        return str(gettext(PLACES[place])) if place in PLACES else ""
    for name in ("label", "title"):
        if words := _translated(getattr(value, name, None)):
            return words
    return ""


def _translated(words: object) -> str:
    """In the reader's language; a plugin may have put something else there."""
    return str(gettext(words)) if isinstance(words, str) and words else ""
