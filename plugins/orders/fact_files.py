"""Files of what other systems know better: credit of customers, and stock of products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType
from sqlalchemy import select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.imports import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.money import Money

from .catalogue_model import Product, Stock
from .customer_model import CreditFacts
from .facts import CreditDraft, StockDraft, save_credit, save_stock
from .file_columns import CREDIT_FIELDS, CREDIT_LABELS, STOCK_FIELDS, STOCK_LABELS
from .file_rows import customer_in, customers_by_tax_id, moment_in
from .permissions import FACTS
from .products import products_by_code, visible_products

_NO_PRODUCT = N_("There is no product with the code “%(text)s”.")
_NO_QUANTITY = N_("The row does not say how many there are.")


@dataclass(frozen=True, slots=True)
class _Credit:
    by_tax_id: Mapping[str, UUID]
    kept: Mapping[UUID, CreditFacts]


def _look_up_credit(batch: Batch) -> _Credit:
    by_tax_id = customers_by_tax_id(batch)
    named = set()
    for row in batch.rows:
        try:
            named.add(customer_in(batch, row, by_tax_id))
        except DomainError:
            continue  # refused when it is its turn
    query = select(CreditFacts).where(CreditFacts.customer_id.in_(named))
    kept = {one.customer_id: one for one in batch.uow.session.scalars(query)}
    return _Credit(by_tax_id, kept)


def _draft_credit(batch: Batch, row: ImportRow) -> CreditDraft:
    customer_id = customer_in(batch, row, batch.found.by_tax_id)
    _stands_for(row, customer_id, batch.found.kept.get(customer_id))
    currency = row.get("currency") or batch.source.currency
    return CreditDraft(
        customer_id=customer_id,
        as_of=moment_in(batch, row, "as_of"),
        source=batch.source.system,
        overdue=_money(_said(batch, row, "overdue"), currency),
        credit_limit=_money(_said(batch, row, "credit_limit"), currency),
        is_blocked=_said(batch, row, "is_blocked"),
    )


def _said(batch: Batch, row: ImportRow, name: str) -> Any:
    """What the row says; of an empty cell nothing, unless empty means empty."""
    value = row.get(name)
    return UNSET if value is None and not batch.clears(name) else value


def _stands_for(row: ImportRow, key: UUID, kept: CreditFacts | Stock | None) -> None:
    """What is kept is what the row is about, not the customer or product it is kept of."""
    row.record, row.record_id = kept, key if kept is not None else None


def _money(amount: Decimal | UnsetType | None, currency: str) -> Money | UnsetType | None:
    return Money.of(amount, currency) if isinstance(amount, Decimal) else amount


@dataclass(frozen=True, slots=True)
class _Goods:
    products: Mapping[str, Product]
    kept: Mapping[UUID, Stock]


def _look_up_stock(batch: Batch) -> _Goods:
    codes = [text for row in batch.rows if (text := row.get("product"))]
    products = products_by_code(batch.uow, codes)
    query = select(Stock).where(Stock.product_id.in_({one.id for one in products.values()}))
    kept = {one.product_id: one for one in batch.uow.session.scalars(query)}
    return _Goods(products, kept)


def _draft_stock(batch: Batch, row: ImportRow) -> StockDraft:
    code = row.get("product") or ""
    product = batch.found.products.get(code)
    if product is None:
        raise RowRefusedError(_NO_PRODUCT, text=code)
    if row.get("quantity") is None:
        raise RowRefusedError(_NO_QUANTITY)
    _stands_for(row, product.id, batch.found.kept.get(product.id))
    return StockDraft(
        product_id=product.id,
        as_of=moment_in(batch, row, "as_of"),
        source=batch.source.system,
        quantity=row.get("quantity"),
    )


CREDIT = Importer(
    entity="orders_credit",
    record_kind="orders_credit",
    label=N_("Credit of customers"),
    permission=FACTS,
    fields=CREDIT_FIELDS,
    labels=CREDIT_LABELS,
    required=("customer", "customer_name", "customer_tax_id"),
    natural_key=("customer", "customer_tax_id", "customer_name"),
    model=Customer,
    visible=visible_customers,
    look_up=_look_up_credit,
    draft=_draft_credit,
    save=save_credit,
    links={"customer": ("customer",)},
    weight=61,
)
STOCK = Importer(
    entity="orders_stock",
    record_kind="orders_stock",
    label=N_("Stock of products"),
    permission=FACTS,
    fields=STOCK_FIELDS,
    labels=STOCK_LABELS,
    required=("product",),
    natural_key=("product",),
    model=Product,
    visible=visible_products,
    look_up=_look_up_stock,
    draft=_draft_stock,
    save=save_stock,
    weight=62,
)


def importers_of_facts() -> Sequence[Importer]:
    return CREDIT, STOCK
