"""Kinds of activities in the reader's words, as the company calls them."""

from flask_babel import gettext

from salesforce_lite.plugin import ActivityKind, GivenName
from salesforce_lite.web.language import locale_code
from salesforce_lite.web.panels import current_contributions


def told(title: str, given: GivenName | None) -> str:
    """A title in the reader's language; the given name stands in for `%(name)s`."""
    if given is None:
        return str(gettext(title))
    return str(gettext(title, name=given.in_language(locale_code())))


def kind_name(kind: ActivityKind) -> str:
    """What one of them is called."""
    return told(kind.label, kind.given)


def kind_verb(kind: ActivityKind, *, plan: bool = False) -> str:
    """On the button that logs one, or that plans one."""
    return told(kind.plan_verb or kind.verb if plan else kind.verb, kind.given)


def kind_like(code: str) -> ActivityKind:
    """Of the kinds that are offered the one of this code, else one that works like it, else the
    first: for a button that suggests a call where there may be none any more."""
    offered = [kind for kind in current_contributions().activity_kinds if kind.is_offered]
    for kind in offered:
        if kind.code == code:
            return kind
    return next((kind for kind in offered if kind.works_like == code), offered[0])
