"""Whole numbers as people type them where they live: “10,000” in English, “10.000” in Spanish."""

import re
from typing import Any

from wtforms import StringField

from salesforce_lite.web import decimal_sign


def whole_typed(text: str) -> str:
    """The text without what parts thousands where the reader lives, and with a plain minus sign.

    What is no whole number stays as it was typed: the rules of scoring say what is wrong with it.
    “1.000” in English may be a number with decimals, and is left to be refused.
    """
    typed = text.strip().replace("−", "-")
    group = "." if decimal_sign() == "," else ","
    if re.fullmatch(rf"-?[0-9]{{1,3}}(?:[\s{group}][0-9]{{3}})+", typed):
        return re.sub(rf"[\s{group}]", "", typed)
    return typed


class WholeField(StringField):
    """A whole number as it was typed; the rules of scoring read it, and say what is wrong."""

    def process_data(self, value: Any) -> None:
        super().process_data("" if value is None else str(value))

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = whole_typed(valuelist[0])
