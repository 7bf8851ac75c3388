"""Taxes as administrators write them: “IVA 21” in each line."""

from decimal import Decimal, InvalidOperation

from salesforce_lite.kernel.errors import N_, InvalidInputError

from .amounts import TaxRate
from .drafts import are_taxes

_NONE = ("–", "-", "—")
WRONG_TAXES = N_("Write one tax a line, its name and its percentage: IVA 21")


def read_taxes(text: str | None) -> tuple[TaxRate, ...]:
    """Raises InvalidInputError for what is no tax."""
    made = tuple(_read(line) for line in (text or "").splitlines() if line.strip())
    if not are_taxes(made):
        raise InvalidInputError(fields={"taxes": WRONG_TAXES})
    return made


def _read(line: str) -> TaxRate:
    name, _, rate = line.strip().rstrip("%").strip().rpartition(" ")
    try:
        return TaxRate(" ".join(name.split()), Decimal(rate.replace(",", ".")))
    except InvalidOperation:
        raise InvalidInputError(fields={"taxes": WRONG_TAXES}) from None


def read_product_taxes(text: str | None) -> tuple[TaxRate, ...] | None:
    """None where nothing is written, which are the usual ones; a dash is none at all."""
    if not (text or "").strip():
        return None
    return () if (text or "").strip() in _NONE else read_taxes(text)


def write_product_taxes(taxes: tuple[TaxRate, ...] | None) -> str:
    """As `read_product_taxes` reads them."""
    if taxes is None:
        return ""
    return write_taxes(taxes) or _NONE[0]


def write_taxes(taxes: tuple[TaxRate, ...]) -> str:
    return "\n".join(f"{one.name} {one.rate:f}" for one in taxes)
