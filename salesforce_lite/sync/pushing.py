"""Takes what waits on a phone: one command after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.devices import hear_of, skew_of
from salesforce_lite.sync.received import Received
from salesforce_lite.sync.receiving import Answer, OpenUnit, Receiver
from salesforce_lite.sync.showing import Showing

# Seconds after which the rest is left for the next push: a phone must not wait for ever.
_LONGEST = 20.0
# So many share a commit; on SQLite nobody else writes meanwhile.
_TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A command of which the content could not be read."""

    op_id: UUID
    error: DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOutcome:
    """What became of the commands, in the order of their numbers; the rest is `left`."""

    answers: Sequence[tuple[UUID, Answer]]
    left: int
    skew: float


def push(
    open_unit: OpenUnit,
    commands: Mapping[tuple[str, int], SyncCommand],
    resources: Sequence[Resource],
    *,
    device_id: UUID,
    device_now: datetime,
    waiting: Sequence[Received | Unreadable],
    scope: frozenset[UUID] | None,
    about_device: Mapping[str, Any],
) -> PushOutcome:
    """Apply what waits on the device, the oldest first.

    Raises DeviceOfAnotherError and DeviceWipedError, and then nothing was applied.
    """
    with open_unit() as uow:
        skew = skew_of(uow.now, device_now)
        hear_of(uow, device_id, skew=skew, pushed=True, **about_device)
    receiver = Receiver(open_unit, commands, Showing(resources, scope), skew)
    ends = monotonic() + _LONGEST
    answers: list[tuple[UUID, Answer]] = []
    answers += [
        (one.op_id, Answer(None, one.error)) for one in waiting if isinstance(one, Unreadable)
    ]
    # Parents come before children: they were made before.
    ordered = sorted((one for one in waiting if isinstance(one, Received)), key=_place)
    left = len(ordered)
    for start in range(0, len(ordered), _TOGETHER):
        # Some of it is always taken: else a slow server would be sent the same for ever.
        if start > 0 and monotonic() > ends:
            break
        several = ordered[start : start + _TOGETHER]
        received = receiver.receive_all(several)
        answers += [(one.op_id, answer) for one, answer in zip(several, received, strict=True)]
        left -= len(several)
    return PushOutcome(answers=answers, left=left, skew=skew)


def _place(one: Received) -> int:
    return one.seq
