"""The forms of orders, quotes, products and price lists, and what administrators set."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional

from salesforce_lite.web import AmountField, NewIdField, VersionField

from .drafts import MOST_LINES, LineDraft

_LONGEST_NUMBER = 6


def id_or_none(text: str) -> UUID | None:
    """What somebody chose; None for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None


class SettingsForm(Form):
    order_prefix = StringField(
        lazy_gettext("What the numbers of orders begin with"),
        default="P-",
        validators=[Length(max=12)],
    )
    return_prefix = StringField(
        lazy_gettext("What the numbers of returns begin with"),
        default="D-",
        validators=[Length(max=12)],
    )
    quote_prefix = StringField(
        lazy_gettext("What the numbers of quotes begin with"),
        default="C-",
        validators=[Length(max=12)],
    )
    taxes = TextAreaField(
        lazy_gettext("Taxes of products that say none: one a line, name and percentage"),
        default="",
        validators=[Length(max=400)],
    )
    refuse_blocked = BooleanField(
        lazy_gettext("Keep orders of blocked customers as drafts"), default=True
    )
    quote_days = IntegerField(
        lazy_gettext("For how many days a quote is valid"),
        default=30,
        validators=[NumberRange(min=1, max=365)],
    )
    acceptance_wins = BooleanField(
        lazy_gettext("An accepted quote wins its opportunity"), default=True
    )
    acceptance_orders = BooleanField(
        lazy_gettext("An accepted quote becomes an order"), default=True
    )
    quote_words = TextAreaField(
        lazy_gettext("What stands at the end of every quote"),
        default="",
        validators=[Length(max=2000)],
    )


class Rows(FieldList):  # type: ignore[type-arg]  # not generic when it runs
    """Rows under the numbers that a browser gives them; what has no such number is passed over."""

    def _extract_indices(self, prefix: str, formdata: Mapping[str, Any]) -> Iterator[int]:
        offset = len(prefix) + 1
        for name in formdata:
            if name.startswith(prefix):
                number = name[offset:].partition("-")[0]
                if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
                    yield int(number)


class LineRow(Form):
    """One line of an order or a quote; an empty one is passed over."""

    product = StringField(lazy_gettext("Product"))
    description = StringField(lazy_gettext("Description"))
    quantity = AmountField(lazy_gettext("Quantity"))
    price = AmountField(lazy_gettext("Price"))
    discount = AmountField(lazy_gettext("Discount %"))
    # The line that stands here already; what the row does not show is kept of it.
    line_id = HiddenField()

    @property
    def is_empty(self) -> bool:
        said = (self.product.data, self.description.data, self.quantity.data, self.price.data)
        return not any(said) and not any(self.unread())

    def unread(self) -> dict[str, str]:
        """Field → why what was typed there is no number."""
        return {
            one.name.rpartition("-")[2]: one.process_errors[0] for one in self if one.process_errors
        }

    def draft(self) -> LineDraft:
        return LineDraft(
            quantity=Decimal(1) if self.quantity.data is None else self.quantity.data,
            product_code=self.product.data or "",
            description=self.description.data or "",
            price=self.price.data,
            discount_percent=self.discount.data,
            line_id=id_or_none(self.line_id.data or ""),
        )


class LinesForm(FlaskForm):
    """What an order and a quote have in common."""

    new_id = NewIdField()
    version = VersionField()
    customer_id = SelectField(lazy_gettext("Customer"), validate_choice=False)
    currency = StringField(lazy_gettext("Currency"), validators=[Length(max=3)])
    lines = Rows(FormField(LineRow), max_entries=MOST_LINES)
    note = TextAreaField(lazy_gettext("Note"))

    def filled_rows(self) -> "list[FormField[LineRow]]":
        """Those in which something stands; what the service calls line 0 is the first of them."""
        return [row for row in self.lines if not row.form.is_empty]

    def line_drafts(self) -> tuple[LineDraft, ...]:
        return tuple(row.form.draft() for row in self.filled_rows())


class OrderForm(LinesForm):
    is_placed = BooleanField(lazy_gettext("Place it at once"))


class QuoteForm(LinesForm):
    title = StringField(lazy_gettext("Title"))
    valid_until = DateField(lazy_gettext("Valid until"), validators=[Optional()])


class ReturnForm(FlaskForm):
    new_id = NewIdField()
    version = VersionField()
    reason = StringField(lazy_gettext("Reason"), validators=[Length(max=500)])


class ProductForm(FlaskForm):
    new_id = NewIdField()
    version = VersionField()
    code = StringField(lazy_gettext("Code"))
    name_es = StringField(lazy_gettext("Name in Spanish"))
    name_en = StringField(lazy_gettext("Name in English"))
    unit = StringField(lazy_gettext("Unit"))
    category = StringField(lazy_gettext("Category"))
    cost = AmountField(lazy_gettext("Cost of one unit"))
    taxes = TextAreaField(lazy_gettext("Taxes, one a line: name and percentage; a dash for none"))
    is_active = BooleanField(lazy_gettext("It is sold"), default=True)


class PriceListForm(FlaskForm):
    new_id = NewIdField()
    version = VersionField()
    name = StringField(lazy_gettext("Name"))
    currency = StringField(lazy_gettext("Currency"))
    starts_on = DateField(lazy_gettext("First day"), validators=[Optional()])
    ends_on = DateField(lazy_gettext("Last day"), validators=[Optional()])
    audience = SelectField(lazy_gettext("For whom"))
    portfolio = SelectField(lazy_gettext("Portfolio"), validate_choice=False)
    role = SelectField(lazy_gettext("Role"), validate_choice=False)
    tag = StringField(lazy_gettext("Tag"))
    customer = SelectField(lazy_gettext("Customer"), validate_choice=False)
    prices = TextAreaField(lazy_gettext("Prices, one a line: code of the product and price"))
    is_active = BooleanField(lazy_gettext("It holds"), default=True)
