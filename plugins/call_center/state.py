"""What became of a call, reckoned from its events by the time of each, never by their arrival."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class EventKind(StrEnum):
    """What an exchange tells about a call, or about one of its legs."""

    OFFERED = "offered"
    QUEUED = "queued"
    RINGING = "ringing"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    LEFT = "left"
    RECORDED = "recorded"
    ENDED = "ended"
    # Nobody told the end: the sweeper closed it. A true end, told later, counts instead.
    SWEPT = "swept"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Phase(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class Result(StrEnum):
    """How a call ended; an incoming one that nobody took was abandoned."""

    OPEN = "open"
    HANDLED = "handled"
    ABANDONED = "abandoned"
    UNREACHED = "unreached"


class DurationSource(StrEnum):
    PROVIDER = "provider"
    ESTIMATED = "estimated"
    MANUAL = "manual"


# Of what is told for one moment: what comes first in a call comes first here.
_RANK = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing an exchange told. `key` tells it from others; told twice, it counts once.

    `number` is the customer's, as the exchange wrote it; `seconds` is how long the exchange says
    that it had been talked.
    """

    key: str
    kind: EventKind
    at: datetime
    leg: str
    direction: str = ""
    number: str = ""
    own_number: str = ""
    extension: str = ""
    queue: str = ""
    recording: str = ""
    seconds: int | None = None
    is_withheld: bool = False
    # Whether the leg is that of somebody at the desk, not the customer's.
    is_agent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegState:
    """One line of a call: the customer's, or that of one agent."""

    leg: str
    extension: str = ""
    is_agent: bool = False
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """A call as its events say it."""

    phase: Phase
    result: Result
    direction: str
    number: str = ""
    own_number: str = ""
    is_withheld: bool = False
    queue: str = ""
    recording: str = ""
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wait_s: int | None = None
    talk_s: int = 0
    hold_s: int = 0
    duration_source: DurationSource = DurationSource.PROVIDER
    legs: tuple[LegState, ...] = field(default=())

    @property
    def agent_legs(self) -> tuple[LegState, ...]:
        """Those of people at the desk, in the order in which they took the call."""
        return tuple(one for one in self.legs if one.is_agent)


