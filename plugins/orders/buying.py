"""What can be learnt from one customer's purchases: what is usual, and what has stopped."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from uuid import UUID

# Bought in two of the last ten orders it is usual.
_LAST_ORDERS, _USUAL_FROM = 10, 2
# Two intervals make a rhythm; silent for more than twice as long as usual it has stopped.
_RHYTHM_FROM, _SILENT_TIMES = 3, 2
MOST = 8


@dataclass(frozen=True, slots=True)
class Bought:
    """So many of a product on a day."""

    order_id: UUID
    product_id: UUID
    on: date
    quantity: Decimal


@dataclass(slots=True)
class Habit:
    """A product with its usual quantity and rhythm."""

    product_id: UUID
    quantity: Decimal
    every_days: int
    silent_days: int
    order_count: int


@dataclass(slots=True)
class Purchases:
    """A customer's purchases of a year, and what they came to in the company's currency."""

    lines: list[Bought] = field(default_factory=list)
    spent_minor: int = 0

    @property
    def products(self) -> set[UUID]:
        return {line.product_id for line in self.lines}


def habits(purchases: Purchases, today: date) -> tuple[list[Habit], list[Habit]]:
    """(usual, stopped), those that are bought most often first."""
    newest = _last_orders(purchases.lines)
    by_product: Mapping[UUID, list[Bought]] = _by_product(purchases.lines)
    usual: list[Habit] = []
    stopped: list[Habit] = []
    for product_id, lines in by_product.items():
        days = sorted({line.on for line in lines})
        gaps = [(after - before).days for before, after in pairwise(days)]
        every = max(1, round(median(gaps))) if gaps else 0
        silent = (today - days[-1]).days
        recent = {line.order_id for line in lines} & newest
        habit = Habit(
            product_id,
            median(line.quantity for line in lines),
            every,
            silent,
            len({line.order_id for line in lines}),
        )
        if len(days) >= _RHYTHM_FROM and silent > _SILENT_TIMES * every:
            stopped.append(habit)
        elif len(recent) >= _USUAL_FROM and every:
            usual.append(habit)
    return _most(usual), _most(stopped)


def _last_orders(lines: Sequence[Bought]) -> set[UUID]:
    newest = sorted({(line.on, line.order_id) for line in lines}, reverse=True)
    return {order_id for _on, order_id in newest[:_LAST_ORDERS]}


def _by_product(lines: Sequence[Bought]) -> Mapping[UUID, list[Bought]]:
    found: dict[UUID, list[Bought]] = defaultdict(list)
    for line in lines:
        found[line.product_id].append(line)
    return found


def _most(found: list[Habit]) -> list[Habit]:
    return sorted(found, key=lambda one: (-one.order_count, one.product_id))[:MOST]
