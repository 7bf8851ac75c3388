"""What is counted in conditions, in words: visits, calls, sales, and how often they were."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from salesforce_lite.web import current_contributions

from .conditions import Some


@dataclass(frozen=True, slots=True)
class CountedKind:
    """What is counted, and the fields whose comparisons its name says already."""

    code: str
    fields: frozenset[str] = frozenset()


def kind_counted(some: Some) -> CountedKind:
    """The kind of activity, or how the sale ended, where the condition asks for exactly one."""
    field = "activity.kind" if some.about == "activities" else "opportunity.outcome"
    asked = [one for one in some.where if one.field == field]
    if len(asked) == 1 and asked[0].operator == "is" and asked[0].value in _SO_MANY:
        value = asked[0].value
        if field != "activity.kind" or not _is_renamed(value):
            return CountedKind(value, frozenset([field]))
    return CountedKind(some.about)


def _is_renamed(code: str) -> bool:
    """Whether the company calls this kind otherwise than our sentences do."""
    kinds = current_contributions().activity_kinds
    return any(kind.code == code and kind.given for kind in kinds)


def so_many_words(kind: CountedKind, count: int) -> str:
    """“3 visits”."""
    return str(_SO_MANY[kind.code](count))


def at_least_words(kind: CountedKind, count: int) -> str:
    """“at least 3 visits”, and “a visit” where one is enough."""
    if count == 1:
        return str(_ONE[kind.code]())
    return str(gettext("at least %(events)s", events=so_many_words(kind, count)))


def none_words(kind: CountedKind) -> str:
    """“no visit”, in the form of a list, so that it fits any gender: “not: a visit”."""
    return str(gettext("not: %(what)s", what=_ONE[kind.code]()))


def each_words(kind: CountedKind) -> str:
    """“each visit”."""
    return str(_EACH[kind.code]())


def happened_words(kind: CountedKind, count: int) -> str:
    """“Visited 3 times”."""
    return str(_HAPPENED.get(kind.code, _SO_MANY[kind.code])(count))


_Count = Callable[[int], str]
_SO_MANY: Mapping[str, _Count] = {
    "activities": lambda n: ngettext("%(num)d activity", "%(num)d activities", n),
    "visit": lambda n: ngettext("%(num)d visit", "%(num)d visits", n),
    "call": lambda n: ngettext("%(num)d call", "%(num)d calls", n),
    "message": lambda n: ngettext("%(num)d message", "%(num)d messages", n),
    "email": lambda n: ngettext("%(num)d e-mail", "%(num)d e-mails", n),
    "meeting": lambda n: ngettext("%(num)d meeting", "%(num)d meetings", n),
    "task": lambda n: ngettext("%(num)d task", "%(num)d tasks", n),
    "promise": lambda n: ngettext("%(num)d promise", "%(num)d promises", n),
    "note": lambda n: ngettext("%(num)d note", "%(num)d notes", n),
    "opportunities": lambda n: ngettext("%(num)d opportunity", "%(num)d opportunities", n),
    "open": lambda n: ngettext("%(num)d open opportunity", "%(num)d open opportunities", n),
    "won": lambda n: ngettext("%(num)d sale won", "%(num)d sales won", n),
    "lost": lambda n: ngettext("%(num)d opportunity lost", "%(num)d opportunities lost", n),
}
_ONE: Mapping[str, Callable[[], str]] = {
    "activities": lambda: gettext("an activity"),
    "visit": lambda: gettext("a visit"),
    "call": lambda: gettext("a call"),
    "message": lambda: gettext("a message"),
    "email": lambda: gettext("an e-mail"),
    "meeting": lambda: gettext("a meeting"),
    "task": lambda: gettext("a task"),
    "promise": lambda: gettext("a promise"),
    "note": lambda: gettext("a note"),
    "opportunities": lambda: gettext("an opportunity"),
    "open": lambda: gettext("an open opportunity"),
    "won": lambda: gettext("a sale won"),
    "lost": lambda: gettext("an opportunity lost"),
}
_EACH: Mapping[str, Callable[[], str]] = {
    "activities": lambda: gettext("each activity"),
    "visit": lambda: gettext("each visit"),
    "call": lambda: gettext("each call"),
    "message": lambda: gettext("each message"),
    "email": lambda: gettext("each e-mail"),
    "meeting": lambda: gettext("each meeting"),
    "task": lambda: gettext("each task"),
    "promise": lambda: gettext("each promise"),
    "note": lambda: gettext("each note"),
    "opportunities": lambda: gettext("each opportunity"),
    "open": lambda: gettext("each open opportunity"),
    "won": lambda: gettext("each sale won"),
    "lost": lambda: gettext("each opportunity lost"),
}
_HAPPENED: Mapping[str, _Count] = {
    "visit": lambda n: ngettext("Visited once", "Visited %(num)d times", n),
    "call": lambda n: ngettext("Called once", "Called %(num)d times", n),
    "meeting": lambda n: ngettext("Met once", "Met %(num)d times", n),
}
