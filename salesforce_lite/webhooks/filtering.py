"""Which events a webhook is for: their kind, whose record it is, and what their fields say."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import people_of_team
from salesforce_lite.webhooks.model import Webhook
from salesforce_lite.webhooks.sight import Key, narrowed, seen_payloads, subject_of

MOST_FIELDS = 5
LONGEST_FIELD = 60
LONGEST_VALUE = 200


def chosen(uow: UnitOfWork, webhook: Webhook, events: Sequence[EventRecord]) -> list[EventRecord]:
    """Those of the events that the webhook sends, where the actor of the unit is its owner."""
    wanted = [
        event
        for event in events
        if event.position > webhook.since_position
        and (not webhook.types or event.name in webhook.types)
        and has_fields(event.payload, webhook.fields)
    ]
    seen = seen_payloads(uow, wanted)
    wanted = [event for event in wanted if event.id in seen]
    if webhook.team_id is None and webhook.portfolio_id is None:
        return wanted
    subjects = {event.id: subject_of(event.name, event.payload) for event in wanted}
    inside = _inside(uow, webhook, {key for key in subjects.values() if key})
    return [event for event in wanted if subjects[event.id] in inside]


def has_fields(payload: Mapping[str, Any], fields: Mapping[str, str]) -> bool:
    """Whether each field is as it must be; of a list one item is enough."""
    return all(value in _values(payload.get(name)) for name, value in fields.items())


def _values(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return [_as_text(value)]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _inside(uow: UnitOfWork, webhook: Webhook, subjects: set[Key]) -> set[Key]:
    people: frozenset[UUID] | None = None
    if webhook.team_id is not None:
        people = people_of_team(uow.session, webhook.team_id)
    return narrowed(uow, subjects, people=people, portfolio_id=webhook.portfolio_id)
