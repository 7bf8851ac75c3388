"""Agents for programs: what they are doing now, and how long they were doing what."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

from .agents import set_state, states_now
from .doing import Doing, row_as_doing
from .model import LOG, REPORT
from .occupancy import times_of

agents = Resource(name="agents", title=N_("Agents of the call centre"))


class AgentView(Struct, kw_only=True, frozen=True):
    """What an agent is doing."""

    agent_id: UUID
    state: Annotated[str, Meta(description="available, on_call, wrap_up, pause or off")]
    reason: str
    since: datetime
    set_by: Annotated[str, Meta(description="agent, exchange or log")]


class NewState(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What whoever asks is doing from now on; a pause has its reason."""

    state: Literal["available", "pause", "off"]
    reason: Literal["", "rest", "meal", "training", "meeting", "paperwork"] = ""


class TimesQuery(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Days by the company's clock, the last one too."""

    first: date
    last: date
    team_id: UUID | None = None


class TimesView(Struct, kw_only=True, frozen=True):
    """Seconds of an agent in each state. Occupancy is (on call + wrap-up) ÷ (the same + available);
    null for who was never available."""

    agent_id: UUID
    available_seconds: int
    on_call_seconds: int
    wrap_up_seconds: int
    pause_seconds: int
    pauses: dict[str, int]
    occupancy: float | None


@agents.get("", needs=REPORT)
def index() -> list[AgentView]:
    """What each agent is doing now."""
    return [agent_view(row) for row in states_now(current_uow()).values()]


@agents.post("/state", needs=LOG)
def state(body: NewState) -> AgentView:
    """Set what whoever asks is doing."""
    return agent_view(row_as_doing(set_state(current_uow(), body.state, body.reason)))


@agents.get("/times", needs=REPORT)
def times(query: TimesQuery) -> list[TimesView]:
    """How long agents were doing what."""
    found = times_of(current_uow(), query.first, query.last, team_id=query.team_id)
    return [
        TimesView(
            agent_id=agent_id,
            available_seconds=one.available_s,
            on_call_seconds=one.on_call_s,
            wrap_up_seconds=one.wrap_up_s,
            pause_seconds=one.pause_s,
            pauses=one.pauses_s,
            occupancy=one.occupancy,
        )
        for agent_id, one in found.items()
    ]


def agent_view(row: Doing) -> AgentView:
    return AgentView(
        agent_id=row.user_id,
        state=row.state,
        reason=row.reason,
        since=row.at,
        set_by=row.set_by,
    )
