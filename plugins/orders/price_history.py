"""What the history tells of the prices of a list, which are rows beside it."""

from collections.abc import Sequence
from decimal import Decimal

from salesforce_lite.audit import ToldChange, tell_changes
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import plain
from .catalogue_model import PriceList


def tell_prices(
    uow: UnitOfWork,
    price_list: PriceList,
    changed: Sequence[tuple[str, Decimal | None, Decimal | None]],
) -> None:
    """(code, from, to) of each price, so that every one is told; None where there is none."""
    changes = {f"prices.{code}": (_told(before), _told(after)) for code, before, after in changed}
    tell_changes(uow, [ToldChange(record=price_list, changes=changes)])


def _told(price: Decimal | None) -> str | None:
    return None if price is None else plain(price)
