"""What files of members and of purchases may hold, and what their columns are called."""

from salesforce_lite.imports import Field, Kind, read_labels
from salesforce_lite.kernel.errors import N_

from .definition import OTHER, SURVEY, VISIT

_WHOSE = (
    Field("program", N_("Program")),
    Field("member", N_("Number of the member")),
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
)
_WHOSE_LABELS = {
    "program": ["Program", "Programme", "Program code", "Programa", "Código del programa"],
    "member": [
        *("Member", "Member number", "Card", "Card number", "Loyalty number"),
        *("Socio", "Número de socio", "Tarjeta", "Número de tarjeta"),
    ],
    "customer": ["Customer ID", "Account ID", "Id cliente", "Id del cliente", "Customer number"],
    "customer_name": ["Customer", "Cliente", "Customer name", "Account", "Account name"],
}
_PURCHASE_LABELS = {
    "amount": ["Amount", "Net", "Net amount", "Importe", "Neto", "Importe neto"],
    "currency": ["Currency", "Moneda", "Divisa"],
    "product": ["Product code", "Product", "SKU", "Código", "Producto"],
    "category": ["Category", "Categoría", "Rubro"],
    "quantity": ["Quantity", "Qty", "Units", "Cantidad", "Unidades"],
}

MEMBER_FIELDS = (
    *(one for one in _WHOSE if one.name != "member"),
    Field("birthday", N_("Birthday"), Kind.DATE),
)
MEMBER_LABELS = read_labels(
    {
        "any": {
            "columns": {
                **{name: words for name, words in _WHOSE_LABELS.items() if name != "member"},
                "birthday": ["Birthday", "Date of birth", "Cumpleaños", "Fecha de nacimiento"],
            }
        }
    }
)

ACCRUAL_FIELDS = (
    Field("number", N_("Number")),
    *_WHOSE,
    Field("date", N_("Date"), Kind.MOMENT),
    Field("amount", N_("Net amount"), Kind.NUMBER),
    Field("currency", N_("Currency")),
    Field("product", N_("Code of the product")),
    Field("category", N_("Category")),
    Field("quantity", N_("Quantity"), Kind.NUMBER),
    Field(
        "event",
        N_("What happened"),
        Kind.CHOICE,
        ((VISIT, VISIT), (SURVEY, SURVEY), (OTHER, OTHER)),
    ),
)
ACCRUAL_LABELS = read_labels(
    {
        "any": {
            "columns": {
                "number": [
                    *("Number", "Purchase", "Order", "Order number", "Order ID", "Invoice"),
                    *("Receipt", "Ticket", "Reference", "Número", "Compra", "Pedido", "Factura"),
                    *("Comprobante", "Referencia"),
                ],
                **_WHOSE_LABELS,
                "date": ["Date", "Purchase date", "Fecha", "Fecha de la compra"],
                **_PURCHASE_LABELS,
                "event": ["Event", "What happened", "Evento"],
            },
            "values": {
                "event": {
                    VISIT: ["visit", "visita"],
                    SURVEY: ["survey", "encuesta"],
                    OTHER: ["other", "otro"],
                }
            },
        }
    }
)

RETURN_FIELDS = (
    Field("number", N_("Number")),
    Field("sale", N_("Number of the purchase")),
    _WHOSE[0],
    Field("date", N_("Date"), Kind.MOMENT),
    Field("amount", N_("Net amount"), Kind.NUMBER),
    Field("currency", N_("Currency")),
    Field("product", N_("Code of the product")),
    Field("category", N_("Category")),
    Field("quantity", N_("Quantity"), Kind.NUMBER),
)
RETURN_LABELS = read_labels(
    {
        "any": {
            "columns": {
                "number": [
                    *("Number", "Return", "Return number", "Credit note", "Refund", "Reference"),
                    *("Número", "Devolución", "Nota de crédito", "Abono", "Referencia"),
                ],
                "sale": [
                    *("Purchase", "Order", "Order number", "Original order", "Invoice", "Receipt"),
                    *("Compra", "Pedido", "Factura", "Factura original", "Comprobante"),
                ],
                "program": _WHOSE_LABELS["program"],
                "date": ["Date", "Return date", "Fecha", "Fecha de la devolución"],
                **_PURCHASE_LABELS,
            }
        }
    }
)

ADJUSTMENT_FIELDS = (
    Field("number", N_("Number")),
    *_WHOSE,
    Field("points", N_("Points"), Kind.NUMBER),
    Field("reason", N_("Reason")),
    Field("lapses_on", N_("Last day"), Kind.DATE),
)
ADJUSTMENT_LABELS = read_labels(
    {
        "any": {
            "columns": {
                "number": ["Number", "Reference", "Key", "Número", "Referencia", "Clave"],
                **_WHOSE_LABELS,
                "points": ["Points", "Balance", "Opening balance", "Puntos", "Saldo"],
                "reason": ["Reason", "Note", "Motivo", "Razón", "Nota"],
                "lapses_on": [
                    *("Last day", "Expires", "Expiry", "Expiry date", "Valid until"),
                    *("Último día", "Caduca", "Caducidad", "Válido hasta", "Vencimiento"),
                ],
            }
        }
    }
)
