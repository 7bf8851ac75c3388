"""Price lists for programs."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from msgspec import UNSET, structs

from salesforce_lite.api import Listed, Resource, chosen, expected_version
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

from .amounts import plain
from .api_reading import number
from .catalogue_model import PriceList
from .catalogue_shapes import (
    Audience,
    ListedPrice,
    PriceListChange,
    PriceListView,
    PriceListWithPrices,
    PriceListWrite,
    PriceOfProduct,
)
from .permissions import MANAGE, VIEW
from .price_lists import (
    PriceListDraft,
    draft_of,
    get_price_list,
    list_price_lists,
    prices_of,
    save_price_list,
)

price_lists = Resource(name="price-lists", title=N_("Price lists"))


@price_lists.get("", needs=VIEW)
def index() -> Listed[PriceListView]:
    """Price lists by name, without their prices."""
    found = list_price_lists(current_uow())
    return Listed(items=[PriceListView(**_fields(one)) for one in found])


@price_lists.get("/<uuid:price_list_id>", needs=VIEW)
def show(price_list_id: UUID) -> PriceListWithPrices:
    """One price list with its prices."""
    uow = current_uow()
    return _whole(uow, get_price_list(uow, price_list_id))


@price_lists.post("", needs=MANAGE, status=201)
def create(body: PriceListWrite) -> PriceListWithPrices:
    """Make a price list with its prices."""
    uow = current_uow()
    draft = PriceListDraft(
        name=body.name,
        currency=body.currency,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        audience=body.audience,
        audience_value=body.audience_value,
        is_active=body.is_active,
        new_id=chosen(body.id),
    )
    made = save_price_list(uow, draft, _prices(body.prices))
    return _whole(uow, made)


@price_lists.patch("/<uuid:price_list_id>", needs=MANAGE)
def change(price_list_id: UUID, body: PriceListChange) -> PriceListWithPrices:
    """Change a price list, and the prices of the products that are named."""
    uow = current_uow()
    sent = {name: value for name, value in structs.asdict(body).items() if value is not UNSET}
    prices = _prices(sent.pop("prices", []))
    standing = draft_of(get_price_list(uow, price_list_id))
    draft = replace(standing, **sent, version=expected_version())
    changed = save_price_list(uow, draft, prices)
    return _whole(uow, changed)


def _prices(sent: Sequence[PriceOfProduct]) -> dict[str, Decimal | None]:
    return {one.product_code: number(one.price) for one in sent}


def _whole(uow: UnitOfWork, one: PriceList) -> PriceListWithPrices:
    uow.session.flush()
    prices = [
        ListedPrice(product_id=product.id, product_code=product.code, price=plain(price))
        for product, price in prices_of(uow, one.id)
    ]
    return PriceListWithPrices(**_fields(one), prices=prices)


def _fields(one: PriceList) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "name": one.name,
        "currency": one.currency,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "audience": cast(Audience, one.audience),
        "audience_value": one.audience_value,
        "customer_id": one.customer_id,
        "is_active": one.is_active,
    }
