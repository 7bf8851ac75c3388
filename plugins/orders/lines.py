"""From drafts of lines to lines: products, prices, taxes and costs as they are found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .amounts import TaxRate, reckon
from .catalogue_model import Product
from .company_days import CompanyDays
from .drafts import LARGEST_MINOR, TOO_LARGE, LineDraft
from .prices import PriceBook
from .products import products_by_code, products_by_id
from .taxes import read_taxes

_UNKNOWN = N_("There is no product with this code.")
_RETIRED = N_("This product is sold no more.")
_NO_PRICE = N_("No price list has a price for this in this currency. Write the price.")
_DISCOUNT = N_("A discount is not more than the price.")
_OTHER_CURRENCY = N_("The discount is in another currency than the order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """The columns of a line, or which of its fields are wrong and why."""

    columns: dict[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineSource:
    """What the lines of a batch are made from, read in a fixed number of queries."""

    by_id: Mapping[UUID, Product]
    by_code: Mapping[str, Product]
    book: PriceBook
    days: CompanyDays
    usual_taxes: tuple[TaxRate, ...]
    locale: str

    @classmethod
    def read(
        cls,
        uow: UnitOfWork,
        drafts: Sequence[LineDraft],
        customer_ids: Sequence[UUID],
        days: CompanyDays,
    ) -> "LineSource":
        by_id = products_by_id(uow, [one.product_id for one in drafts if one.product_id])
        codes = [one.product_code for one in drafts if one.product_code and not one.product_id]
        by_code = products_by_code(uow, codes)
        priceless = [one for one in drafts if one.price is None]
        sought = [
            product.id for one in priceless if (product := _named(one, by_id, by_code)) is not None
        ]
        return cls(
            by_id,
            by_code,
            PriceBook.read(uow, customer_ids, sought),
            days,
            read_taxes(plugin_settings(uow, "orders")["taxes"]),
            uow.actor.locale,
        )

    def columns(
        self,
        drafts: Sequence[LineDraft],
        customer: Customer,
        currency: str,
        on: date,
        *,
        is_from_elsewhere: bool = False,
    ) -> list[dict[str, Any]]:
        """The columns of each line; raises InvalidInputError that names every wrong field."""
        worked = self.work_out(drafts, customer, currency, on, is_from_elsewhere=is_from_elsewhere)
        problems = {
            f"lines.{place}.{name}": text
            for place, line in enumerate(worked)
            for name, text in line.problems.items()
        }
        if problems:
            raise InvalidInputError(fields=problems)
        return [line.columns | {"position": place} for place, line in enumerate(worked, 1)]

    def work_out(
        self,
        drafts: Sequence[LineDraft],
        customer: Customer | None,
        currency: str,
        on: date,
        *,
        is_from_elsewhere: bool = False,
    ) -> list[WorkedOut]:
        """Each line as it would be saved, or what keeps it from that; without a customer at the
        prices of everybody."""
        worked: list[WorkedOut] = []
        for draft in drafts:
            try:
                made = self._line(draft, customer, currency, on, is_lenient=is_from_elsewhere)
            except InvalidInputError as error:
                worked.append(WorkedOut(problems=error.fields))
            else:
                worked.append(WorkedOut(columns=made))
        return worked

    def _line(
        self,
        draft: LineDraft,
        customer: Customer | None,
        currency: str,
        on: date,
        *,
        is_lenient: bool,
    ) -> dict[str, Any]:
        product = _named(draft, self.by_id, self.by_code)
        if product is None and (draft.product_id or (draft.product_code and not is_lenient)):
            raise InvalidInputError(fields={"product": _UNKNOWN})
        if product is not None and not product.is_active and not is_lenient:
            raise InvalidInputError(fields={"product": _RETIRED})
        price, source = self._price(draft, product, customer, currency, on)
        if draft.discount is not None and draft.discount.currency != currency:
            raise InvalidInputError(fields={"discount": _OTHER_CURRENCY})
        reckoned = reckon(
            draft.quantity,
            price,
            currency,
            discount_percent=draft.discount_percent,
            discount_minor=draft.discount.minor if draft.discount else 0,
            taxes=self._taxes(draft, product),
            unit_cost=self._cost(draft, product, currency, on),
        )
        for name, minor in (("price", reckoned.gross), ("cost", reckoned.cost or 0)):
            if minor > LARGEST_MINOR:
                raise InvalidInputError(fields={name: TOO_LARGE})
        if reckoned.net < 0:
            raise InvalidInputError(fields={"discount": _DISCOUNT})
        return {
            "product_id": product.id if product else None,
            "product_code": product.code if product else draft.product_code,
            "category": draft.category or (product.category if product else ""),
            "description": draft.description
            or (product.name(self.locale) if product else draft.product_code),
            "unit": draft.unit or (product.unit if product else ""),
            "quantity": draft.quantity,
            "price": price,
            "price_source": source,
            "discount_percent": draft.discount_percent or None,
            "discount_minor": reckoned.discount,
            "net_minor": reckoned.net,
            "taxes": reckoned.taxes,
            "tax_minor": reckoned.tax,
            "cost_minor": reckoned.cost,
            "is_reward": draft.is_reward,
        }

    def _price(
        self,
        draft: LineDraft,
        product: Product | None,
        customer: Customer | None,
        currency: str,
        on: date,
    ) -> tuple[Decimal, str]:
        if draft.price is not None:
            return draft.price, draft.price_source
        found = self.book.find(customer, product.id, currency, on) if product else None
        if found is None:
            raise InvalidInputError(fields={"price": _NO_PRICE})
        return found.price, found.list_name

    def _taxes(self, draft: LineDraft, product: Product | None) -> tuple[TaxRate, ...]:
        """Of the draft, else of the product, else those of the settings."""
        if draft.taxes is not None:
            return draft.taxes
        if product is not None and product.taxes is not None:
            return tuple(TaxRate.from_json(one) for one in product.taxes)
        return self.usual_taxes

    def _cost(
        self, draft: LineDraft, product: Product | None, currency: str, on: date
    ) -> Decimal | None:
        """In the currency of the line; that of a product is in the company's."""
        if draft.cost is not None or product is None or product.cost is None:
            return draft.cost
        rate = self.days.rate(currency, on)
        return product.cost / rate if rate else None


def _named(
    draft: LineDraft, by_id: Mapping[UUID, Product], by_code: Mapping[str, Product]
) -> Product | None:
    if draft.product_id:
        return by_id.get(draft.product_id)
    return by_code.get(draft.product_code) if draft.product_code else None
