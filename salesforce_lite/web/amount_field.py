"""An input for amounts and other numbers, written as people do where they live."""

import re
from decimal import Decimal
from typing import Any, cast

from flask_babel import get_locale, lazy_gettext
from wtforms import StringField

from salesforce_lite.tabular import ValueProblem, read_decimal


def decimal_sign() -> str:
    """What separates the cents where the reader lives."""
    locale = get_locale()
    sign = locale.number_symbols.get("latn", {}).get("decimal", ".") if locale else "."
    return "," if sign == "," else "."


class AmountField(StringField):
    """An amount as people write it where they live; its data is a Decimal or None."""

    data: Any  # a Decimal, where the base class says text

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return amount_written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = None
            self.data = amount_typed(valuelist[0])


def amount_typed(text: str) -> Decimal | None:
    """The number that somebody typed; raises ValueError with a sentence for what is in doubt."""
    typed, sign = text.strip(), decimal_sign()
    if _is_in_doubt(typed, sign):
        # Where people from elsewhere work together, either may be meant.
        raise ValueError(
            lazy_gettext(
                "Is it %(many)s or %(few)s? Write the first without a separator, "
                "the second with fewer decimals.",
                many=typed.replace(sign, ""),
                few=typed,
            )
        )
    if not typed:
        return None
    try:
        return read_decimal(typed, cast("Any", sign))
    except ValueProblem:
        raise ValueError(
            lazy_gettext(
                "Write the amount as a number, such as %(example)s.",
                example=f"1234{sign}50",
            )
        ) from None


def amount_written(number: Decimal | None) -> str:
    """As it stands in an input: what is read back is the same number, without a doubt."""
    if number is None:
        return ""
    sign = decimal_sign()
    written = format(number, "f").replace(".", sign)
    return f"{written}0" if _is_in_doubt(written, sign) else written


def _is_in_doubt(text: str, sign: str) -> bool:
    """1.234 may be a thousand and some, or one and a bit."""
    return re.fullmatch(rf"-?[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}", text) is not None
