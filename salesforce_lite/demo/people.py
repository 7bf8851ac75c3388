"""Lets the sample people go when the sample data are taken away."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, delete, select

from salesforce_lite.access import SignInSession, User
from salesforce_lite.custom_fields import people_led_to
from salesforce_lite.demo.forgetting import forget
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import UnitOfWork

_users: Any = User.__table__  # Any: a Table, which the class does not say


def let_go(uow: UnitOfWork) -> None:
    """Whoever asked stays as a person like others; the rest are gone or can no longer sign in."""
    sample = select(User).where(User.is_sample)
    bound = _still_responsible(uow)
    going: list[UUID] = []
    for user in uow.session.scalars(sample):
        if user.id == uow.actor.user_id:
            user.is_sample = False
        elif user.id in bound:
            user.is_sample = user.active = False
            held = delete(SignInSession).where(SignInSession.user_id == user.id)
            uow.session.execute(held)
        else:
            going.append(user.id)
    uow.session.flush()
    forget(uow, select(_users.c.id).where(_users.c.id.in_(going)))
    uow.session.execute(delete(_users).where(_users.c.id.in_(going)))


def _still_responsible(uow: UnitOfWork) -> set[UUID]:
    """Sample people at whom a record of somebody else points."""
    sample = select(_users.c.id).where(_users.c.is_sample)
    found = people_led_to(uow, sample)
    for column in _pointing_at_users():
        query = select(column).where(column.in_(sample)).distinct()
        found.update(uow.session.scalars(query))
    return found


def _pointing_at_users() -> list[Column[UUID]]:
    """Columns of every table, plugins' too, whose rows would not let a person go."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is _users and key.ondelete is None
    ]
