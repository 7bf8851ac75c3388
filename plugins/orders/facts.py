"""What another system knows better: credit of customers and stock of products, as of a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import get_customer, renew_cards, standing_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .catalogue_model import Stock
from .customer_model import CreditFacts
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
    """What the books say of a customer; what is None they do not say."""

    customer_id: UUID
    as_of: datetime
    source: str
    overdue: Money | None = None
    credit_limit: Money | None = None
    is_blocked: bool = False

    def problems(self) -> dict[str, str]:
        """Field → what is wrong with it."""
        found: dict[str, str] = {}
        if not 0 < len(self.source.strip()) <= 40:
            found["source"] = _SOURCE
        said = {"overdue": self.overdue, "credit_limit": self.credit_limit}
        amounts = {name: one for name, one in said.items() if one is not None}
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

    def problems(self) -> dict[str, str]:
        """Field → what is wrong with it."""
        found: dict[str, str] = {}
        if not 0 < len(self.source.strip()) <= 40:
            found["source"] = _SOURCE
        if self.quantity.is_finite() and abs(self.quantity) > _LARGEST_STOCK:
            found["quantity"] = _TOO_MANY
        elif not is_decimal(self.quantity, _LARGEST_STOCK):
            found["quantity"] = _QUANTITY
        return found


def _check(drafts: Iterable[CreditDraft | StockDraft]) -> None:
    for draft in drafts:
        if problems := draft.problems():
            raise InvalidInputError(fields=problems)


def save_credit(uow: UnitOfWork, drafts: Sequence[CreditDraft]) -> list[CreditFacts]:
    """Take what another system says of customers; what is older than what is kept is passed over.

    Answers what is kept now of each.
    """
    uow.actor.require(FACTS)
    _check(drafts)
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
                customer_id=draft.customer_id, as_of=draft.as_of
            )
            uow.session.add(known)
        if draft.as_of >= known.as_of:
            _take_credit(known, draft)
    renew_cards(uow, (one.customer_id for one in kept.values() if uow.session.is_modified(one)))
    uow.session.flush()
    return [kept[draft.customer_id] for draft in drafts]


def _take_credit(known: CreditFacts, draft: CreditDraft) -> None:
    said = draft.overdue or draft.credit_limit
    known.currency = said.currency if said else (known.currency or "")
    known.overdue_minor = draft.overdue.minor if draft.overdue else None
    known.credit_limit_minor = draft.credit_limit.minor if draft.credit_limit else None
    known.is_blocked, known.as_of = draft.is_blocked, draft.as_of
    known.source = draft.source.strip()


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
    _check(drafts)
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
