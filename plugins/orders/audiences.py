"""For whom price lists are: the roles, portfolios, tags and customers, and what they are called."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.team import list_portfolios

from .catalogue_model import PriceList

AUDIENCES = ("everybody", "tag", "role", "portfolio", "customer")
_LONGEST_TAG = 80


def is_audience(uow: UnitOfWork, audience: str, value: str) -> bool:
    """Whether a list can be for it; of a customer whether the actor sees it."""
    if audience == "customer":
        return bool(_names_of_customers(uow, [value]))
    if audience == "tag":
        # Tags are free words; nobody need have it yet.
        return 0 < len(value) <= _LONGEST_TAG
    if audience == "everybody":
        return True
    return value in dict(audience_values(uow, audience))


def audience_values(uow: UnitOfWork, audience: str) -> list[tuple[str, str]]:
    """(value, words) of the roles or portfolios that there are."""
    if audience == "portfolio":
        return [(str(one.id), one.name) for one in list_portfolios(uow)]
    if audience == "role":
        values = list_values(uow, "customer.role", retired=True)
        return [(one.code, one.label(uow.actor.locale)) for one in values]
    return []


def names_of_audiences(uow: UnitOfWork, lists: Sequence[PriceList]) -> dict[UUID, str]:
    """List → which role, portfolio, tag or customer it is for, as people call it; what has no name
    any more is told as it is kept, and a list of everybody by nothing."""
    known = {name: dict(audience_values(uow, name)) for name in ("role", "portfolio")}
    ids = [str(one.customer_id) for one in lists if one.customer_id]
    known["customer"] = _names_of_customers(uow, ids)
    return {one.id: _name(one, known.get(one.audience, {})) for one in lists}


def _name(one: PriceList, known: dict[str, str]) -> str:
    value = str(one.customer_id or "") if one.audience == "customer" else one.audience_value
    return known.get(value, value)


def _names_of_customers(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str]:
    """Of those that the actor sees."""
    wanted = [key for one in ids if (key := _id_or_none(one))]
    query = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    rows = uow.session.execute(query.where(Customer.id.in_(wanted))) if wanted else ()
    return {str(key): name for key, name in rows}


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
