"""An event is the same after it was written and read."""

import importlib
import pkgutil
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import get_type_hints
from uuid import UUID

import pytest

import salesforce_lite
from salesforce_lite.kernel.events import Event, from_json, kinds_of_events
from salesforce_lite.kernel.money import Money
from salesforce_lite.purchases import PurchaseLine

SAMPLES = {
    UUID: UUID(int=7),
    str: "Kiosco “Sol”",
    int: 3,
    bool: True,
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 12, 30, 1, 5, tzinfo=UTC),
    Decimal: Decimal("18.4000"),
    tuple[str, ...]: ("name", "note"),
    Money: Money.of("12.50", "EUR"),
    tuple[PurchaseLine, ...]: (
        PurchaseLine(
            line_id=UUID(int=8),
            product_code="B-1",
            category="bolts",
            quantity=Decimal("2.5"),
            net=Money.of("10.00", "EUR"),
            tax=Money.of("2.10", "EUR"),
            is_reward=True,
        ),
    ),
}


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Everything(Event):
    amount: Money | None
    colour: Colour
    ids: tuple[UUID, ...]
    more: dict[str, int]
    nothing: date | None = None
    new_since: str = "x"


def events() -> list[type[Event]]:
    for module in pkgutil.walk_packages(salesforce_lite.__path__, "salesforce_lite."):
        if module.name.endswith("events"):
            importlib.import_module(module.name)
    return [*kinds_of_events(["salesforce_lite"]).values()]


@pytest.mark.parametrize("event", events(), ids=lambda event: event.__name__)
def test_every_event_of_the_core_is_read_as_it_was_written(event) -> None:
    kinds = get_type_hints(event)
    names = [field.name for field in fields(event)]
    for fill in (True, False):
        fact = event(**{name: _sample(kinds[name], fill=fill) for name in names})
        assert event.from_payload(fact.payload()) == fact


def _sample(kind, *, fill: bool):
    for one, sample in SAMPLES.items():
        if kind == one:
            return sample
        if kind == one | None:
            return sample if fill else None
    raise AssertionError(f"no sample of {kind}: does from_json read it?")


def test_events_are_those_of_the_packages() -> None:
    assert Everything not in events()
    assert kinds_of_events([__name__]) == {"Everything": Everything}
    assert kinds_of_events([__name__[:-1]]) == {}


def test_richer_fields_are_read_too() -> None:
    fact = Everything(
        amount=Money.of("10.50", "EUR"),
        colour=Colour.RED,
        ids=(UUID(int=1), UUID(int=2)),
        more={"a": 1},
    )
    payload = fact.payload()
    del payload["new_since"]
    assert Everything.from_payload(payload) == fact


def test_what_is_no_date_is_no_date() -> None:
    with pytest.raises(ValueError, match="soon"):
        from_json(date, "soon")
