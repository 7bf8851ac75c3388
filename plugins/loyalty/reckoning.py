"""How many points a purchase gives: ⌊net × rate × tier × campaign⌋, in whole numbers throughout."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from salesforce_lite.kernel.money import Money

from .definition import (
    BY_QUANTITY,
    CATEGORY,
    PER_LINE,
    PRODUCT,
    Campaign,
    Definition,
    Rule,
)
from .sales import Sale, SaleLine

_ONE = Fraction(1)
_THOUSAND = Decimal(1000)
# Behind the key of the rule: what tiers and campaigns add.
BONUS = "+"


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one rule: the base, or what multipliers add to it.

    `basis` is what they were given for: minor units of the purchase, or thousandths of pieces.
    """

    rule: str
    points: int
    basis: int
    qualifies: bool


def parts_of(
    definition: Definition, rule: Rule, sale: Sale, *, tier: str, factor: Fraction, day: date
) -> list[Part]:
    """The base and the bonus that a rule gives for a purchase on that day; without its caps.

    `factor` turns an amount of the purchase into the currency of the program. The bonus is what
    the multipliers add to the rounded base, so that a return takes back both.
    """
    lines = eligible(rule, lines_of(sale))
    if not lines:
        return []
    amounts = [_amount(rule, line) for line in lines]
    unit = _unit(rule, lines[0], factor)
    worth = sum(amounts) * unit
    if worth <= 0 or worth < Fraction(rule.least):
        return []
    rank = definition.tier(tier)
    by_tier = Fraction(rank.multiplier) if rank else _ONE
    campaigns = [
        one
        for one in definition.campaigns
        if one.begins <= day <= one.ends and (not one.tiers or tier in one.tiers)
    ]
    chosen = [_largest(campaigns, line) for line in lines] if campaigns else [None] * len(lines)
    each = unit * Fraction(rule.rate)
    raised = [by_tier * Fraction(best.multiplier) if best else by_tier for best in chosen]
    base = _rounded(rule, amounts, each, [_ONE] * len(lines))
    total = base if set(raised) == {_ONE} else _rounded(rule, amounts, each, raised)
    found = [Part(rule.key, base, _basis(rule, lines), rule.qualifies)] if base > 0 else []
    if total > base:
        keys = {best.key for best in chosen if best}
        # Given for some of the lines only: returns of the others leave it alone.
        some = by_tier == _ONE and len(keys) == 1
        key = f"{rule.key}{BONUS}{keys.pop()}" if some else f"{rule.key}{BONUS}"
        given_for = [x for x, best in zip(lines, chosen, strict=True) if best] if some else lines
        found.append(Part(key, total - base, _basis(rule, given_for), qualifies=False))
    return found


def lines_of(sale: Sale) -> Sequence[SaleLine]:
    """Its lines; of a purchase that tells none, one that is all of it."""
    return sale.lines or (SaleLine(net=sale.net),)


def eligible(rule: Rule, lines: Iterable[SaleLine]) -> list[SaleLine]:
    """Those for which the rule gives something."""
    return [line for line in lines if not line.is_reward and _is_meant(rule, line)]


def basis_of(definition: Definition, key: str, lines: Iterable[SaleLine]) -> int | None:
    """What of these lines counts for the points that `key` gave; None where the rule is unknown."""
    name, _, campaign_key = key.partition(BONUS)
    rule = definition.rule(name)
    if rule is None:
        return None
    meant = eligible(rule, lines)
    campaign = definition.campaign(campaign_key) if campaign_key else None
    if campaign is not None:
        meant = [line for line in meant if _largest([campaign], line)]
    return _basis(rule, meant)


def _is_meant(rule: Rule, line: SaleLine) -> bool:
    if rule.kind == PRODUCT:
        return line.code in rule.codes
    if rule.kind == CATEGORY:
        return line.category in rule.categories
    return True


def _largest(campaigns: Sequence[Campaign], line: SaleLine) -> Campaign | None:
    fitting = [one for one in campaigns if _fits(one, line) and one.multiplier > 1]
    return max(fitting, key=lambda one: one.multiplier, default=None)


def _fits(campaign: Campaign, line: SaleLine) -> bool:
    if not campaign.codes and not campaign.categories:
        return True
    return line.code in campaign.codes or line.category in campaign.categories


def _amount(rule: Rule, line: SaleLine) -> int:
    """In whole numbers: minor units of the purchase, or thousandths of pieces."""
    return int(line.quantity * _THOUSAND) if rule.by == BY_QUANTITY else line.net.minor


def _unit(rule: Rule, line: SaleLine, factor: Fraction) -> Fraction:
    """What one of these is worth to the rule."""
    if rule.by == BY_QUANTITY:
        return Fraction(1, 1000)
    return factor / _minor_units(line.net.currency)


@lru_cache(maxsize=200)
def _minor_units(currency: str) -> int:
    """How many make one of the currency."""
    return Money.of(1, currency).minor


def _basis(rule: Rule, lines: Iterable[SaleLine]) -> int:
    return sum(_amount(rule, line) for line in lines)


def _rounded(
    rule: Rule, amounts: Sequence[int], each: Fraction, multipliers: Sequence[Fraction]
) -> int:
    """Always down: who buys in two orders never has more than who buys in one."""
    together: Counter[Fraction] = Counter()
    for amount, multiplier in zip(amounts, multipliers, strict=True):
        if rule.per == PER_LINE:
            together[_ONE] += max(0, floor(amount * each * multiplier))
        else:
            together[multiplier] += amount
    if rule.per == PER_LINE:
        return together[_ONE]
    whole = sum((amount * multiplier for multiplier, amount in together.items()), Fraction(0))
    return int(whole * each)
