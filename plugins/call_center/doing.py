"""What one agent was doing, one thing at a time, out of all that was told of them.

Two calls at once are one stretch on calls, and nobody is on pause while they talk.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from .agent_model import LONGEST_STATE, AgentState, AgentStateRow, SetBy


class Doing(NamedTuple):
    """This from `at` on, until the next of the same person. `key` is that of the row it is from."""

    user_id: UUID
    state: str
    reason: str
    at: datetime
    set_by: str
    key: str


def row_as_doing(row: AgentStateRow) -> Doing:
    return Doing(row.user_id, row.state, row.reason, row.at, row.set_by, row.key)


def call_of_key(key: str) -> str:
    """What the keys of taking a call and of having left it have in common."""
    return key.rpartition(":")[0]


def one_at_a_time(told: Iterable[Doing]) -> dict[UUID, list[Doing]]:
    """Person → what they did, in order; what was told comes by person and time."""
    by_person = groupby(told, key=lambda one: one.user_id)
    return {user_id: list(_of_one(list(own))) for user_id, own in by_person}


def _of_one(told: Sequence[Doing]) -> Iterator[Doing]:
    """What somebody says during a call holds from its end on, in place of the wrap-up."""
    on: dict[str, datetime] = {}
    said: Doing | None = None
    for one in told:
        # A call of which nobody ever tells the end holds nobody for longer.
        on = {call: at for call, at in on.items() if one.at - at < LONGEST_STATE}
        was_on = bool(on)
        if one.state == AgentState.ON_CALL:
            on[call_of_key(one.key)] = one.at
            if was_on:
                continue
            said = None
        elif one.state == AgentState.WRAP_UP:
            on.pop(call_of_key(one.key), None)
            if on:
                continue
            if said is not None:
                one, said = said._replace(at=one.at), None
        elif was_on:
            said = one if one.set_by == SetBy.AGENT else said
            continue
        yield one
