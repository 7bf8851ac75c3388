"""Orders as rows of a file, a line a row, from which they come back."""

from collections.abc import Sequence
from decimal import Decimal

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.imports import Exporter, ExportRow
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .order_model import Order, OrderLine
from .orders import lines_of
from .permissions import COSTS

BETWEEN_TAXES = ";"
_LIKE_THOUSANDS = 3
OWN_ID = "salesforce_lite_id"
COLUMNS = (
    *(OWN_ID, "number", "state", "date", "customer", "customer_name", "currency", "note"),
    *("product", "description", "quantity", "unit", "category", "price"),
    *("discount", "discount_amount", "taxes", "cost"),
    # For who reads them: what is brought in reckons them anew.
    *("net", "tax_amount", "returned_quantity"),
)


def _rows(uow: UnitOfWork, _people: object, orders: Sequence[Order]) -> list[list[ExportRow]]:
    lines = lines_of(uow, [one.id for one in orders])
    ids = {one.customer_id for one in orders}
    query = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    names = {row.id: row.name for row in uow.session.execute(query.where(Customer.id.in_(ids)))}
    costs = uow.actor.may(COSTS)
    return [
        [_row(one, line, names.get(one.customer_id, ""), costs=costs) for line in lines[one.id]]
        for one in orders
    ]


def _row(order: Order, line: OrderLine, customer: str, *, costs: bool) -> ExportRow:
    is_percent = line.discount_percent is not None
    return {
        OWN_ID: str(order.id),
        "number": order.number,
        "state": order.state,
        "date": order.ordered_at,
        "customer": str(order.customer_id) if order.customer_id else None,
        "customer_name": customer,
        "currency": order.currency,
        "note": order.note,
        "product": line.product_code,
        "description": line.description,
        "quantity": _plainly(line.quantity),
        "unit": line.unit,
        "category": line.category,
        "price": _plainly(line.price),
        "discount": _plainly(line.discount_percent),
        "discount_amount": (
            None
            if is_percent or not line.discount_minor
            else Money(line.discount_minor, order.currency).amount
        ),
        "taxes": f"{BETWEEN_TAXES} ".join(
            f"{one['name'].replace(BETWEEN_TAXES, ',')} {one['rate']}" for one in line.taxes
        ),
        "cost": _unit_cost(order, line) if costs else None,
        "net": Money(line.net_minor, order.currency).amount,
        "tax_amount": Money(line.tax_minor, order.currency).amount,
        "returned_quantity": _plainly(line.returned_quantity or None),
    }


def _plainly(number: Decimal | None) -> Decimal | None:
    """Nobody takes three decimals for thousands where four are written."""
    if number is None or number.normalize().as_tuple().exponent != -_LIKE_THOUSANDS:
        return number
    return number.quantize(Decimal("0.0001"))


def _unit_cost(order: Order, line: OrderLine) -> Decimal | None:
    if line.cost_minor is None:
        return None
    return round(Money(line.cost_minor, order.currency).amount / line.quantity, 6)


ORDER_EXPORT = Exporter(columns=COLUMNS, rows=_rows)
