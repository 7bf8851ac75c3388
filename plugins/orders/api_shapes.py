"""Orders, products and prices as programs send and see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from salesforce_lite.api import LARGEST_BATCH, Amount, Input, Moment, PageQuery, Record, Several

Number = Annotated[str, Meta(max_length=40, pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Currency = Annotated[str, Meta(pattern="^([A-Z]{3})?$")]
Code = Annotated[str, Meta(max_length=60)]
Name = Annotated[str, Meta(max_length=200)]
Note = Annotated[str, Meta(max_length=4000)]
SourceName = Annotated[str, Meta(max_length=40)]
ExternalNumber = Annotated[str, Meta(max_length=120)]
OrderState = Literal["draft", "placed", "cancelled"]


class TaxWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A tax of a line. Without `amount` it is reckoned from the net, rounded half up."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    rate: Number
    amount: Amount | None = None


class LineWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A line: of a product, by its id or code, or of a free text. What is left out is taken from
    the product, the price lists and the settings."""

    quantity: Number
    product_id: UUID | None = None
    product_code: Code = ""
    description: Name = ""
    unit: Annotated[str, Meta(max_length=20)] = ""
    category: Annotated[str, Meta(max_length=80)] = ""
    price: Annotated[
        Number | None, Meta(description="For one unit, in the currency of the order.")
    ] = None
    discount_percent: Number | None = None
    discount: Amount | None = None
    taxes: Annotated[list[TaxWrite], Meta(max_length=5)] | None = None
    cost: Annotated[Number | None, Meta(description="What one unit costs us.")] = None
    is_reward: bool = False


class OrderWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An order. Sent again with the same `id`, or with the same `source` and `external_number`, it
    is made once; with something else under its number it is refused."""

    customer_id: UUID
    lines: Annotated[list[LineWrite], Meta(min_length=1, max_length=1000)]
    currency: Currency = ""
    ordered_at: Moment | None = None
    note: Note = ""
    opportunity_id: UUID | None = None
    source: SourceName = ""
    external_number: ExternalNumber = ""
    is_placed: Annotated[
        bool,
        Meta(
            description="Whether it counts at once; otherwise, and where its customer is blocked, "
            "it is a draft."
        ),
    ] = True
    id: UUID | UnsetType = UNSET


class OrderChange(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is to change of a draft; the rest stays. `lines` take the place of all that stand. With
    `is_placed` it counts at once, as of `ordered_at`."""

    lines: Annotated[list[LineWrite], Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | UnsetType = UNSET
    ordered_at: Moment | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    opportunity_id: UUID | UnsetType | None = UNSET
    is_placed: bool = False


class OrdersWrite(Several, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several orders."""

    items: Annotated[list[OrderWrite], Meta(min_length=1, max_length=LARGEST_BATCH)]


class TaxView(Struct, kw_only=True, frozen=True):
    """A tax of a line."""

    name: str
    rate: str
    amount: Amount


class QuoteLineView(Struct, kw_only=True, frozen=True):
    """A line of a quote. `price_source` is the list that gave the price, empty where somebody
    wrote it; `cost` is null for who may not see costs."""

    id: UUID
    product_id: UUID | None
    product_code: str
    description: str
    unit: str
    category: str
    quantity: str
    price: str
    price_source: str
    discount: Amount
    net: Amount
    taxes: list[TaxView]
    tax: Amount
    cost: Amount | None
    is_reward: bool


class LineView(QuoteLineView, kw_only=True, frozen=True):
    """A line of an order: that of a quote, and how many of it came back."""

    returned_quantity: str


class OrderView(Record, kw_only=True, frozen=True):
    """An order with its lines. Each amount of a line is rounded by itself, half up; an order is the
    sum of its lines."""

    number: str | None
    state: OrderState
    customer_id: UUID
    opportunity_id: UUID | None
    source: str
    external_number: str | None
    currency: str
    ordered_at: Moment
    placed_at: Moment | None
    net: Amount
    tax: Amount
    total: Amount
    returned: Amount
    note: str
    lines: list[LineView]


class OrderQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which orders, the newest first."""

    customer_id: UUID | None = None
    state: OrderState | None = None
    source: SourceName | None = None
    external_number: ExternalNumber | None = None


class ReturnedLine(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How many of a line came back."""

    line_id: UUID
    quantity: Number


class ReturnWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What came back; without `lines` all that is left. Sent again with the same `id`, or `source`
    and `external_number`, it is recorded once."""

    lines: Annotated[list[ReturnedLine], Meta(max_length=1000)] | None = None
    returned_at: Moment | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""
    source: SourceName = ""
    external_number: ExternalNumber = ""
    id: UUID | UnsetType = UNSET


class ReturnView(Struct, kw_only=True, frozen=True):
    """What came back, and what was refunded for it."""

    id: UUID
    number: str
    order_id: UUID
    returned_at: Moment
    is_cancellation: bool
    reason: str
    net: Amount
    tax: Amount


class Cancelling(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Why the order is taken back."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class QuoteView(Record, kw_only=True, frozen=True):
    """A quote and its newest version with its lines; `answered_by` is who accepted or declined."""

    number: str
    title: str
    state: Literal["draft", "sent", "replaced", "accepted", "declined"]
    customer_id: UUID
    opportunity_id: UUID | None
    order_id: UUID | None
    last_version: int
    valid_until: date
    net: Amount
    tax: Amount
    total: Amount
    sent_at: Moment | None
    answered_at: Moment | None
    answered_by: str
    note: str
    lines: list[QuoteLineView]


class QuoteWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A quote; sent again with the `id` that the program chose, it is made once."""

    customer_id: UUID
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    lines: Annotated[list[LineWrite], Meta(min_length=1, max_length=1000)]
    currency: Currency = ""
    opportunity_id: UUID | None = None
    valid_until: date | None = None
    note: Note = ""
    id: UUID | UnsetType = UNSET


class QuoteChange(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is to change; the rest stays. `lines` take the place of all that stand."""

    title: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    lines: Annotated[list[LineWrite], Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | UnsetType = UNSET
    opportunity_id: UUID | UnsetType | None = UNSET
    valid_until: date | UnsetType = UNSET
    note: Note | UnsetType = UNSET


class Answering(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the customer answered, to which version, and who did."""

    version_number: Annotated[int, Meta(ge=1, lt=2**31, description="That of `last_version`.")]
    by: Annotated[str, Meta(min_length=1, max_length=200)]
    note: Note = ""


class QuoteQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which quotes, the newest first."""

    customer_id: UUID | None = None
    opportunity_id: UUID | None = None
