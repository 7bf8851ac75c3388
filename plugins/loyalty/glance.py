"""At a glance: points of a customer that expire soon, and the best reward they are enough for."""

from collections.abc import Sequence
from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GlanceLine
from salesforce_lite.web import show_date

from .card_words import cards_along
from .days import day_of
from .model import VIEW
from .point_words import MemberCard, points_words
from .rewards import best_reward

# For how many days before they expire points are spoken of.
_SOON = timedelta(days=30)


def about_customer(uow: UnitOfWork, customer: Customer) -> Sequence[GlanceLine]:
    """Nothing for who is no member."""
    if not uow.actor.may(VIEW):
        return []
    cards = cards_along(uow, customer.id)
    return [line for one in cards for line in (*_expiring(uow, one), *_within_reach(uow, one))]


def _expiring(uow: UnitOfWork, card: MemberCard) -> list[GlanceLine]:
    over = card.standing.next_expiry
    if over is None or over > uow.now + _SOON:
        return []
    last = day_of(over - timedelta(seconds=1), card.program.zone)
    text = gettext(
        "%(points)s expire on %(day)s",
        points=points_words(card.standing.next_points),
        day=show_date(last),
    )
    return [_line(card, text, icon="clock", urgency=40, is_urgent=True)]


def _within_reach(uow: UnitOfWork, card: MemberCard) -> list[GlanceLine]:
    best = best_reward(uow, card.program, card.standing.available)
    if best is None:
        return []
    text = gettext("Enough points for: %(reward)s", reward=best.name)
    return [_line(card, text, icon="gift")]


def _line(
    card: MemberCard, text: str, *, icon: str, urgency: int = 70, is_urgent: bool = False
) -> GlanceLine:
    return GlanceLine(
        text=text,
        icon=icon,
        urgency=urgency,
        state="warn" if is_urgent else "",
        reason=card.program.name,
        url=url_for("loyalty.show", account_id=card.account.id),
    )
