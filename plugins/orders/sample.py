"""Products, prices, orders and a quote of the sample company."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.demo import SampleStory
from salesforce_lite.demo import forget as forget_traces
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import TaxRate
from .catalogue_model import PriceList, Product
from .company_days import CompanyDays
from .drafts import LineDraft, OrderDraft
from .order_model import Order
from .orders import save_orders
from .price_lists import PriceListDraft, save_price_list, set_prices
from .products import ProductDraft, save_products
from .quote_model import Quote
from .totals import renew_totals

_SOURCE = "sample"
# Code, Spanish, English, unit, category, price, cost.
_PRODUCTS = (
    ("SAMPLE-01", "Harina 000", "Plain flour", "kg", "Almacén", "1.20", "0.80"),
    ("SAMPLE-02", "Azúcar", "Sugar", "kg", "Almacén", "1.10", "0.75"),
    ("SAMPLE-03", "Aceite de girasol", "Sunflower oil", "l", "Almacén", "2.90", "2.10"),
    ("SAMPLE-04", "Café molido", "Ground coffee", "kg", "Bebidas", "9.80", "6.40"),
    ("SAMPLE-05", "Agua mineral", "Mineral water", "l", "Bebidas", "0.60", "0.30"),
    ("SAMPLE-06", "Jabón líquido", "Liquid soap", "l", "Limpieza", "3.40", "2.00"),
)
_CUSTOMERS = 40
_ORDERS = (2, 9)
# Every so many customers one buys twice a month for a year and a half: its trend can be told.
_REGULARS, _FORTNIGHT, _OFTEN = 8, 15, 36


def play(uow: UnitOfWork, story: SampleStory) -> None:
    """Two years of orders of some customers, each with a rhythm of its own; once."""
    if uow.session.scalar(select(Order.id).where(Order.is_sample).limit(1)) is not None:
        return
    products = save_products(uow, [_product(*one) for one in _PRODUCTS])
    days = CompanyDays(uow)
    name = "Lista general (ejemplo)" if story.language == "es" else "General list (sample)"
    prices = save_price_list(uow, PriceListDraft(name=name, currency=days.currency, is_sample=True))
    set_prices(
        uow,
        prices.id,
        {product.id: Decimal(one[5]) for product, one in zip(products, _PRODUCTS, strict=True)},
    )
    drafts = [
        draft
        for place, customer in enumerate(story.customers[:_CUSTOMERS])
        for draft in _orders(story, place, customer.id, products)
    ]
    save_orders(uow, drafts)


def _product(
    code: str, spanish: str, english: str, unit: str, category: str, _price: str, cost: str
) -> ProductDraft:
    return ProductDraft(
        code=code,
        name_es=spanish,
        name_en=english,
        unit=unit,
        category=category,
        cost=Decimal(cost),
        taxes=(TaxRate("IVA", Decimal(21)),),
        is_sample=True,
    )


def _orders(
    story: SampleStory, place: int, customer_id: UUID, products: list[Product]
) -> list[OrderDraft]:
    rng = story.rng
    usual = rng.sample(products, 3)
    every, ago, count = rng.randint(7, 40), rng.randint(1, 60), rng.randint(*_ORDERS)
    if place % _REGULARS == 0:
        every, count = _FORTNIGHT, _OFTEN
    last = datetime(story.day.year, story.day.month, story.day.day, 12, tzinfo=UTC)
    return [
        OrderDraft(
            customer_id=customer_id,
            lines=tuple(
                LineDraft(quantity=Decimal(rng.randint(2, 24)), product_id=one.id)
                for one in rng.sample(usual, rng.randint(1, 3))
            ),
            ordered_at=last - timedelta(days=ago + every * number + rng.randint(0, 3)),
            source=_SOURCE,
            external_number=f"{place}-{number}",
            is_placed=True,
            is_sample=True,
        )
        for number in reversed(range(count))
    ]


def forget(uow: UnitOfWork) -> None:
    """All of it, and nothing that people have added: products stay while there are other orders."""
    orders = list(uow.session.scalars(select(Order).where(Order.is_sample)))
    customers = {one.customer_id for one in orders if one.customer_id is not None}
    for told in (Order, PriceList):
        forget_traces(uow, select(told.id).where(told.is_sample))
    for kind in (Quote, Order, PriceList):
        uow.session.execute(delete(kind).where(kind.is_sample))
    if uow.session.scalar(select(Order.id).limit(1)) is None:
        forget_traces(uow, select(Product.id).where(Product.is_sample))
        uow.session.execute(delete(Product).where(Product.is_sample))
    renew_totals(uow, customers)
