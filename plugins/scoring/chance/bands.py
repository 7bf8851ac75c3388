"""Bands of amounts and of days, with edges that people would choose, so that figures stay few."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

# 1, 1.5, 2, 3, 5, 7, 10, 15, 20 …
_MANTISSAS = (10, 15, 20, 30, 50, 70)
_LARGEST_EXPONENT = 15
AMOUNTS: Sequence[Decimal] = tuple(
    Decimal(mantissa).scaleb(exponent - 1)
    for exponent in range(_LARGEST_EXPONENT)
    for mantissa in _MANTISSAS
)
DAYS: Sequence[int] = (
    *(1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365),
    *(540, 730, 1095, 1460, 1825),
)


def bin_of(value: Decimal | int, edges: Sequence[Decimal] | Sequence[int]) -> int:
    """How many of the edges it has reached; 0 below the first."""
    return bisect_right(edges, value)


def cuts_at(counts: Mapping[int, int], shares: Sequence[float]) -> tuple[int, ...]:
    """The bins at which a new band begins, so that about such shares of all lie below.

    `counts` is bin → how many. A band is never empty; where all lie in one bin there is no cut.
    """
    filled = sorted(number for number, count in counts.items() if count)
    total = sum(counts[number] for number in filled)
    found: set[int] = set()
    below = 0
    for number, following in pairwise(filled):
        before, below = below, below + counts[number]
        if any(before < share * total <= below for share in shares):
            found.add(following)
    return tuple(sorted(found))


def band_of(number: int, cuts: Sequence[int]) -> int:
    """The band in which a bin lies, counted from 0."""
    return bisect_right(cuts, number)
