"""The prices of a list as they are typed, one a line, and written so that they read the same."""

from collections.abc import Iterable
from decimal import Decimal

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.web import amount_typed, amount_written

from .amounts import plain
from .catalogue_model import Product

WRONG_PRICES = N_("Write one price a line, the code of a product and its price: A1 12.50")
IN_DOUBT = N_("“%(line)s”: %(doubt)s")


def read_prices(text: str) -> dict[str, Decimal]:
    """Code → price; raises InvalidInputError, for a price that is in doubt too."""
    typed: dict[str, Decimal] = {}
    for line in filter(str.strip, text.splitlines()):
        code, _, written = line.strip().rpartition(" ")
        try:
            price = amount_typed(written)
        except ValueError as doubt:
            raise InvalidInputError(
                fields={"prices": IN_DOUBT}, line=line.strip()[:80], doubt=str(doubt)
            ) from None
        if price is None or not code.strip():
            raise InvalidInputError(fields={"prices": WRONG_PRICES})
        typed[code.strip()] = price
    return typed


def write_prices(prices: Iterable[tuple[Product, Decimal]]) -> str:
    return "\n".join(
        f"{product.code} {amount_written(Decimal(plain(price)))}" for product, price in prices
    )
