"""What keeps rules from being published, each with the place where it is to be mended."""

from collections.abc import Iterator
from decimal import Decimal

from salesforce_lite.kernel.errors import N_

from .definition import (
    ACTIVITY,
    BY_AMOUNT,
    BY_QUANTITY,
    CATEGORY,
    FIXED,
    MONTHS,
    NEVER,
    OF_HAPPENINGS,
    OF_PURCHASES,
    PER_LINE,
    PER_ORDER,
    PRODUCT,
    YEAR,
    Definition,
    Rule,
)

_MOST = 10**9
_PLACES = 12
_NOTHING = N_("Say at least one way to earn points.")
_KEY = N_("Each needs a short name of its own: small letters, digits and hyphens.")
_KIND = N_("Choose one of the list.")
_POSITIVE = N_("Write a number above nothing.")
_CODES = N_("Name at least one.")
_NUMBER = N_("This number is too small or too large.")
_MULTIPLIER = N_("A multiplier is between 1 and 100.")
_ENDS = N_("It ends before it begins.")
_ORDER = N_("Each tier asks for more points than the one before.")
_RETAIN = N_("Keeping a tier asks for no more than reaching it.")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def problems_of(definition: Definition) -> dict[str, str]:
    """Place → sentence; empty where all is well."""
    found = dict(_of_rules(definition))
    found |= dict(_of_campaigns(definition))
    found |= dict(_of_tiers(definition))
    if definition.expiry not in (NEVER, FIXED, ACTIVITY):
        found["expiry"] = _KIND
    if definition.window not in (YEAR, MONTHS):
        found["window"] = _KIND
    for name in ("expiry_months", "window_months"):
        if not 1 <= getattr(definition, name) <= 120:
            found[name] = _NUMBER
    if not 0 <= definition.pending_days <= 365:
        found["pending_days"] = _NUMBER
    if not 0 <= definition.referrals_a_year <= _MOST:
        found["referrals_a_year"] = _NUMBER
    return found


def _of_rules(definition: Definition) -> Iterator[tuple[str, str]]:
    if not definition.rules:
        yield "rules", _NOTHING
    keys = [one.key for one in definition.rules]
    for place, rule in enumerate(definition.rules):
        if not _is_key(rule.key) or keys.count(rule.key) > 1:
            yield f"rules.{place}.key", _KEY
        yield from _of_rule(f"rules.{place}", rule)


def _of_rule(at: str, rule: Rule) -> Iterator[tuple[str, str]]:
    yield from _of_kind(at, rule)
    if rule.per not in (PER_ORDER, PER_LINE):
        yield f"{at}.per", _KIND
    if rule.by not in (BY_AMOUNT, BY_QUANTITY):
        yield f"{at}.by", _KIND
    if not (is_plain(rule.least) and 0 <= rule.least <= _MOST):
        yield f"{at}.least", _NUMBER
    for name in ("order", "day", "month", "member"):
        if not 0 <= getattr(rule.caps, name) <= 10**12:
            yield f"{at}.cap_{name}", _NUMBER


def _of_kind(at: str, rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.kind in OF_HAPPENINGS:
        if not 0 < rule.points <= _MOST:
            yield f"{at}.points", _POSITIVE
        return
    if rule.kind not in OF_PURCHASES:
        yield f"{at}.kind", _KIND
        return
    if not (is_plain(rule.rate) and 0 < rule.rate <= _MOST):
        yield f"{at}.rate", _POSITIVE
    if rule.kind == PRODUCT and not rule.codes:
        yield f"{at}.codes", _CODES
    if rule.kind == CATEGORY and not rule.categories:
        yield f"{at}.categories", _CODES


def _of_campaigns(definition: Definition) -> Iterator[tuple[str, str]]:
    keys = [one.key for one in definition.campaigns]
    for place, one in enumerate(definition.campaigns):
        if not _is_key(one.key) or keys.count(one.key) > 1:
            yield f"campaigns.{place}.key", _KEY
        if one.ends < one.begins:
            yield f"campaigns.{place}.ends", _ENDS
        if not (is_plain(one.multiplier) and 1 <= one.multiplier <= 100):
            yield f"campaigns.{place}.multiplier", _MULTIPLIER


def _of_tiers(definition: Definition) -> Iterator[tuple[str, str]]:
    before, codes = 0, [one.code for one in definition.tiers]
    for place, one in enumerate(definition.tiers):
        if not _is_key(one.code) or codes.count(one.code) > 1:
            yield f"tiers.{place}.code", _KEY
        if not before < one.achieve <= _MOST:
            yield f"tiers.{place}.achieve", _ORDER
        if not 0 <= one.retain <= one.achieve:
            yield f"tiers.{place}.retain", _RETAIN
        if not (is_plain(one.multiplier) and 1 <= one.multiplier <= 100):
            yield f"tiers.{place}.multiplier", _MULTIPLIER
        before = one.achieve


def is_plain(number: Decimal) -> bool:
    """Whether it can be compared and reckoned with: neither “NaN” nor of endless places."""
    return number.is_finite() and number.adjusted() >= -_PLACES


def _is_key(key: str) -> bool:
    return 0 < len(key) <= 40 and _LETTERS.issuperset(key)
