"""Webhooks in words: states, reasons, problems and kinds of events."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event
from salesforce_lite.outbound import (
    BrokenAnswerError,
    ForbiddenTargetError,
    NoSuchHostError,
    TooSlowError,
)
from salesforce_lite.webhooks.model import DeliveryState, OffReason, WebhookDelivery
from salesforce_lite.webhooks.parcels import TEST

# Each state in words, and how its chip looks.
_STATES = {
    DeliveryState.WAITING: (N_("Waiting"), "neutral"),
    DeliveryState.DEAD: (N_("Failed"), "bad"),
    DeliveryState.SENT: (N_("Sent"), "good"),
    DeliveryState.WITHHELD: (N_("Withheld"), "warn"),
}
_OFF = {
    OffReason.PERSON: N_("It was switched off by a person."),
    OffReason.GONE: N_(
        "The receiver answered that it is gone for good (410), so the webhook was switched off."
    ),
    OffReason.OWNER: N_(
        "Whoever it acts for may not sign in or have webhooks any more, so it was switched off."
    ),
}
# Whose events are shown together; those of all other slices are the last of these.
_GROUPS = {
    "customers": N_("Customers and contacts"),
    "opportunities": N_("Opportunities"),
    "activities": N_("Activities"),
    "plugins": N_("From plugins"),
    "sync": N_("Phones"),
    "others": N_("Administration"),
}
_TEST = N_("A test")
_PROBLEMS = {
    "too_slow": TooSlowError.sentence,
    "no_such_host": NoSuchHostError.sentence,
    "forbidden_target": ForbiddenTargetError.sentence,
    "broken_answer": BrokenAnswerError.sentence,
    "no_connection": N_("The host took no connection."),
    "not_trusted": N_("The connection is not safe."),
}


def state_words() -> dict[str, tuple[str, str]]:
    return {state.value: (gettext(words), look) for state, (words, look) in _STATES.items()}


def why_off(reason: str) -> str:
    """A sentence; empty for what is on."""
    return gettext(_OFF[OffReason(reason)]) if reason else ""


def last_answer(delivery: WebhookDelivery) -> str:
    """“404”, or why there was no answer."""
    if delivery.status is not None:
        return str(delivery.status)
    return gettext(_PROBLEMS[delivery.problem]) if delivery.problem in _PROBLEMS else ""


def type_words(types: Mapping[str, type[Event]], kept: Iterable[str] = ()) -> Mapping[str, str]:
    """Kind of event → what has happened, in words, in the order of these; a few have none. Those
    that a webhook has `kept` may be of a plugin that is off: they have their names only."""
    found = {name: name for name in kept} | {
        name: f"{gettext(kind.words)} ({name})" if kind.words else name
        for name, kind in types.items()
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def sent_words(types: Mapping[str, type[Event]]) -> Mapping[str, str]:
    """As `type_words`, with what was sent for a test."""
    return {TEST: f"{gettext(_TEST)} ({TEST})", **type_words(types)}


def grouped_types(
    types: Mapping[str, type[Event]], kept: Iterable[str] = ()
) -> dict[str, list[tuple[str, str]]]:
    """Title of a group → (kind of event, in words) each; as `type_words`, without empty groups."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in _GROUPS}
    for name, words in type_words(types, kept).items():
        found[_group(types.get(name))].append((name, words))
    return {gettext(_GROUPS[name]): those for name, those in found.items() if those}


def _group(kind: type[Event] | None) -> str:
    root, _dot, rest = (kind.__module__ if kind else "").partition(".")
    if root != "salesforce_lite":
        return "plugins"
    part = rest.partition(".")[0]
    return part if part in _GROUPS else "others"
