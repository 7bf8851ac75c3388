"""What another system knows better: credit of customers and stock of products, as of a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType
from sqlalchemy import select

from salesforce_lite.customers import get_customer, renew_cards, standing_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .bounds import wrong_moment
from .catalogue_model import Stock
from .customer_model import FACT_NAMES, CreditFacts
from .drafts import LARGEST_MINOR, TOO_LARGE, is_decimal
from .permissions import FACTS, VIEW
from .products import products_by_id
from .stock_news import ask_to_tell

_BATCH = 500
_SOURCE = N_("Say in 40 letters at most which system says so.")
_CURRENCIES = N_("Overdue balance and credit limit are in one currency.")
_QUANTITY = N_("This is no quantity.")
_TOO_MANY = N_("This quantity is too large.")
_LARGEST_STOCK = Decimal(10**12)
_NEGATIVE = N_("This is not negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDraft:
    """What the books say of a customer: of what is UNSET nothing, so that what is known of it
    stays; what is None is known no more."""

    customer_id: UUID
    as_of: datetime
    source: str
    overdue: Money | UnsetType | None = UNSET
    credit_limit: Money | UnsetType | None = UNSET
    is_blocked: bool | UnsetType | None = UNSET

    def said(self) -> dict[str, Money | bool | None]:
        """Fact → what is said of it."""
        found = {name: getattr(self, name) for name in FACT_NAMES}
        return {name: one for name, one in found.items() if one is not UNSET}

    def problems(self, now: datetime) -> dict[str, str]:
        """Field → what is wrong with it."""
        found: dict[str, str] = {}
        if wrong := wrong_moment(self.as_of, now):
            found["as_of"] = wrong
        if not 0 < len(self.source.strip()) <= 40:
            found["source"] = _SOURCE
        amounts = {name: one for name, one in self.said().items() if isinstance(one, Money)}
        if len({one.currency for one in amounts.values()}) > 1:
            found["credit_limit"] = _CURRENCIES
        for name, one in amounts.items():
            if one.minor < 0:
                found[name] = _NEGATIVE
            elif one.minor > LARGEST_MINOR:
                found[name] = TOO_LARGE
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDraft:
    """How many of a product there are."""

    product_id: UUID
    as_of: datetime
    source: str
    quantity: Decimal

    def problems(self, now: datetime) -> dict[str, str]:
        """Field → what is wrong with it."""
        found: dict[str, str] = {}
        if wrong := wrong_moment(self.as_of, now):
            found["as_of"] = wrong
        if not 0 < len(self.source.strip()) <= 40:
            found["source"] = _SOURCE
        if self.quantity.is_finite() and abs(self.quantity) > _LARGEST_STOCK:
            found["quantity"] = _TOO_MANY
        elif not is_decimal(self.quantity, _LARGEST_STOCK):
            found["quantity"] = _QUANTITY
        return found


def _check(uow: UnitOfWork, drafts: Iterable[CreditDraft | StockDraft]) -> None:
    for draft in drafts:
        if problems := draft.problems(uow.now):
            raise InvalidInputError(fields=problems)


def save_credit(uow: UnitOfWork, drafts: Sequence[CreditDraft]) -> list[CreditFacts]:
    """Take what another system says of customers, each fact by itself: what is older than the last
    word on it is passed over, and what is not said stays as it is known.

    Answers what is kept now of each. Raises InvalidInputError where an amount is in another
    currency than one that stays.
    """
    uow.actor.require(FACTS)
    _check(uow, drafts)
    ids = sorted({draft.customer_id for draft in drafts})
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        if len(uow.session.scalars(standing_customers(uow, part)).all()) < len(part):
            raise NotFoundError
    kept: dict[UUID, CreditFacts] = {}
    for start in range(0, len(ids), _BATCH):
        query = select(CreditFacts).where(CreditFacts.customer_id.in_(ids[start : start + _BATCH]))
        kept |= {one.customer_id: one for one in uow.session.scalars(query.with_for_update())}
    for draft in drafts:
        known = kept.get(draft.customer_id)
        if known is None:
            known = kept[draft.customer_id] = CreditFacts(
                customer_id=draft.customer_id,
                currency="",
                as_of=draft.as_of,
                source=draft.source.strip(),
                told={},
            )
            uow.session.add(known)
        _take_credit(known, draft)
    renew_cards(uow, (one.customer_id for one in kept.values() if uow.session.is_modified(one)))
    uow.session.flush()
    return [kept[draft.customer_id] for draft in drafts]


def _take_credit(known: CreditFacts, draft: CreditDraft) -> None:
    words = {name: known.word_on(name) for name in FACT_NAMES}
    newer = {
        name: value
        for name, value in draft.said().items()
        if (word := words[name]) is None or draft.as_of >= word[0]
    }
    if newer:
        _check_currency(known, newer)
        source = draft.source.strip()
        said = {name: {"as_of": draft.as_of.isoformat(), "source": source} for name in newer}
        told = known.told_now() | said
        for name, value in newer.items():
            _keep(known, name, value)
        if draft.as_of >= known.as_of:
            known.as_of, known.source = draft.as_of, source
        if told != known.told:
            known.told = told


def _check_currency(known: CreditFacts, newer: Mapping[str, Money | bool | None]) -> None:
    """What stays is in the currency of what comes."""
    amounts = {name: one for name, one in newer.items() if isinstance(one, Money)}
    kept = {"overdue": known.overdue_minor, "credit_limit": known.credit_limit_minor}
    stays = any(one is not None for name, one in kept.items() if name not in newer)
    for name, one in amounts.items():
        if stays and one.currency != known.currency:
            raise InvalidInputError(fields={name: _CURRENCIES})
        known.currency = one.currency


def _keep(known: CreditFacts, name: str, value: Any) -> None:
    if name == "is_blocked":
        known.is_blocked = bool(value)
    else:
        setattr(known, f"{name}_minor", value.minor if value else None)


def find_credit(uow: UnitOfWork, customer_id: UUID) -> CreditFacts | None:
    """What is known of a customer that the actor sees."""
    uow.actor.require(VIEW)
    get_customer(uow, customer_id)
    return uow.session.get(CreditFacts, customer_id)


def save_stock(uow: UnitOfWork, drafts: Sequence[StockDraft]) -> list[Stock]:
    """Take how many there are; what is older than what is kept is passed over. Phones that carry
    another number read it anew within minutes."""
    uow.actor.require(FACTS)
    ids = sorted({draft.product_id for draft in drafts})
    if len(products_by_id(uow, ids)) < len(ids):
        raise NotFoundError
    _check(uow, drafts)
    kept = {
        one.product_id: one
        for one in uow.session.scalars(
            select(Stock).where(Stock.product_id.in_(ids)).with_for_update()
        )
    }
    for draft in drafts:
        known = kept.get(draft.product_id)
        if known is None:
            known = kept[draft.product_id] = Stock(product_id=draft.product_id, as_of=draft.as_of)
            uow.session.add(known)
        if draft.as_of >= known.as_of:
            if known.quantity != draft.quantity:
                known.is_told = False
            known.quantity, known.as_of = draft.quantity, draft.as_of
            known.source = draft.source.strip()
    if any(one.is_told is False for one in kept.values()):
        ask_to_tell(uow)
    uow.session.flush()
    return [kept[draft.product_id] for draft in drafts]


def stock_of(uow: UnitOfWork, product_ids: Sequence[UUID]) -> dict[UUID, Stock]:
    """Product → what is known of its stock."""
    uow.actor.require(VIEW)
    query = select(Stock).where(Stock.product_id.in_(sorted(product_ids)))
    return {one.product_id: one for one in uow.session.scalars(query)}
