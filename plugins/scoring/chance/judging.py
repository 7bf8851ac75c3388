"""Judges how well chances foretold: against guessing, and against the stages' own percentages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .bayes import Tally, total_of
from .measures import Group, auc, auc_error, brier, groups, lift, thousandths, top

GUESSING = 0.5
# Nineteen times in twenty, luck alone makes less of a difference.
_ERRORS = 2


class Verdict(StrEnum):
    """In one word."""

    GUESS = "guess"
    NO_BETTER = "no_better"
    BETTER = "better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How chances did on sales that they were not learned from; shares are between 0 and 1.

    `pairs` is the AUC: in how many pairs of a won and a lost sale the won one had the higher
    chance. `distance` is the Brier score, with that of always saying how many are won of all.
    """

    total: Tally
    pairs: float
    pairs_of_stages: float
    distance: float
    distance_of_rate: float
    distance_of_stages: float
    groups: Sequence[Group]
    top_count: int
    top_won: float
    lift: float
    verdict: Verdict

    @property
    def is_too_bold(self) -> bool:
        """Whether always saying the same figure would have been nearer to what happened."""
        return self.distance >= self.distance_of_rate


def judge(
    said: Mapping[int, Tally], said_by_stages: Mapping[int, Tally], older: Tally
) -> Judgement | None:
    """None where one of the two endings is missing; `older` are the sales it was learned from."""
    pairs, pairs_of_stages = auc(said), auc(said_by_stages)
    lifted = lift(said)
    if pairs is None or pairs_of_stages is None or lifted is None or not older.sales:
        return None
    total = total_of(said.values())
    always = {thousandths(older.won / older.sales): total}
    top_count, top_won = top(said)
    return Judgement(
        total=total,
        pairs=pairs,
        pairs_of_stages=pairs_of_stages,
        distance=brier(said),
        distance_of_rate=brier(always),
        distance_of_stages=brier(said_by_stages),
        groups=groups(said),
        top_count=top_count,
        top_won=top_won,
        lift=lifted,
        verdict=_verdict(pairs, pairs_of_stages, total),
    )


def _verdict(pairs: float, pairs_of_stages: float, total: Tally) -> Verdict:
    if pairs - _ERRORS * auc_error(pairs, total) <= GUESSING:
        return Verdict.GUESS
    return Verdict.BETTER if pairs > pairs_of_stages else Verdict.NO_BETTER
