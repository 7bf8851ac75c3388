"""The chance of a sale in words: how likely, against what people expect, learned from what."""

from flask_babel import format_percent, gettext, ngettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_number

from .bayes import Tally
from .factor_words import team_name
from .judging import Judgement, Verdict
from .learned import LEAST
from .service import Chance

# So many points apart, somebody should look again.
APART = 25


def percent_words(percent: int) -> str:
    """A whole percentage as the language writes it."""
    return str(format_percent(percent / 100))


def likely_words(chance: Chance) -> str:
    """“About 7 of 10 sales like this one are won.”"""
    tenths = round(chance.percent / 10)
    if tenths == 0:
        return str(gettext("Fewer than 1 of 10 sales like this one are won."))
    if tenths == 10:
        return str(gettext("More than 9 of 10 sales like this one are won."))
    return str(
        ngettext(
            "About %(num)d of 10 sales like this one is won.",
            "About %(num)d of 10 sales like this one are won.",
            tenths,
        )
    )


def differing_words(chance: Chance, expected: int, *, by_hand: bool) -> str:
    """What is said where the percentage of people, or of the stage, is far from the chance; empty
    where it is not."""
    apart = expected - chance.percent
    if abs(apart) <= APART:
        return ""
    said = {"expected": percent_words(expected), "percent": percent_words(chance.percent)}
    if by_hand and apart > 0:
        return str(
            gettext(
                "%(expected)s was set by hand, far more than the %(percent)s from your "
                "history. Look again at what speaks against it.",
                **said,
            )
        )
    if by_hand:
        return str(
            gettext(
                "%(expected)s was set by hand, far less than the %(percent)s from your "
                "history. Look again at what speaks for it.",
                **said,
            )
        )
    if apart > 0:
        return str(
            gettext(
                "The stage stands for %(expected)s, far more than the %(percent)s from your "
                "history. Look again at what speaks against it.",
                **said,
            )
        )
    return str(
        gettext(
            "The stage stands for %(expected)s, far less than the %(percent)s from your "
            "history. Look again at what speaks for it.",
            **said,
        )
    )


def expected_words(expected: int, *, by_hand: bool) -> str:
    """What the sale itself says, which stays as it is."""
    if by_hand:
        return str(gettext("Set by hand: %(percent)s", percent=percent_words(expected)))
    return str(gettext("From the stage: %(percent)s", percent=percent_words(expected)))


def learned_words(uow: UnitOfWork, chance: Chance) -> str:
    """From which sales it was learned."""
    count = chance.learned_from.sales
    if not chance.team:
        return str(
            ngettext(
                "Learned from %(count)s sale of the whole company.",
                "Learned from %(count)s sales of the whole company.",
                count,
                count=show_number(count),
            )
        )
    return str(
        ngettext(
            "Learned from %(count)s sale of the team “%(team)s”.",
            "Learned from %(count)s sales of the team “%(team)s”.",
            count,
            count=show_number(count),
            team=team_name(uow, chance.team),
        )
    )


def missing_words(total: Tally) -> str:
    """What is missing where there is too little to learn from."""
    return str(
        gettext(
            "Not enough history: %(won)s of %(least)s won, %(lost)s of %(least)s lost so far.",
            won=show_number(total.won),
            lost=show_number(total.lost),
            least=LEAST,
        )
    )


def doubt_words(judgement: Judgement | None) -> str:
    """What readers should know before they go by it; empty where it has proved itself."""
    if judgement is None:
        return str(gettext("It could not be tried on newer sales yet."))
    if judgement.verdict == Verdict.GUESS:
        return str(
            gettext("On the newest sales it did no better than guessing. Do not go by it alone.")
        )
    if judgement.is_too_bold:
        return str(gettext("On the newest sales its percentages were too bold."))
    return ""
