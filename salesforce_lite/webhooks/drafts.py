"""What somebody wants of a webhook, checked."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.types import is_storable
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.outbound import Client, ForbiddenTargetError
from salesforce_lite.team import Portfolio, Team
from salesforce_lite.webhooks.filtering import LONGEST_FIELD, LONGEST_VALUE, MOST_FIELDS
from salesforce_lite.webhooks.model import LONGEST_NAME

_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_NO_SUCH_EVENT = N_("There is no such event.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft:
    """`types` are names of events, none for all; `fields` maps a field of the event to what it must
    be, as text. `version` is the one that was read, where it matters; `new_id` may be chosen."""

    name: str
    url: str
    types: tuple[str, ...] = ()
    team_id: UUID | None = None
    portfolio_id: UUID | None = None
    fields: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    new_id: UUID | None = None


def check_draft(
    uow: UnitOfWork, draft: WebhookDraft, client: Client, types: Collection[str]
) -> None:
    """Raises InvalidInputError with a sentence for each field that is wrong; `types` are the names
    of events that may be chosen."""
    wrong: dict[str, str] = {}
    if not draft.name.strip() or len(draft.name) > LONGEST_NAME or not is_storable(draft.name):
        wrong["name"] = N_("Give it a name of up to 120 letters.")
    try:
        client.check(draft.url)
    except ForbiddenTargetError as error:
        wrong["url"] = error.sentence
    if set(draft.types) - set(types):
        wrong["types"] = _NO_SUCH_EVENT
    if not _are_good(draft.fields):
        wrong["fields"] = N_("Up to five fields, each on a line of its own: outcome = interested")
    session = uow.session
    if draft.team_id is not None and session.get(Team, draft.team_id) is None:
        wrong["team_id"] = N_("This is not there any more.")
    if draft.portfolio_id is not None and session.get(Portfolio, draft.portfolio_id) is None:
        wrong["portfolio_id"] = N_("This is not there any more.")
    if wrong:
        raise InvalidInputError(fields=wrong)


def check_types(chosen: Collection[str], types: Collection[str]) -> None:
    """Raises InvalidInputError where one of the chosen is no name of an event."""
    if set(chosen) - set(types):
        raise InvalidInputError(fields={"types": _NO_SUCH_EVENT})


def _are_good(fields: dict[str, str]) -> bool:
    return len(fields) <= MOST_FIELDS and all(
        _FIELD.fullmatch(name)
        and len(name) <= LONGEST_FIELD
        and len(value) <= LONGEST_VALUE
        and is_storable(value)
        for name, value in fields.items()
    )
