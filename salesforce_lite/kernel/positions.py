"""Records in an order that people choose: puts one of them at another place."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from salesforce_lite.kernel.errors import N_, InvalidInputError

_FROM_ONE = N_("Places are counted from 1.")


class _Positioned(Protocol):
    position: int


P = TypeVar("P", bound=_Positioned)


def put_at(place: int, record: P, row: Sequence[P]) -> None:
    """Let the record be the one at that place of the row, counted from 1; beyond the end is last.

    Only what stands elsewhere afterwards is changed, so that no history tells of nothing.
    """
    if place < 1:
        raise InvalidInputError(fields={"place": _FROM_ONE})
    ordered = [one for one in row if one is not record]
    ordered.insert(min(place - 1, len(ordered)), record)
    for position, one in enumerate(ordered):
        if one.position != position:
            one.position = position
