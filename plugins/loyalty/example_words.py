"""Rules as an example: what a purchase earns a member of each tier."""

from datetime import date
from fractions import Fraction
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.kernel.money import Money
from salesforce_lite.web import show_money

from .caps import Given, capped
from .definition import Definition
from .point_words import points_words
from .reckoning import parts_of
from .sales import Sale

_NOBODY = UUID(int=0)


def examples_of(definition: Definition, currency: str, sale: Sale, day: date) -> list[str]:
    """One sentence for each tier, and one for who has none; the day decides about campaigns."""
    tiers = [("", ""), *((one.code, one.name) for one in definition.tiers)]
    amount = show_money(Money(sale.net.minor, currency))
    return [
        str(
            gettext("A purchase of %(amount)s earns a %(tier)s member %(points)s.", **said)
            if said["tier"]
            else gettext("A purchase of %(amount)s earns %(points)s.", **said)
        )
        for said in (
            {
                "amount": amount,
                "tier": name,
                "points": points_words(_earned(definition, code, sale, day)),
            }
            for code, name in tiers
        )
    ]


def _earned(definition: Definition, tier: str, sale: Sale, day: date) -> int:
    given, total = Given("UTC"), 0
    for rule in definition.of_purchases:
        parts = parts_of(definition, rule, sale, tier=tier, factor=Fraction(1), day=day)
        left = given.left(_NOBODY, rule.key, sale.made_at, rule.caps)
        total += sum(one.points for one in capped(parts, left))
    return total
