"""What the rules ask for, so that nothing else is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .conditions import COUNTED, Some, comparisons_of, parts_of
from .fields import ACTIVITY, CUSTOMER, OPPORTUNITY, Field, Fields
from .rules import Rule

_LAST_CONTACT = "customer.last_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Fields by what they are about; None where nothing of it is counted.

    `activity_days` and `opportunity_days` say how far back it matters; None for all the way.
    """

    customer: tuple[Field, ...]
    activity: tuple[Field, ...] | None = None
    opportunity: tuple[Field, ...] | None = None
    activity_days: int | None = None
    opportunity_days: int | None = None

    @property
    def last_contact(self) -> bool:
        return any(field.key == _LAST_CONTACT for field in self.customer)

    def places(self, about: str) -> Mapping[str, int]:
        """Field → where its value stands in a record; events begin with two of their own."""
        match about:
            case "customer":
                return {field.key: place for place, field in enumerate(self.customer)}
            case "activity":
                return {field.key: place for place, field in enumerate(self.activity or (), 2)}
        return {field.key: place for place, field in enumerate(self.opportunity or (), 2)}


def needs_of(rules: Iterable[Rule], fields: Fields) -> Needs:
    """What these rules ask for; all their fields are known."""
    used: dict[str, dict[str, Field]] = {CUSTOMER: {}, ACTIVITY: {}, OPPORTUNITY: {}}
    windows: dict[str, list[int | None]] = {ACTIVITY: [], OPPORTUNITY: []}
    for rule in rules:
        for about, one in comparisons_of(rule.when):
            used[about][one.field] = fields[one.field]
        for part in parts_of(rule.when):
            if isinstance(part, Some):
                windows[COUNTED[part.about]].append(part.within_days)
    return Needs(
        customer=tuple(used[CUSTOMER].values()),
        activity=tuple(used[ACTIVITY].values()) if windows[ACTIVITY] else None,
        opportunity=tuple(used[OPPORTUNITY].values()) if windows[OPPORTUNITY] else None,
        activity_days=_farthest(windows[ACTIVITY]),
        opportunity_days=_farthest(windows[OPPORTUNITY]),
    )


def _farthest(windows: list[int | None]) -> int | None:
    bounded = [days for days in windows if days is not None]
    return max(bounded) if bounded and len(bounded) == len(windows) else None
