"""What lines keep that stand already and are typed anew: all that the form does not show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from salesforce_lite.kernel.money import Money

from .amounts import TaxRate, in_words
from .drafts import LineDraft
from .order_model import OrderLine
from .quote_model import QuoteLine


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line as it is kept, and the currency of its amounts."""

    line: OrderLine | QuoteLine
    currency: str


def standing_lines(
    lines: Sequence[OrderLine] | Sequence[QuoteLine], currency: str
) -> dict[UUID, StandingLine]:
    """Id → line, of one order or of one version of a quote."""
    return {line.id: StandingLine(line, currency) for line in lines}


def with_what_stands(
    drafts: Sequence[LineDraft], standing: Mapping[UUID, StandingLine], currency: str
) -> tuple[LineDraft, ...]:
    """A draft that names a line of the same product keeps of it what it does not say itself.

    A line is kept once, however often it is named; amounts are kept in their own currency alone.
    """
    left = dict(standing)
    return tuple(_kept(one, left, currency) for one in drafts)


def _kept(draft: LineDraft, left: dict[UUID, StandingLine], currency: str) -> LineDraft:
    found = left.get(draft.line_id) if draft.line_id else None
    if found is None or draft.product_id or draft.product_code != found.line.product_code:
        return draft
    del left[found.line.id]
    line, is_same_currency = found.line, found.currency == currency
    made = replace(
        draft,
        unit=draft.unit or line.unit,
        category=draft.category or line.category,
        is_reward=draft.is_reward or line.is_reward,
    )
    if is_same_currency and draft.cost is None and line.cost_minor is not None:
        made = replace(made, cost=in_words(line.cost_minor, currency) / line.quantity)
    is_silent = draft.discount is None and draft.discount_percent is None
    if is_same_currency and is_silent and line.discount_percent is None and line.discount_minor:
        made = replace(made, discount=Money(line.discount_minor, currency))
    if draft.taxes is None:
        # What another system reckoned holds for the very same line.
        is_same = is_same_currency and _says_the_same(made, line)
        made = replace(made, taxes=_taxes(line, is_same=is_same))
    return made


def _says_the_same(draft: LineDraft, line: OrderLine | QuoteLine) -> bool:
    percent = draft.discount_percent or None
    return (draft.quantity, draft.price, percent) == (
        line.quantity,
        line.price,
        line.discount_percent or None,
    )


def _taxes(line: OrderLine | QuoteLine, *, is_same: bool) -> tuple[TaxRate, ...]:
    return tuple(
        TaxRate(one["name"], Decimal(one["rate"]), one["minor"] if is_same else None)
        for one in line.taxes
    )
