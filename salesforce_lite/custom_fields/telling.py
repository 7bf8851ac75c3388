"""Custom values as programs are told them: what the actor may see, money as an amount."""

from collections.abc import Mapping
from typing import Any

from salesforce_lite.custom_fields.model import Kind
from salesforce_lite.custom_fields.service import seen_fields
from salesforce_lite.custom_fields.values import fits, money_of
from salesforce_lite.kernel.uow import UnitOfWork


def told_custom(uow: UnitOfWork, entity: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Code → value, for the fields in use that the actor sees; sent back, it changes nothing."""
    if not kept:
        return {}
    told = {}
    for field in seen_fields(uow, entity):
        value = kept.get(field.code)
        if value is None or not fits(field, value):
            continue
        money = money_of(value) if field.kind == Kind.MONEY else None
        told[field.code] = (
            {"amount": str(money.amount), "currency": money.currency} if money else value
        )
    return told
