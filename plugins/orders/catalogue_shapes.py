"""Products, prices, credit and stock as programs send and see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import LARGEST_BATCH, Amount, Input, Moment, PageQuery, Record, Several

from .api_shapes import Name, Number, TaxWrite


class ProductWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A product as it is to be; one with its code is changed. Without `taxes` it has the usual,
    with an empty list none."""

    code: Annotated[str, Meta(min_length=1, max_length=60)]
    name_es: Name = ""
    name_en: Name = ""
    unit: Annotated[str, Meta(max_length=20)] = ""
    category: Annotated[str, Meta(max_length=80)] = ""
    cost: Annotated[Number | None, Meta(description="In the company's currency.")] = None
    taxes: Annotated[list[TaxWrite], Meta(max_length=5)] | None = None
    is_active: bool = True
    id: UUID | UnsetType = UNSET


class ProductsWrite(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several products."""

    items: Annotated[list[ProductWrite], Meta(min_length=1, max_length=LARGEST_BATCH)]


class StockView(Struct, kw_only=True, frozen=True):
    """How many there are, as another system said at that moment."""

    quantity: str
    as_of: Moment
    source: str


class ProductTax(Struct, kw_only=True, frozen=True):
    """A tax of a product, as it is sent."""

    name: str
    rate: str


class ProductView(Record, kw_only=True, frozen=True):
    """A product; `cost` is null for who may not see costs, `taxes` where it has the usual ones."""

    code: str
    name_es: str
    name_en: str
    unit: str
    category: str
    cost: str | None
    taxes: list[ProductTax] | None
    is_active: bool
    stock: StockView | None


class ProductQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which products, by code."""

    q: Annotated[str, Meta(max_length=80)] = ""
    category: Annotated[str, Meta(max_length=80)] = ""
    is_active: bool | None = None


class PriceQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a customer pays for a product on a day; today where nothing is said."""

    customer_id: UUID
    product_id: UUID
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    on: date | None = None


class PriceView(Struct, kw_only=True, frozen=True):
    """A price, the list that gave it, and for whom that list is."""

    product_id: UUID
    price: str
    price_list: str
    audience: str


class CreditWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the system that keeps the books says of a customer at a moment. What is left out stays
    as it is known; null takes it away."""

    customer_id: UUID
    as_of: Moment
    source: Annotated[str, Meta(min_length=1, max_length=40)]
    overdue: Amount | UnsetType | None = UNSET
    credit_limit: Amount | UnsetType | None = UNSET
    is_blocked: bool | UnsetType | None = UNSET


class CreditsWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Of several customers, all or none."""

    items: Annotated[list[CreditWrite], Meta(min_length=1, max_length=LARGEST_BATCH)]


class FactTold(Struct, kw_only=True, frozen=True):
    """The last word on a fact."""

    as_of: Moment
    source: str


class CreditView(Struct, kw_only=True, frozen=True):
    """What is kept of a customer: of each fact the newest that was said. `as_of` and `source` are
    those of the newest word on any of it; what was never told is null."""

    customer_id: UUID
    as_of: Moment
    source: str
    overdue: Amount | None
    credit_limit: Amount | None
    is_blocked: bool
    overdue_told: FactTold | None
    credit_limit_told: FactTold | None
    is_blocked_told: FactTold | None


class StockWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How many of a product there are at a moment."""

    product_code: Annotated[str, Meta(min_length=1, max_length=60)]
    quantity: Number
    as_of: Moment
    source: Annotated[str, Meta(min_length=1, max_length=40)]


class StocksWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Of several products, all or none."""

    items: Annotated[list[StockWrite], Meta(min_length=1, max_length=LARGEST_BATCH)]


Audience = Literal["everybody", "tag", "role", "portfolio", "customer"]
AudienceValue = Annotated[
    str,
    Meta(max_length=80, description="Which tag, role, portfolio or customer; empty for everybody."),
]


class PriceOfProduct(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What one unit of a product costs by the list; null takes it off."""

    product_code: Annotated[str, Meta(min_length=1, max_length=60)]
    price: Number | None


class PriceListWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A price list; sent again with the `id` that the program chose, it is made once."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    starts_on: date | None = None
    ends_on: date | None = None
    audience: Audience = "everybody"
    audience_value: AudienceValue = ""
    is_active: bool = True
    prices: Annotated[list[PriceOfProduct], Meta(max_length=LARGEST_BATCH)] = []
    id: UUID | UnsetType = UNSET


class PriceListChange(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is to change; the rest stays. `prices` changes those of the products that it names."""

    name: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | UnsetType = UNSET
    starts_on: date | UnsetType | None = UNSET
    ends_on: date | UnsetType | None = UNSET
    audience: Audience | UnsetType = UNSET
    audience_value: AudienceValue | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    prices: Annotated[list[PriceOfProduct], Meta(max_length=LARGEST_BATCH)] | UnsetType = UNSET


class PriceListView(Record, kw_only=True, frozen=True):
    """A price list without its prices; `customer_id` says whose it is, where it is one's own."""

    name: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    audience: Audience
    audience_value: str
    customer_id: UUID | None
    is_active: bool


class ListedPrice(Struct, kw_only=True, frozen=True):
    """What one unit of a product costs by the list."""

    product_id: UUID
    product_code: str
    price: str


class PriceListWithPrices(PriceListView, kw_only=True, frozen=True):
    """A price list with its prices, by code."""

    prices: list[ListedPrice]
