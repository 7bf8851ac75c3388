"""Use cases of price lists: who pays what from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from salesforce_lite.audit import Said, made_before
from salesforce_lite.customers import of_visible_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .audiences import AUDIENCES, is_audience
from .base import LONGEST_NAME
from .bounds import wrong_day
from .catalogue_model import Price, PriceList, Product
from .drafts import TOO_LARGE, wrong_price
from .permissions import MANAGE, VIEW
from .price_history import tell_prices
from .products import products_by_code, products_by_id

_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TAKEN = N_("Another price list has this name.")
_BACKWARDS = N_("The last day comes before the first.")
_NOT_A_CHOICE = N_("This is none of the choices.")
_PRICE = N_("A price is not negative, and has six decimals at most.")
_PRICE_OF = N_("“%(product)s”: a price is not negative, and has six decimals at most.")
_TOO_LARGE_OF = N_("“%(product)s”: this price is too large.")
_UNKNOWN_CODE = N_("There is no product with the code “%(product)s”.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListDraft:
    """A price list as it is to be; `audience_value` says which tag, role, portfolio or customer."""

    name: str
    currency: str
    starts_on: date | None = None
    ends_on: date | None = None
    audience: str = "everybody"
    audience_value: str = ""
    is_active: bool = True
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    is_sample: bool = False


def visible_price_lists(uow: UnitOfWork) -> Select[PriceList]:
    """Those of everybody and of segments, and of the customers that the actor sees."""
    uow.actor.require(VIEW)
    seen = of_visible_customer(uow, PriceList.customer_id)
    return select(PriceList).where(or_(PriceList.audience != "customer", seen))


def list_price_lists(uow: UnitOfWork) -> list[PriceList]:
    """By name."""
    return list(uow.session.scalars(visible_price_lists(uow).order_by(PriceList.name)))


def get_price_list(uow: UnitOfWork, price_list_id: UUID) -> PriceList:
    """The list; raises NotFoundError."""
    query = visible_price_lists(uow).where(PriceList.id == price_list_id)
    found = uow.session.scalar(query)
    if found is None:
        raise NotFoundError
    return found


def save_price_list(
    uow: UnitOfWork,
    draft: PriceListDraft,
    prices: Mapping[str, Decimal | None] | None = None,
    *,
    is_whole: bool = False,
) -> PriceList:
    """Make or change one, with prices as `set_prices_by_code` takes them.

    Sent again under its `new_id` it is made once. Raises InvalidInputError, and SavedBeforeError or
    IdTakenError where the id stands for something else.
    """
    uow.actor.require(MANAGE)
    if draft.id is None:
        said = Said(fields=_columns_of(draft), new_id=draft.new_id)
        known = made_before(
            uow, said, get_price_list, differs=lambda one: _has_others(uow, one, prices)
        )
        if known is not None:
            return known
    made = _save(uow, draft)
    if prices is not None:
        set_prices_by_code(uow, made.id, prices, is_whole=is_whole)
    return made


def _has_others(
    uow: UnitOfWork, price_list: PriceList, prices: Mapping[str, Decimal | None] | None
) -> bool:
    kept = {product.code: price for product, price in prices_of(uow, price_list.id)}
    return prices is not None and kept != {c: one for c, one in prices.items() if one is not None}


def _save(uow: UnitOfWork, draft: PriceListDraft) -> PriceList:
    columns = _columns_of(draft)
    name = columns["name"]
    standing = get_price_list(uow, draft.id) if draft.id else None
    problems = _problems(uow, draft, name, standing)
    if problems:
        raise InvalidInputError(fields=problems)
    if standing is None:
        standing = PriceList(is_sample=draft.is_sample)
        if draft.new_id:
            standing.id = draft.new_id
        uow.session.add(standing)
    else:
        check_version(standing, draft.version)
    for column, value in columns.items():
        setattr(standing, column, value)
    uow.session.flush()
    return standing


def _columns_of(draft: PriceListDraft) -> dict[str, Any]:
    """Column → value, as it is kept."""
    is_customers = draft.audience == "customer"
    has_value = not is_customers and draft.audience != "everybody"
    return {
        "name": " ".join(draft.name.split()),
        "currency": Money.of(0, draft.currency).currency,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "audience": draft.audience,
        "audience_value": draft.audience_value if has_value else "",
        "customer_id": _id_or_none(draft.audience_value) if is_customers else None,
        "is_active": draft.is_active,
    }


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _problems(
    uow: UnitOfWork, draft: PriceListDraft, name: str, standing: PriceList | None
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = _EMPTY
    elif len(name) > LONGEST_NAME:
        problems["name"] = _TOO_LONG
    same = uow.session.scalar(select(PriceList).where(PriceList.name == name))
    if same is not None and same is not standing:
        problems["name"] = _TAKEN
    for field, day in (("starts_on", draft.starts_on), ("ends_on", draft.ends_on)):
        if wrong := wrong_day(day, uow.today):
            problems[field] = wrong
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems["ends_on"] = _BACKWARDS
    if draft.audience not in AUDIENCES:
        problems["audience"] = _NOT_A_CHOICE
    elif not _stands(draft, standing) and not is_audience(
        uow, draft.audience, draft.audience_value
    ):
        problems["audience_value"] = _NOT_A_CHOICE
    return problems


def _stands(draft: PriceListDraft, standing: PriceList | None) -> bool:
    """Whether the list is for that role or portfolio already, which may be gone by now."""
    if standing is None or draft.audience not in ("role", "portfolio"):
        return False
    return (draft.audience, draft.audience_value) == (standing.audience, standing.audience_value)


def set_prices(uow: UnitOfWork, price_list_id: UUID, prices: Mapping[UUID, Decimal | None]) -> None:
    """Product → its price in the list; None takes it off."""
    uow.actor.require(MANAGE)
    price_list = get_price_list(uow, price_list_id)
    wrong = {
        one: sentence for one, price in prices.items() if (sentence := wrong_price(price, _PRICE))
    }
    if wrong:
        raise InvalidInputError(fields={f"prices.{one}": text for one, text in wrong.items()})
    known = products_by_id(uow, list(prices))
    if len(known) < len(prices):
        raise NotFoundError
    standing = {
        row.product_id: row
        for row in uow.session.scalars(select(Price).where(Price.price_list_id == price_list.id))
    }
    before = {product_id: row.price for product_id, row in standing.items()}
    for product_id, price in prices.items():
        row = standing.get(product_id)
        if price is None:
            if row is not None:
                uow.session.delete(row)
        elif row is None:
            uow.session.add(Price(price_list_id=price_list.id, product_id=product_id, price=price))
        else:
            row.price = price
    changed = sorted(
        (known[one].code, before.get(one), price)
        for one, price in prices.items()
        if before.get(one) != price
    )
    if changed:
        # Prices are part of what an editor has read, though they are rows beside the list.
        price_list.version += 1
    tell_prices(uow, price_list, changed)
    uow.session.flush()


def set_prices_by_code(
    uow: UnitOfWork,
    price_list_id: UUID,
    prices: Mapping[str, Decimal | None],
    *,
    is_whole: bool = False,
) -> None:
    """Code of a product → its price in the list; None takes it off, and where they are the whole
    list so does a code that is not named. Raises InvalidInputError that names an unknown code."""
    uow.actor.require(MANAGE)
    known = products_by_code(uow, list(prices))
    if missing := sorted(prices.keys() - known.keys()):
        raise InvalidInputError(fields={"prices": _UNKNOWN_CODE}, product=missing[0])
    for code, price in prices.items():
        if wrong := wrong_price(price, _PRICE):
            told = {_PRICE: _PRICE_OF, TOO_LARGE: _TOO_LARGE_OF}[wrong]
            raise InvalidInputError(fields={"prices": told}, product=code)
    wanted: dict[UUID, Decimal | None] = {}
    if is_whole:
        get_price_list(uow, price_list_id)
        query = select(Price.product_id).where(Price.price_list_id == price_list_id)
        wanted = dict.fromkeys(uow.session.scalars(query))
    wanted |= {known[code].id: price for code, price in prices.items()}
    set_prices(uow, price_list_id, wanted)


def draft_of(price_list: PriceList) -> PriceListDraft:
    """As it stands, for a change of some of it."""
    value = price_list.audience_value
    if price_list.customer_id:
        value = str(price_list.customer_id)
    return PriceListDraft(
        name=price_list.name,
        currency=price_list.currency,
        starts_on=price_list.starts_on,
        ends_on=price_list.ends_on,
        audience=price_list.audience,
        audience_value=value,
        is_active=price_list.is_active,
        id=price_list.id,
    )


def prices_of(uow: UnitOfWork, price_list_id: UUID) -> list[tuple[Product, Decimal]]:
    """(product, price) of a list, by code: all of them, for what is left out is taken off."""
    price_list = get_price_list(uow, price_list_id)
    query = (
        select(Product, Price.price)
        .join(Price, Price.product_id == Product.id)
        .where(Price.price_list_id == price_list.id)
        .order_by(Product.code)
    )
    return [(row[0], row[1]) for row in uow.session.execute(query)]
