"""How much a phone carries, as administrators say."""

from dataclasses import dataclass

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.events import SyncLimitsChanged
from salesforce_lite.sync.model import MANAGE, MOST_ACTIVITIES, MOST_CUSTOMERS, SyncLimits

_NOT_SO_MANY = N_("Choose a number from %(least)s to %(most)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedMost:
    """At most so many customers, and so many of the last activities of each."""

    customers: int
    activities: int


def limits_of(uow: UnitOfWork) -> SyncLimits:
    """What holds now."""
    return uow.session.scalars(select(SyncLimits)).one()


def change_limits(uow: UnitOfWork, most: CarriedMost) -> SyncLimits:
    """Phones take it over when they are primed anew. Raises InvalidInputError."""
    uow.actor.require(MANAGE)
    for name, value, least, largest in (
        ("customers", most.customers, 10, MOST_CUSTOMERS),
        ("activities", most.activities, 1, MOST_ACTIVITIES),
    ):
        if not least <= value <= largest:
            raise InvalidInputError(fields={name: _NOT_SO_MANY}, least=least, most=largest)
    limits = limits_of(uow)
    limits.customers, limits.activities = most.customers, most.activities
    uow.record(SyncLimitsChanged(customers=most.customers, activities=most.activities))
    uow.session.flush()
    return limits
