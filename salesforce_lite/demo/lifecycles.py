"""How the relation with each sample customer began and where it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Self

from salesforce_lite.customers import Lifecycle
from salesforce_lite.demo.cast import Colleague
from salesforce_lite.demo.diary import Diary

# Of a hundred customers so many have such a story: stages and the days (from, to) before each.
_STORIES: tuple[tuple[int, tuple[tuple[Lifecycle, int, int], ...]], ...] = (
    (50, ((Lifecycle.ACTIVE, 0, 0),)),
    (
        14,
        (
            (Lifecycle.LEAD, 30, 270),
            (Lifecycle.QUALIFIED, 10, 30),
            (Lifecycle.ACTIVE, 12, 45),
        ),
    ),
    (9, ((Lifecycle.LEAD, 180, 330), (Lifecycle.QUALIFIED, 8, 28))),
    (9, ((Lifecycle.LEAD, 240, 362),)),
    (12, ((Lifecycle.ACTIVE, 0, 0), (Lifecycle.DORMANT, 190, 345))),
    (6, ((Lifecycle.QUALIFIED, 0, 0), (Lifecycle.LOST, 60, 330))),
)


@dataclass(frozen=True, slots=True)
class Story:
    """The stages of a relation and when each was entered, the first one first."""

    stages: tuple[tuple[datetime, Lifecycle], ...]

    @classmethod
    def steady(cls, since: datetime) -> Self:
        return cls(((since, Lifecycle.ACTIVE),))

    @property
    def since(self) -> datetime:
        return self.stages[0][0]

    @property
    def first(self) -> Lifecycle:
        return self.stages[0][1]

    @property
    def last(self) -> Lifecycle:
        return self.stages[-1][1]

    def changes(self) -> list[tuple[datetime, Lifecycle]]:
        return [after for _before, after in pairwise(self.stages)]

    def at(self, moment: datetime) -> Lifecycle:
        return [stage for since, stage in self.stages if since <= moment][-1]


def choose_story(diary: Diary, rng: Random, owner: Colleague) -> Story:
    """One of the stories, told at moments at which the owner writes."""
    weights = [weight for weight, _stages in _STORIES]
    _weight, plan = rng.choices(_STORIES, weights)[0]
    reached = diary.opening
    stages: list[tuple[datetime, Lifecycle]] = []
    for stage, at_least, at_most in plan:
        wait = timedelta(days=rng.randint(at_least, at_most))
        is_old = not stages and not wait
        entered = reached if is_old else diary.first_after(owner, reached + wait)
        if entered is None or (stages and entered >= diary.closing):
            break
        stages.append((entered, stage))
        reached = entered
    return Story(tuple(stages) or ((diary.opening, Lifecycle.LEAD),))
