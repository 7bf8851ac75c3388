"""Products, prices, credit and stock for programs."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET, UnsetType

from salesforce_lite.api import (
    Amount,
    Listed,
    Resource,
    Results,
    Saving,
    chosen,
    list_name,
    read_amount,
    told_amount,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

from .amounts import plain
from .api_reading import number, tax_rates
from .base import money
from .catalogue_model import Product, Stock
from .catalogue_shapes import (
    CreditsWrite,
    CreditView,
    FactTold,
    PriceQuery,
    PriceView,
    ProductQuery,
    ProductsWrite,
    ProductTax,
    ProductView,
    ProductWrite,
    StocksWrite,
    StockView,
)
from .customer_model import CreditFacts
from .facts import CreditDraft, StockDraft, find_credit, save_credit, save_stock, stock_of
from .permissions import COSTS, FACTS, MANAGE, VIEW
from .prices import find_prices
from .products import (
    ProductDraft,
    get_product,
    list_products,
    products_by_code,
    save_product,
    save_products,
)

products = Resource(name="products", title=N_("Products"))
prices = Resource(name="prices", title=N_("Prices"))
credit = Resource(name="credit", title=N_("Credit of customers"))
stock = Resource(name="stock", title=N_("Stock"))
_UNKNOWN = N_("There is no product with this code.")


def product_views(uow: UnitOfWork, found: Sequence[Product]) -> list[ProductView]:
    """With their stock, in one query."""
    uow.session.flush()
    known = stock_of(uow, [one.id for one in found])
    has_costs = uow.actor.may(COSTS)
    return [
        ProductView(
            id=one.id,
            version=one.version,
            code=one.code,
            name_es=one.name_es,
            name_en=one.name_en,
            unit=one.unit,
            category=one.category,
            cost=plain(one.cost) if one.cost is not None and has_costs else None,
            taxes=_taxes_of(one),
            is_active=one.is_active,
            stock=_stock_view(known[one.id]) if one.id in known else None,
        )
        for one in found
    ]


def _taxes_of(product: Product) -> list[ProductTax] | None:
    if product.taxes is None:
        return None
    return [ProductTax(name=one["name"], rate=one["rate"]) for one in product.taxes]


def _stock_view(one: Stock) -> StockView:
    return StockView(quantity=plain(one.quantity), as_of=one.as_of, source=one.source)


_saving = Saving(save_one=save_product, save_all=save_products, show=product_views)


def _draft(body: ProductWrite) -> ProductDraft:
    return ProductDraft(
        code=body.code,
        name_es=body.name_es,
        name_en=body.name_en,
        unit=body.unit,
        category=body.category,
        cost=number(body.cost),
        taxes=None if body.taxes is None else tax_rates(body.taxes, "taxes"),
        is_active=body.is_active,
        new_id=chosen(body.id),
    )


@products.get("", needs=VIEW)
def index(query: ProductQuery) -> Listed[ProductView]:
    """Products by code, with what is known of their stock."""
    uow = current_uow()
    page = list_products(
        uow,
        q=query.q,
        category=query.category,
        is_active=query.is_active,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("products", query),
    )
    return Listed(items=product_views(uow, page.items), next_cursor=page.next_cursor)


@products.post("", needs=MANAGE, status=201)
def save(body: ProductWrite) -> ProductView:
    """Add a product, or change the one with its code."""
    return _saving.one(current_uow(), _draft(body))


@products.post("/batch", needs=MANAGE)
def save_many(body: ProductsWrite) -> Results[ProductView]:
    """Add or change up to 1,000 products; each has a result of its own."""

    def drafts_of(items: Sequence[ProductWrite]) -> Sequence[ProductDraft]:
        return [_draft(one) for one in items]

    return _saving.each(current_uow(), body.items, drafts_of, status=200)


@products.get("/<uuid:product_id>", needs=VIEW)
def show(product_id: UUID) -> ProductView:
    """One product."""
    uow = current_uow()
    return product_views(uow, [get_product(uow, product_id)])[0]


@prices.get("", needs=VIEW)
def price(query: PriceQuery) -> PriceView:
    """What a customer pays for a product, and which list says so."""
    uow = current_uow()
    found = find_prices(
        uow, query.customer_id, [query.product_id], query.currency, query.on or uow.today
    ).get(query.product_id)
    if found is None:
        raise NotFoundError
    return PriceView(
        product_id=query.product_id,
        price=plain(found.price),
        price_list=found.list_name,
        audience=found.audience,
    )


@credit.get("/<uuid:customer_id>", needs=VIEW)
def show_credit(customer_id: UUID) -> CreditView:
    """What other systems say of a customer."""
    found = find_credit(current_uow(), customer_id)
    if found is None:
        raise NotFoundError
    return _credit_view(found)


@credit.post("", needs=FACTS)
def take_credit(body: CreditsWrite) -> Listed[CreditView]:
    """Take what the system that keeps the books says, each fact by itself; what is older than what
    is kept is passed over, and what is left out stays. Answers what is kept now of each."""
    drafts = [
        CreditDraft(
            customer_id=one.customer_id,
            as_of=one.as_of,
            source=one.source,
            overdue=_amount(one.overdue, f"items.{place}.overdue"),
            credit_limit=_amount(one.credit_limit, f"items.{place}.credit_limit"),
            is_blocked=one.is_blocked,
        )
        for place, one in enumerate(body.items)
    ]
    _check_items(drafts)
    return Listed(items=[_credit_view(one) for one in save_credit(current_uow(), drafts)])


def _amount(sent: Amount | UnsetType | None, where: str) -> Money | UnsetType | None:
    return UNSET if isinstance(sent, UnsetType) else read_amount(sent, where)


def _check_items(drafts: Sequence[CreditDraft | StockDraft]) -> None:
    """All of them, each at its place; raises InvalidInputError."""
    wrong = {
        f"items.{place}.{name}": sentence
        for place, one in enumerate(drafts)
        for name, sentence in one.problems(current_uow().now).items()
    }
    if wrong:
        raise InvalidInputError(fields=wrong)


def _credit_view(one: CreditFacts) -> CreditView:
    return CreditView(
        customer_id=one.customer_id,
        as_of=one.as_of,
        source=one.source,
        overdue=told_amount(money(one.overdue_minor, one.currency)),
        credit_limit=told_amount(money(one.credit_limit_minor, one.currency)),
        is_blocked=one.is_blocked,
        overdue_told=_word(one, "overdue"),
        credit_limit_told=_word(one, "credit_limit"),
        is_blocked_told=_word(one, "is_blocked"),
    )


def _word(one: CreditFacts, fact: str) -> FactTold | None:
    word = one.word_on(fact)
    return FactTold(as_of=word[0], source=word[1]) if word else None


@stock.post("", needs=FACTS)
def take_stock(body: StocksWrite) -> Listed[StockView]:
    """Take how many there are; what is older than what is kept is passed over."""
    uow = current_uow()
    known = products_by_code(uow, [one.product_code for one in body.items])
    wrong = [place for place, one in enumerate(body.items) if one.product_code not in known]
    if wrong:
        raise InvalidInputError(fields={f"items.{place}.product_code": _UNKNOWN for place in wrong})
    drafts = [
        StockDraft(
            product_id=known[one.product_code].id,
            quantity=Decimal(one.quantity),
            as_of=one.as_of,
            source=one.source,
        )
        for one in body.items
    ]
    _check_items(drafts)
    return Listed(items=[_stock_view(one) for one in save_stock(uow, drafts)])


def resources() -> list[Resource]:
    return [products, prices, credit, stock]
