"""Finds what a customer pays: by its own list, else by that of its segment, else by everybody's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.kernel.uow import UnitOfWork

from .catalogue_model import Price, PriceList
from .permissions import VIEW

# What is nearer to the customer goes first.
_NEARNESS = {"customer": 0, "portfolio": 1, "role": 1, "tag": 1, "everybody": 2}
_BATCH = 900


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """A price, and which list gave it, and why that list."""

    price: Decimal
    list_name: str
    audience: str


class PriceBook:
    """The price lists that can matter to some customers, read at once."""

    def __init__(
        self, lists: Sequence[PriceList], prices: Mapping[tuple[UUID, UUID], Decimal]
    ) -> None:
        self._lists = sorted(lists, key=_order)
        self._prices = prices

    @classmethod
    def read(
        cls, uow: UnitOfWork, customer_ids: Iterable[UUID], product_ids: Iterable[UUID]
    ) -> "PriceBook":
        ids, products = sorted(set(customer_ids)), sorted(set(product_ids))
        if not products:
            return cls([], {})
        query = select(PriceList).where(PriceList.is_active)
        query = query.where(or_(PriceList.customer_id.is_(None), PriceList.customer_id.in_(ids)))
        lists = list(uow.session.scalars(query))
        named = [one.id for one in lists]
        prices: dict[tuple[UUID, UUID], Decimal] = {}
        for start in range(0, len(products), _BATCH):
            rows = uow.session.execute(
                select(Price.price_list_id, Price.product_id, Price.price).where(
                    Price.product_id.in_(products[start : start + _BATCH]),
                    Price.price_list_id.in_(named),
                )
            )
            prices |= {(row.price_list_id, row.product_id): row.price for row in rows}
        return cls(lists, prices)

    def find(
        self, customer: Customer | None, product_id: UUID, currency: str, on: date
    ) -> FoundPrice | None:
        """The price of the nearest list that has one; None where no list does. Without a customer
        those of everybody count."""
        for one in self._lists:
            price = self._prices.get((one.id, product_id))
            if price is not None and one.currency == currency and _holds(one, customer, on):
                return FoundPrice(price, one.name, one.audience)
        return None


def find_prices(
    uow: UnitOfWork, customer_id: UUID, product_ids: Sequence[UUID], currency: str, on: date
) -> dict[UUID, FoundPrice]:
    """Product → what this customer pays for it on that day, of those that have a price."""
    uow.actor.require(VIEW)
    customer = get_customer(uow, customer_id)
    book = PriceBook.read(uow, [customer_id], product_ids)
    found = {one: book.find(customer, one, currency, on) for one in product_ids}
    return {one: price for one, price in found.items() if price is not None}


def _order(one: PriceList) -> tuple[int, int, str]:
    """Among equally near ones that which began last, then by name."""
    return _NEARNESS[one.audience], -(one.starts_on or date.min).toordinal(), one.name


def _holds(one: PriceList, customer: Customer | None, on: date) -> bool:
    if (one.starts_on and on < one.starts_on) or (one.ends_on and on > one.ends_on):
        return False
    if customer is None:
        return one.audience == "everybody"
    match one.audience:
        case "customer":
            return one.customer_id == customer.id
        case "tag":
            return one.audience_value in customer.tags
        case "role":
            return one.audience_value in customer.roles
        case "portfolio":
            return one.audience_value == str(customer.portfolio_id)
        case _:
            return True
