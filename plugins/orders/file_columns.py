"""What files of orders, credit and stock may hold, and what their columns are called."""

from salesforce_lite.imports import Field, Kind, read_labels
from salesforce_lite.kernel.errors import N_

_DRAFT, _PLACED, _CANCELLED = "draft", "placed", "cancelled"
_CUSTOMER = (
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
    Field("customer_tax_id", N_("Tax id of the customer")),
)
_CUSTOMER_LABELS = {
    "customer": ["Customer ID", "Account ID", "Id cliente", "Id del cliente", "Customer number"],
    "customer_name": ["Customer", "Cliente", "Customer name", "Account", "Account name"],
    "customer_tax_id": ["Tax ID", "CUIT", "NIF", "CIF", "RUT", "RFC", "VAT number", "Tax number"],
}

ORDER_FIELDS = (
    Field("number", N_("Number")),
    *_CUSTOMER,
    Field("date", N_("Date"), Kind.MOMENT),
    Field("currency", N_("Currency")),
    Field(
        "state",
        N_("State"),
        Kind.CHOICE,
        ((_DRAFT, _DRAFT), (_PLACED, _PLACED), (_CANCELLED, _CANCELLED)),
    ),
    Field("note", N_("Note"), Kind.NOTE),
    Field("product", N_("Code of the product")),
    Field("description", N_("Description")),
    Field("quantity", N_("Quantity"), Kind.NUMBER),
    Field("unit", N_("Unit")),
    Field("category", N_("Category")),
    Field("price", N_("Price"), Kind.NUMBER),
    Field("discount", N_("Percentage of discount"), Kind.NUMBER),
    Field("discount_amount", N_("Discount"), Kind.NUMBER),
    Field("tax", N_("Percentage of tax"), Kind.NUMBER),
    Field("tax_name", N_("Name of the tax")),
    Field("taxes", N_("Taxes")),
    Field("cost", N_("Cost of a unit"), Kind.NUMBER),
)

ORDER_LABELS = read_labels(
    {
        "any": {
            "columns": {
                "number": [
                    *("Number", "Order", "Order number", "Order ID", "Order no.", "Reference"),
                    *("Invoice", "Invoice number", "Id", "External ID"),
                    *("Número", "Pedido", "Número de pedido", "Nro", "Factura", "Comprobante"),
                ],
                **_CUSTOMER_LABELS,
                "date": ["Date", "Order date", "Ordered at", "Fecha", "Fecha del pedido"],
                "currency": ["Currency", "Moneda", "Divisa"],
                "state": ["State", "Status", "Estado"],
                "note": ["Note", "Notes", "Nota", "Observaciones"],
                "product": ["Product code", "Product", "SKU", "Code", "Código", "Producto", "Item"],
                "description": [
                    "Description",
                    "Product name",
                    "Descripción",
                    "Detalle",
                    "Artículo",
                ],
                "quantity": ["Quantity", "Qty", "Units", "Cantidad", "Unidades"],
                "unit": ["Unit", "Unidad"],
                "category": ["Category", "Categoría", "Rubro"],
                "price": ["Price", "Unit price", "Precio", "Precio unitario"],
                "discount": ["Discount", "Discount in %", "Descuento", "Bonificación"],
                "discount_amount": ["Discount amount", "Importe del descuento"],
                "tax": ["Tax", "Tax in %", "Tax rate", "IVA", "Impuesto", "VAT"],
                "tax_name": ["Tax name", "Nombre del impuesto"],
                "taxes": ["Taxes", "Impuestos"],
                "cost": ["Unit cost", "Cost", "Costo", "Coste"],
            },
            "values": {
                "state": {
                    _DRAFT: ["borrador", "draft", "quotation"],
                    _PLACED: ["confirmado", "placed", "confirmed", "sale", "done", "shipped"],
                    _CANCELLED: ["cancelado", "cancelled", "canceled", "anulado", "cancel"],
                }
            },
        }
    }
)

CREDIT_FIELDS = (
    *_CUSTOMER,
    Field("as_of", N_("As of"), Kind.MOMENT),
    Field("currency", N_("Currency")),
    Field("overdue", N_("Overdue"), Kind.NUMBER),
    Field("credit_limit", N_("Credit limit"), Kind.NUMBER),
    Field("is_blocked", N_("Blocked"), Kind.BOOLEAN),
)
CREDIT_LABELS = read_labels(
    {
        "any": {
            "columns": {
                **_CUSTOMER_LABELS,
                "as_of": ["As of", "Date", "Fecha", "Al día"],
                "currency": ["Currency", "Moneda", "Divisa"],
                "overdue": ["Overdue", "Overdue balance", "Vencido", "Saldo vencido", "Deuda"],
                "credit_limit": ["Credit limit", "Límite de crédito", "Crédito"],
                "is_blocked": ["Blocked", "Bloqueado", "On hold"],
            }
        }
    }
)

STOCK_FIELDS = (
    Field("product", N_("Code of the product")),
    Field("quantity", N_("Quantity"), Kind.NUMBER),
    Field("as_of", N_("As of"), Kind.MOMENT),
)
STOCK_LABELS = read_labels(
    {
        "any": {
            "columns": {
                "product": ["Product code", "Product", "SKU", "Code", "Código", "Producto", "Item"],
                "quantity": ["Quantity", "Qty", "Stock", "On hand", "Cantidad", "Existencias"],
                "as_of": ["As of", "Date", "Fecha", "Al día"],
            }
        }
    }
)
