"""An amount with its currency in one input of a form, typed as people do where they live."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from wtforms import Field

from salesforce_lite.company import ExchangeRate, get_company
from salesforce_lite.kernel.money import Money, TooFineAmountError, is_currency
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import amount_typed, amount_written


class AmountWithCurrency(Field):
    """Two inputs of one name, the amount and then the currency: the macro of custom fields draws
    them. Its data is Money or None."""

    data: Money | None

    def __init__(self, uow: UnitOfWork, standing: Money | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currencies = currencies(uow, used=standing.currency if standing else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        amount = amount_typed(valuelist[0])
        if amount is not None:
            self.data = _money(amount, valuelist[1] if len(valuelist) > 1 else "")

    def shown_amount(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return amount_written(self.data.amount if self.data else None)

    def shown_currency(self) -> str:
        if self.raw_data and len(self.raw_data) > 1:
            return str(self.raw_data[1])
        return self.data.currency if self.data else self.currencies[0]


def currencies(uow: UnitOfWork, *, used: str = "") -> list[str]:
    """The company's first, then those with a rate and the one that is used."""
    own = get_company(uow).currency
    rates = uow.once(
        ("currencies",),
        lambda: set(uow.session.scalars(select(ExchangeRate.currency).distinct())),
    )
    return [own, *sorted({*rates, used} - {own, ""})]


def _money(amount: Decimal, currency: str) -> Money:
    if not is_currency(currency):
        raise ValueError(lazy_gettext("Choose a currency."))
    try:
        return Money.exactly(amount, currency)
    except TooFineAmountError:
        raise ValueError(gettext(TooFineAmountError.sentence)) from None
