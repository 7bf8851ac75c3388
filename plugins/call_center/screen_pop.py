"""What rings at the desk of whoever asks, and whom it is about."""

from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.uow import UnitOfWork

from .model import LOG, Call, Ringing
from .numbers import NumberHolder, find_holders
from .seeing import get_call


def ringing_call_id(uow: UnitOfWork) -> UUID | None:
    """The newest call at the actor's desk: one read along the key."""
    uow.actor.require(LOG)
    query = select(Ringing.call_id).where(Ringing.user_id == uow.actor.user_id)
    return uow.session.scalar(query.order_by(Ringing.at.desc(), Ringing.call_id).limit(1))


def who_calls(uow: UnitOfWork, call_id: UUID) -> tuple[Call, list[NumberHolder]]:
    """The call, and whom the actor sees with its number."""
    uow.actor.require(LOG)
    call = get_call(uow, call_id)
    return call, find_holders(uow, call.number)


def pick_customer(
    uow: UnitOfWork, call_id: UUID, customer_id: UUID, contact_id: UUID | None = None
) -> Call:
    """Somebody says who it is; that stays, whatever the exchange still tells."""
    uow.actor.require(LOG)
    call = get_call(uow, call_id)
    customer = get_customer(uow, customer_id)
    known = [one for one in find_holders(uow, call.number) if one.customer_id == customer.id]
    call.customer_id = customer.id
    call.contact_id = contact_id if contact_id in {one.contact_id for one in known} else None
    call.match_method = "picked"
    return call
