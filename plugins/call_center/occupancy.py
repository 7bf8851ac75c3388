"""How long agents were available, on calls, wrapping up and on pause; and their occupancy."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from salesforce_lite.company import get_company
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import people_of_team

from .agent_model import LONGEST_STATE, AgentState
from .agents import told_between
from .doing import one_at_a_time
from .following import LONGEST_WRAP_UP
from .model import REPORT
from .sent import bounds_of


@dataclass(slots=True)
class AgentTimes:
    """Seconds in each state, within the days asked for."""

    available_s: int = 0
    on_call_s: int = 0
    wrap_up_s: int = 0
    pause_s: int = 0
    pauses_s: dict[str, int] = field(default_factory=dict)

    @property
    def occupancy(self) -> float | None:
        """Handling ÷ (handling + available); None for somebody who was never available."""
        handling = self.on_call_s + self.wrap_up_s
        return handling / (handling + self.available_s) if self.available_s else None

    def add(self, state: str, reason: str, seconds: int) -> None:
        if state == AgentState.AVAILABLE:
            self.available_s += seconds
        elif state == AgentState.ON_CALL:
            self.on_call_s += seconds
        elif state == AgentState.WRAP_UP:
            self.wrap_up_s += seconds
        elif state == AgentState.PAUSE:
            self.pause_s += seconds
            self.pauses_s[reason] = self.pauses_s.get(reason, 0) + seconds


def times_of(
    uow: UnitOfWork, first: date, last: date, *, team_id: UUID | None = None
) -> dict[UUID, AgentTimes]:
    """Person → their times on these days by the company's clock, of a team and those below.

    Raises InvalidInputError for days of other centuries.
    """
    uow.actor.require(REPORT)
    zone = get_company(uow).zone
    begins, ends = bounds_of(first, last, zone)
    ends = min(ends, uow.now)
    people = None if uow.actor.sees_everybody() else set(uow.actor.scope or ())
    if team_id is not None:
        team = people_of_team(uow.session, team_id)
        people = set(team) if people is None else people & team
    found: dict[UUID, AgentTimes] = {}
    # A state that began the evening before goes on.
    told = told_between(uow, begins - LONGEST_STATE, ends, people)
    for user_id, did in one_at_a_time(told).items():
        for one, until in zip(did, [*(then.at for then in did[1:]), ends], strict=True):
            is_wrap_up = one.state == AgentState.WRAP_UP
            longest = one.at + (LONGEST_WRAP_UP if is_wrap_up else LONGEST_STATE)
            seconds = int((min(until, longest) - max(one.at, begins)).total_seconds())
            if seconds > 0:
                found.setdefault(user_id, AgentTimes()).add(one.state, one.reason, seconds)
    return found


def together(times: dict[UUID, AgentTimes]) -> AgentTimes:
    """Of all of them."""
    whole = AgentTimes()
    for one in times.values():
        whole.available_s += one.available_s
        whole.on_call_s += one.on_call_s
        whole.wrap_up_s += one.wrap_up_s
        whole.pause_s += one.pause_s
    return whole
