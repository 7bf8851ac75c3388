"""What is advised about a customer, in sentences from what was counted."""

from typing import Any

from flask_babel import gettext, ngettext

from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_date, show_money, show_number

from .customer_model import Advice
from .trend import Trend

# Less than so many percent is about as much.
_NOTABLE = 5


def advice_words(uow: UnitOfWork, advice: Advice) -> dict[str, Any]:
    """The lines of the card: (what, why) each."""
    return {
        "usual": [
            (
                one["name"],
                ngettext(
                    "usually %(quantity)s, every %(num)d day",
                    "usually %(quantity)s, every %(num)d days",
                    one["every_days"],
                    quantity=one["quantity"],
                ),
            )
            for one in advice.usual
        ],
        "stopped": [
            (
                one["name"],
                gettext(
                    "every %(every)s days, and not for %(silent)s",
                    every=one["every_days"],
                    silent=one["silent_days"],
                ),
            )
            for one in advice.stopped
        ],
        "similar": [
            (
                one["name"],
                gettext(
                    "%(buyers)s of %(count)s customers like this one buy it",
                    buyers=one["buyers"],
                    count=one["count"],
                ),
            )
            for one in advice.similar
        ],
        "potential": _potential(advice.potential),
    }


def trend_words(trend: Trend) -> str:
    """Whether it buys more or less than a year ago, with the months and the amounts."""
    said = {
        "percent": show_number(abs(trend.percent)),
        "first": show_date(trend.first_on),
        "last": show_date(trend.last_on),
        "now": show_money(trend.now),
        "before": show_money(trend.before),
    }
    words: str
    if not trend.now.minor:
        words = gettext(
            "Bought nothing from %(first)s to %(last)s; in the same months a year ago it bought "
            "for %(before)s.",
            **said,
        )
    elif trend.percent <= -_NOTABLE:
        words = gettext(
            "Buys %(percent)s %% less than in the same months a year ago: for %(now)s from "
            "%(first)s to %(last)s, and for %(before)s then.",
            **said,
        )
    elif trend.percent >= _NOTABLE:
        words = gettext(
            "Buys %(percent)s %% more than in the same months a year ago: for %(now)s from "
            "%(first)s to %(last)s, and for %(before)s then.",
            **said,
        )
    else:
        words = gettext(
            "Buys about as much as in the same months a year ago: for %(now)s from %(first)s to "
            "%(last)s, and for %(before)s then.",
            **said,
        )
    return words


def _potential(found: dict[str, Any] | None) -> str:
    if not found:
        return ""
    words: str = gettext(
        "It could buy for %(amount)s more a year: a quarter of %(count)s customers like this one "
        "buy for %(upper)s or more.",
        amount=show_money(Money(found["minor"], found["currency"])),
        upper=show_money(Money(found["upper_minor"], found["currency"])),
        count=found["count"],
    )
    return words
