"""The lots of one member in hand: what is taken out of which, nearest expiry first."""

from collections.abc import Iterable
from uuid import UUID

from .journal_model import Lot
from .lapsing import nearest_first


class Purse:
    """Counts on while several movements are made ready; nothing of it is written."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self._lots = sorted(lots, key=nearest_first)
        self._left = {lot.id: lot.remaining for lot in self._lots}

    @property
    def available(self) -> int:
        """What can be redeemed."""
        return sum(self._left[lot.id] for lot in self._lots if not lot.is_pending)

    def take(
        self, points: int, *, of: Iterable[UUID] | None = None, waiting: bool = False
    ) -> list[tuple[Lot, int]]:
        """So many points, or as many as there are: of these lots only, where some are named, and
        of those that still wait only where that is said."""
        named = None if of is None else set(of)
        taken: list[tuple[Lot, int]] = []
        for lot in self._lots:
            if named is not None and lot.id not in named:
                continue
            if lot.is_pending and not waiting:
                continue
            share = min(points, self._left[lot.id])
            if share > 0:
                self._left[lot.id] -= share
                points -= share
                taken.append((lot, share))
        return taken
