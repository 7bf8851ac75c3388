"""Which of our records the rows of a batch mean by the ids of another system, looked up at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.countries import match_name
from salesforce_lite.customers import (
    Contact,
    Customer,
    LookUpKey,
    visible_contacts,
    visible_customers,
)
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, visible_opportunities
from salesforce_lite.references import find_by_references, systems_of

_BATCH = 900
_QUERIES: Mapping[str, tuple[Any, Callable[[UnitOfWork], Select[Any]]]] = {
    "customer": (Customer, visible_customers),
    "contact": (Contact, visible_contacts),
    "opportunity": (Opportunity, visible_opportunities),
    "activity": (Activity, visible_activities),
}


class Targets:
    """What the linked cells of one batch mean. Only what the actor sees is there."""

    def __init__(self) -> None:
        self._by_reference: dict[tuple[str, str], UUID] = {}
        # Customers by name: None where several have it.
        self._by_name: dict[str, UUID | None] = {}
        # Ids of customers that this system does not know, and whose they are.
        self._elsewhere: dict[str, str] = {}

    def by_reference(self, kinds: Iterable[str], reference: str) -> tuple[str, UUID] | None:
        """(kind, id) of the first kind that has a record of this reference."""
        for kind in kinds:
            found = self._by_reference.get((kind, reference))
            if found is not None:
                return kind, found
        return None

    def other_system(self, reference: str) -> str | None:
        """The other system that has a customer of this id."""
        return self._elsewhere.get(reference)

    def knows_name(self, name: str) -> bool:
        return match_name(name) in self._by_name

    def by_name(self, name: str) -> UUID | None:
        return self._by_name.get(match_name(name))

    def look_up(self, uow: UnitOfWork, system: str | None, wanted: Mapping[str, set[str]]) -> None:
        """Kind → references; without a system they are our own ids."""
        for kind, references in wanted.items():
            if kind not in _QUERIES or not references:
                continue
            found = (
                _own_ids(references)
                if system is None
                else find_by_references(uow, kind, system, references)
            )
            seen = visible_ids(uow, kind, found.values())
            for reference, record_id in found.items():
                if record_id in seen:
                    self._by_reference[kind, reference] = record_id
            if kind == "customer" and system is not None:
                self._look_elsewhere(uow, system, references - found.keys())

    def _look_elsewhere(self, uow: UnitOfWork, system: str, missing: set[str]) -> None:
        """Two files of one system may have been taken for two systems."""
        if not missing:
            return
        for other in systems_of(uow, "customer"):
            if other != system:
                found = find_by_references(uow, "customer", other, missing)
                seen = visible_ids(uow, "customer", found.values())
                self._elsewhere |= {one: other for one, known in found.items() if known in seen}

    def look_up_names(self, uow: UnitOfWork, names: Iterable[str]) -> None:
        keys = {match_name(name) for name in names} - {""}
        for key, ids in find_keys(uow, "customer", "name", keys).items():
            self._by_name[key] = next(iter(ids)) if len(ids) == 1 else None


def find_keys(
    uow: UnitOfWork, record_kind: str, kind: str, values: Iterable[str]
) -> dict[str, set[UUID]]:
    """Value → the visible records that are found by it exactly."""
    wanted = sorted(set(values))
    found: dict[str, set[UUID]] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = uow.session.execute(
            select(LookUpKey.value, LookUpKey.record_id).where(
                LookUpKey.kind == kind,
                LookUpKey.value.in_(wanted[start : start + _BATCH]),
                LookUpKey.record_kind == record_kind,
            )
        )
        for value, record_id in rows:
            found.setdefault(value, set()).add(record_id)
    seen = visible_ids(uow, record_kind, {one for ids in found.values() for one in ids})
    return {value: ids & seen for value, ids in found.items() if ids & seen}


def visible_ids(uow: UnitOfWork, kind: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those among the ids that the actor sees."""
    model, visible = _QUERIES[kind]
    return seen_among(uow, model, visible, ids)


def seen_among(
    uow: UnitOfWork,
    model: Any,  # a mapped class with an id
    visible: Callable[[UnitOfWork], Select[Any]],
    ids: Iterable[UUID],
) -> set[UUID]:
    """Those among the ids that the query of visible records has."""
    wanted = sorted(set(ids))
    seen: set[UUID] = set()
    for start in range(0, len(wanted), _BATCH):
        part = visible(uow).where(model.id.in_(wanted[start : start + _BATCH]))
        seen.update(uow.session.scalars(part.with_only_columns(model.id)))
    return seen


def _own_ids(references: Iterable[str]) -> dict[str, UUID]:
    found = {}
    for reference in references:
        own = own_id(reference)
        if own is not None:
            found[reference] = own
    return found


def own_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
