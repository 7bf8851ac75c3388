"""The card with the custom fields of a record, on the pages of all four kinds of records."""

from collections.abc import Callable, Mapping
from typing import Any

from salesforce_lite.custom_pages.words import shown_sections
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Panel

# Slot → (entity, permission).
_SLOTS = {
    "customer.side": ("customer", "customers.view"),
    "contact.main": ("contact", "customers.view"),
    "opportunity.side": ("opportunity", "opportunities.view"),
    "activity.main": ("activity", "activities.view"),
}


def record_panels() -> list[Panel]:
    return [
        Panel(
            slot=slot,
            template="custom_pages/_panel.html",
            load=_loader(entity),
            permission=permission,
            weight=5,
        )
        for slot, (entity, permission) in _SLOTS.items()
    ]


def _loader(entity: str) -> Callable[[UnitOfWork, Any], Mapping[str, Any] | None]:
    def load(uow: UnitOfWork, record: Any) -> Mapping[str, Any] | None:
        sections = shown_sections(uow, entity, record.custom) if record.custom else []
        return {"sections": sections} if sections else None

    return load
