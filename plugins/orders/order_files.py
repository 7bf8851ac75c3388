"""Orders from files, a line a row: the rows of one order follow each other under its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from salesforce_lite.imports import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import TaxRate
from .drafts import LineDraft, OrderDraft
from .file_columns import ORDER_FIELDS, ORDER_LABELS
from .file_rows import customer_of_order, customers_by_tax_id, moment_in
from .order_export import BETWEEN_TAXES, ORDER_EXPORT
from .order_model import Order, State
from .orders import save_orders, visible_orders
from .permissions import PLACE

_NO_NUMBER = N_("The row does not say which order it belongs to.")
_CANCELLED = N_("The order is cancelled: what does not count any more is not brought in.")
_SEVERAL = N_("The rows of the order name several customers.")
_TAXES = N_("“%(text)s” is no tax with its percentage, such as “IVA 21”.")
_TAX = "IVA"
# What drafts call a field → what the file does.
_NAMES = {
    "discount_percent": "discount",
    "discount": "discount_amount",
    "taxes": "tax",
    "ordered_at": "date",
}


@dataclass(frozen=True, slots=True)
class _Found:
    by_tax_id: Mapping[str, UUID]


def _look_up(batch: Batch) -> _Found:
    return _Found(customers_by_tax_id(batch))


def _find(batch: Batch) -> None:
    """An order that its system has sent before, by its number."""
    if batch.source.is_own:
        return
    numbers = sorted({row.record_key for row in batch.rows if row.record_key})
    query = visible_orders(batch.uow).with_only_columns(Order.external_number, Order.id)
    query = query.where(Order.source == batch.source.system, Order.external_number.in_(numbers))
    known = {row.external_number: row.id for row in batch.uow.session.execute(query)}
    for row in batch.rows:
        row.record_id = known.get(row.record_key)


def _draft(batch: Batch, row: ImportRow) -> Order | OrderDraft:
    """An order of ours that is here stays as it is: it is corrected by returns alone."""
    if batch.source.is_own and isinstance(row.record, Order):
        return row.record
    number = (row.get("number") or "").strip()
    if not number and not batch.source.is_own:
        raise RowRefusedError(_NO_NUMBER)
    if row.get("state") == State.CANCELLED:
        raise RowRefusedError(_CANCELLED)
    currency = row.get("currency") or batch.source.currency
    whose = row.record.customer_id if isinstance(row.record, Order) else None
    by_tax_id = batch.found.by_tax_id
    customers = {customer_of_order(batch, one, by_tax_id, whose) for one in row.all_rows}
    if len(customers) > 1:
        raise RowRefusedError(_SEVERAL)
    draft = OrderDraft(
        customer_id=customers.pop(),
        lines=tuple(_line(one, currency) for one in row.all_rows),
        currency=currency,
        ordered_at=moment_in(batch, row, "date"),
        note=row.get("note") or "",
        source=batch.source.system,
        external_number=number,
        is_placed=row.get("state") != State.DRAFT,
        new_id=row.new_id,
    )
    try:
        return draft.cleaned()
    except InvalidInputError as error:
        raise _as_the_file_says(error) from None


def _line(row: ImportRow, currency: str) -> LineDraft:
    discount = row.get("discount_amount")
    return LineDraft(
        quantity=row.get("quantity") or Decimal(0),
        product_code=row.get("product") or "",
        description=row.get("description") or row.get("product") or "–",
        unit=row.get("unit") or "",
        category=row.get("category") or "",
        price=row.get("price"),
        discount_percent=row.get("discount"),
        discount=Money.of(discount, currency) if discount else None,
        taxes=_taxes(row),
        cost=row.get("cost"),
    )


def _taxes(row: ImportRow) -> tuple[TaxRate, ...] | None:
    """Several in one cell, or one with its name beside it; None where the file says nothing."""
    if row.get("taxes"):
        return tuple(_tax(text) for text in row.get("taxes").split(BETWEEN_TAXES) if text.strip())
    rate = row.get("tax")
    return None if rate is None else (TaxRate(row.get("tax_name") or _TAX, rate),)


def _tax(text: str) -> TaxRate:
    name, _, rate = text.strip().removesuffix("%").rpartition(" ")
    try:
        return TaxRate(name.strip(), Decimal(rate))
    except InvalidOperation:
        raise RowRefusedError(_TAXES, text=text[:80]) from None


def _save(uow: UnitOfWork, drafts: Sequence[Order | OrderDraft]) -> list[Order]:
    new = [one for one in drafts if isinstance(one, OrderDraft)]
    try:
        saved = iter(save_orders(uow, new) if new else ())
    except InvalidInputError as error:
        raise _as_the_file_says(error) from None
    return [one if isinstance(one, Order) else next(saved) for one in drafts]


def _as_the_file_says(error: InvalidInputError) -> InvalidInputError:
    """What is wrong with a line is wrong with the column."""
    names = {field: field.rpartition(".")[2] for field in error.fields}
    named = {field: _NAMES.get(name, name) for field, name in names.items()}
    return InvalidInputError(fields={named[field]: text for field, text in error.fields.items()})


ORDERS = Importer(
    entity="orders",
    record_kind="order",
    label=N_("Orders"),
    permission=PLACE,
    fields=ORDER_FIELDS,
    labels=ORDER_LABELS,
    required=("number",),
    natural_key=(),
    together=("number",),
    model=Order,
    visible=visible_orders,
    find=_find,
    look_up=_look_up,
    draft=_draft,
    save=_save,
    links={"customer": ("customer",)},
    exporter=ORDER_EXPORT,
    weight=60,
)
