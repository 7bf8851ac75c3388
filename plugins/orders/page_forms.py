"""Fills the forms of orders and quotes, and tells what stands below their lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from flask import request
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import amount_written, current_uow, show_money

from .amounts import plain
from .catalogue_model import Product
from .drafts import MOST_LINES
from .entry import TypedLine, TypedLines, look_at_lines
from .forms import LinesForm, id_or_none
from .order_model import OrderLine
from .products import list_products
from .quote_model import QuoteLine

F = TypeVar("F", bound=LinesForm)
# What the form calls otherwise than the service.
_INPUTS = {"discount_percent": "discount"}
_SPARE_ROWS = 5
_OFFERED = 200


def order_form(
    kind: type[F],
    currency: str,
    customer_id: UUID | None,
    *,
    version: int | None = None,
    **more: Any,
) -> F:
    """As sent, or filled; a few empty rows stand below what is there."""
    values = {
        "currency": currency,
        "customer_id": str(customer_id or ""),
        "version": version,
        **more,
    }
    form = kind(data=values)
    offer_customer(form)
    if request.method == "GET":
        for _row in range(min(_SPARE_ROWS, MOST_LINES - len(form.lines))):
            form.lines.append_entry()
    return form


def offer_customer(form: LinesForm) -> None:
    """The one that is chosen; others are found by typing."""
    customer_id = id_or_none(form.customer_id.data or "")
    if customer_id is None:
        form.customer_id.choices = [SelectChoice("", "")]
        return
    query = visible_customers(current_uow()).where(Customer.id == customer_id)
    customer = current_uow().session.scalar(query)
    form.customer_id.choices = [
        SelectChoice("", ""),
        *([SelectChoice(str(customer.id), customer.name)] if customer else []),
    ]


def lines_of_form(
    lines: Sequence[OrderLine] | Sequence[QuoteLine],
) -> list[dict[str, Any]]:
    """Lines as rows of the form; a price of a list is found anew when it is saved."""
    return [
        {
            "product": line.product_code,
            "description": line.description,
            "quantity": _short(line.quantity),
            "price": None if line.price_source else _short(line.price),
            "discount": _short(line.discount_percent),
            "line_id": str(line.id),
        }
        for line in lines
    ]


def _short(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(plain(number))


def typed(number: Decimal) -> str:
    """As it may be typed: with one zero more where the number would be in doubt."""
    return amount_written(_short(number))


def written(number: Decimal | str) -> str:
    """A number with the sign for decimals that the reader is used to, and no idle zeros."""
    bare = plain(Decimal(number))
    return typed(Decimal(bare))[: len(bare)]


def priced(price: Decimal, currency: str) -> str:
    """As money; one that is finer than the currency with all its decimals."""
    money = Money.of(price, currency)
    return show_money(money) if money.amount == price else f"{written(price)} {currency}"


@dataclass(frozen=True, slots=True)
class RowNote:
    """What stands below a row of the form."""

    line: TypedLine | None
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormNotes:
    """Row → what stands below it; the sums are None while nothing can be added up."""

    rows: Mapping[str, RowNote]
    sums: TypedLines | None

    def of(self, row: str) -> RowNote:
        return self.rows.get(row, _NOTHING)


_NOTHING = RowNote(None, {})


def notes_of(form: LinesForm) -> FormNotes:
    """What the lines come to as they stand in the form: the same that saving them does."""
    rows = form.filled_rows()
    readable = [row for row in rows if not row.form.unread()]
    found = look_at_lines(
        current_uow(),
        [row.form.draft() for row in readable],
        customer_id=id_or_none(form.customer_id.data or ""),
        currency=form.currency.data or "",
    )
    notes = {row.name: RowNote(None, row.form.unread()) for row in rows}
    for row, line in zip(readable, found.lines if found else (), strict=False):
        problems = {_INPUTS.get(name, name): gettext(text) for name, text in line.problems.items()}
        notes[row.name] = RowNote(line if line.columns else None, problems)
    return FormNotes(notes, found if found and found.lines else None)


def about_form(form: LinesForm) -> dict[str, Any]:
    """What the rows of a form are drawn with; read when they are, and not before a save."""
    return {
        "products": partial(offered_products, current_uow()),
        "notes": partial(notes_of, form),
        "written": written,
        "priced": priced,
        "made_money": Money,
    }


def offered_products(uow: UnitOfWork) -> Sequence[Product]:
    """The first of those that are sold, to choose from while typing."""
    return list_products(uow, is_active=True, limit=_OFFERED, name="offered").items