def in_order(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Each once, by its own time."""
    once = {one.key: one for one in sorted(events, key=_place)}
    return sorted(once.values(), key=_place)


def state_of(events: Iterable[CallEvent]) -> CallState | None:
    """The call that these events tell; None where there are none. Order and repetition of the
    events make no difference."""
    told = in_order(events)
    if not told:
        return None
    legs = tuple(_legs(told))
    direction = _first(told, "direction") or Direction.IN
    answered_at = _answered_at(told, legs, direction)
    ended_at, source = _end(told, legs, answered_at)
    hold = _held(told, ended_at)
    return CallState(
        phase=_phase(answered_at, ended_at),
        result=_result(direction, answered_at, ended_at),
        direction=direction,
        number=_first(told, "number"),
        own_number=_first(told, "own_number"),
        is_withheld=any(one.is_withheld for one in told) and not _first(told, "number"),
        queue=_first(told, "queue"),
        recording=_first(told, "recording"),
        started_at=told[0].at,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_s=_seconds(told[0].at, answered_at or ended_at),
        talk_s=max(0, (_seconds(answered_at, ended_at) or 0) - hold),
        hold_s=hold,
        duration_source=source,
        legs=legs,
    )


def _place(event: CallEvent) -> tuple[datetime, int, str]:
    return event.at, _RANK[event.kind], event.key


def _first(told: Sequence[CallEvent], name: str) -> str:
    return next((value for one in told if (value := getattr(one, name))), "")


def _legs(told: Sequence[CallEvent]) -> Iterator[LegState]:
    """In the order in which they were answered, then in that in which they began."""
    by_leg: dict[str, list[CallEvent]] = {}
    for one in told:
        by_leg.setdefault(one.leg, []).append(one)
    found = [
        LegState(
            leg=leg,
            extension=_first(own, "extension"),
            is_agent=any(one.is_agent for one in own),
            rang_at=_at(own, EventKind.OFFERED, EventKind.RINGING),
            answered_at=_at(own, EventKind.ANSWERED),
            ended_at=_last(own, EventKind.LEFT, EventKind.ENDED),
        )
        for leg, own in by_leg.items()
    ]
    begun = {leg: own[0].at for leg, own in by_leg.items()}
    yield from sorted(
        found,
        key=lambda one: (
            one.answered_at is None,
            one.answered_at or begun[one.leg],
            begun[one.leg],
            one.leg,
        ),
    )


def _answered_at(
    told: Sequence[CallEvent], legs: Sequence[LegState], direction: str
) -> datetime | None:
    """Incoming: when a person took it; an exchange that tells no agents says it of the whole.
    Outgoing: when the customer did."""
    of_agents = [one.answered_at for one in legs if one.is_agent and one.answered_at]
    of_others = [one.answered_at for one in legs if not one.is_agent and one.answered_at]
    has_agents = any(one.is_agent for one in legs)
    if direction == Direction.IN:
        taken = of_agents if has_agents else of_others
    else:
        taken = of_others or ([] if any(not one.is_agent for one in legs) else of_agents)
    if taken:
        return min(taken)
    ended = next((one for one in reversed(told) if one.kind == EventKind.ENDED), None)
    if ended is not None and ended.seconds and (direction == Direction.OUT or not has_agents):
        return ended.at - timedelta(seconds=ended.seconds)
    return None


def _end(
    told: Sequence[CallEvent], legs: Sequence[LegState], answered_at: datetime | None
) -> tuple[datetime | None, DurationSource]:
    """The last end that was told; where all agents have left, the last of them. Else the sweeper's
    word, which is only an estimate."""
    ended = [one.at for one in told if one.kind == EventKind.ENDED]
    if ended:
        return max(*ended, answered_at or ended[0]), DurationSource.PROVIDER
    swept = [one.at for one in told if one.kind == EventKind.SWEPT]
    left = [one.ended_at for one in legs]
    if left and all(left):
        return max(one for one in left if one), DurationSource.PROVIDER
    return (max(swept), DurationSource.ESTIMATED) if swept else (None, DurationSource.PROVIDER)


def _held(told: Sequence[CallEvent], ended_at: datetime | None) -> int:
    """Seconds on hold, each leg for itself; a hold that nobody ended lasts to the end of the call.

    Two legs on hold at once count once."""
    spans: list[tuple[datetime, datetime]] = []
    since: dict[str, datetime] = {}
    for one in told:
        if one.kind == EventKind.HELD:
            since.setdefault(one.leg, one.at)
        elif one.kind in (EventKind.RESUMED, EventKind.LEFT) and one.leg in since:
            spans.append((since.pop(one.leg), one.at))
    spans += [(begun, ended_at) for begun in since.values() if ended_at and begun < ended_at]
    total, covered = 0.0, None
    for begin, end in sorted(spans):
        start = max(begin, covered) if covered else begin
        end = min(end, ended_at) if ended_at else end
        total += max(0.0, (end - start).total_seconds())
        covered = max(covered, end) if covered else end
    return int(total)


def _phase(answered_at: datetime | None, ended_at: datetime | None) -> Phase:
    if ended_at is not None:
        return Phase.ENDED
    return Phase.TALKING if answered_at is not None else Phase.RINGING


def _result(direction: str, answered_at: datetime | None, ended_at: datetime | None) -> Result:
    if answered_at is not None:
        return Result.HANDLED
    if ended_at is None:
        return Result.OPEN
    return Result.ABANDONED if direction == Direction.IN else Result.UNREACHED


def _at(own: Sequence[CallEvent], *kinds: EventKind) -> datetime | None:
    return next((one.at for one in own if one.kind in kinds), None)


def _last(own: Sequence[CallEvent], *kinds: EventKind) -> datetime | None:
    return next((one.at for one in reversed(own) if one.kind in kinds), None)


def _seconds(first: datetime | None, last: datetime | None) -> int | None:
    return None if first is None or last is None else max(0, int((last - first).total_seconds()))
