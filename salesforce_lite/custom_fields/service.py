"""Reads custom fields: those of an entity, as far as the actor's roles see them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.custom_fields.model import MANAGE, CustomField
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork


def all_fields(uow: UnitOfWork, entity: str) -> Sequence[CustomField]:
    """Every field of the entity in their order, retired ones too: one small query for each unit."""
    query = (
        select(CustomField)
        .where(CustomField.entity == entity)
        .order_by(CustomField.position, CustomField.code)
    )
    return uow.once(("custom_fields", entity), lambda: uow.session.scalars(query).all())


def hold_fields(uow: UnitOfWork, entity: str, codes: Iterable[str]) -> None:
    """Let nobody change the kind of these fields, retire or delete them until the unit ends.

    Whoever is doing so comes first, and what is read afterwards is what they have left. SQLite has
    a single writer, so there nothing changes meanwhile.
    """
    wanted = sorted(set(codes))
    if not wanted or uow.session.get_bind().dialect.name != "postgresql":
        return
    query = (
        select(CustomField)
        .where(CustomField.entity == entity, CustomField.code.in_(wanted))
        .order_by(CustomField.id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    uow.session.scalars(query).all()
    uow.once.forget()


def seen_fields(uow: UnitOfWork, entity: str, *, retired: bool = False) -> list[CustomField]:
    """The fields that the actor sees; retired ones on request, and only for who looks after them.

    A field that the actor does not see does not exist for them, on no page and in no file.
    """
    manages = uow.actor.may(MANAGE)
    return [
        field
        for field in all_fields(uow, entity)
        if (field.is_live or (retired and manages)) and (manages or _is_shown(uow, field))
    ]


def retired_fields(uow: UnitOfWork, entity: str) -> list[CustomField]:
    """The retired ones that the actor saw before, or would see."""
    manages = uow.actor.may(MANAGE)
    every = all_fields(uow, entity)
    return [one for one in every if not one.is_live and (manages or _is_shown(uow, one))]


def listed_fields(uow: UnitOfWork, entity: str) -> list[CustomField]:
    """Those that are columns of the list."""
    return [field for field in seen_fields(uow, entity) if field.is_listed]


def _is_shown(uow: UnitOfWork, field: CustomField) -> bool:
    return not field.roles or bool(uow.actor.roles.intersection(field.roles))


def customer_names(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those customers whom the actor sees."""
    wanted = sorted(set(ids))
    if not wanted or not uow.actor.may("customers.view"):
        return {}
    customer = _customer_class()
    rows = visible(uow.actor, customer).with_only_columns(customer.id, customer.name)
    return dict(uow.session.execute(rows.where(customer.id.in_(wanted))).all())


def user_names(uow: UnitOfWork, ids: Iterable[UUID], *, active: bool = False) -> dict[UUID, str]:
    """The names of people; with `active`, only of those who work here."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = select(User.id, User.name).where(User.id.in_(wanted))
    if active:
        query = query.where(User.active)
    return dict(uow.session.execute(query).all())


def _customer_class() -> Any:  # Any: customers stand above, so only their table's name is known
    return next(
        one.class_
        for one in Base.registry.mappers
        if one.local_table.name == "customer"  # type: ignore[attr-defined]  # a Table
    )
