"""How well chances foretell, in plain sentences, and honest where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext, ngettext

from salesforce_lite.web import show_date, show_number

from .chance_words import percent_words
from .judging import Judgement, Verdict
from .measures import Group
from .service import Checked

# Each verdict as a callout: how it looks.
LOOKS = {Verdict.GUESS: "bad", Verdict.NO_BETTER: "warn", Verdict.BETTER: "good"}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Some sales of which about the same was said, in words, and both shares for a bar."""

    count: str
    said: str
    was: str
    said_percent: int
    was_percent: int


def verdict_words(judgement: Judgement) -> str:
    """The answer in one sentence."""
    if judgement.verdict == Verdict.GUESS:
        return str(gettext("It is no better than guessing. Do not go by it."))
    if judgement.verdict == Verdict.NO_BETTER:
        return str(
            gettext(
                "It tells winners from losers, but the percentages of your stages do so at least "
                "as well."
            )
        )
    if judgement.is_too_bold:
        return str(
            gettext(
                "It tells winners from losers, but its percentages are too bold: go by the order, "
                "not by the figures."
            )
        )
    return str(gettext("It tells winners from losers better than the percentages of your stages."))


def judgement_sentences(judgement: Judgement, checked: Checked) -> list[str]:
    """How it was tried, and what came out."""
    return [
        _tried(judgement, checked),
        _pairs(judgement),
        _top(judgement),
        _distance(judgement),
    ]


def group_lines(groups: Sequence[Group]) -> list[GroupLine]:
    """What was said beside what happened, the largest chances first."""
    return [
        GroupLine(
            count=show_number(one.count),
            said=_percent(one.said),
            was=_percent(one.was),
            said_percent=round(100 * one.said),
            was_percent=round(100 * one.was),
        )
        for one in reversed(groups)
    ]


def pairs_words(judgement: Judgement | None) -> str:
    """The one figure by which nights are compared."""
    if judgement is None:
        return "–"
    return str(gettext("%(count)s of 100 pairs", count=_hundredths(judgement.pairs)))


def _tried(judgement: Judgement, checked: Checked) -> str:
    return str(
        gettext(
            "To try it, it learned only from the %(older)s sales that ended until %(day)s. Then it "
            "foretold the %(newer)s that ended later, as they stood halfway to their end.",
            older=show_number(checked.older.sales),
            day=show_date(checked.until),
            newer=show_number(judgement.total.sales),
        )
    )


def _pairs(judgement: Judgement) -> str:
    return str(
        gettext(
            "On these newest %(newer)s sales it told winners from losers in %(pairs)s of 100 "
            "pairs. Guessing would be 50, the percentages of the stages %(stages)s.",
            newer=show_number(judgement.total.sales),
            pairs=_hundredths(judgement.pairs),
            stages=_hundredths(judgement.pairs_of_stages),
        )
    )


def _top(judgement: Judgement) -> str:
    rate = judgement.total.won / judgement.total.sales
    return str(
        ngettext(
            "The %(count)s sale that it thought most likely was won in %(top)s of 100 cases, all "
            "together in %(all)s: %(lift)s times as often.",
            "Of the %(count)s sales that it thought most likely, %(top)s of 100 were won, of all "
            "%(all)s: %(lift)s times as often.",
            judgement.top_count,
            count=show_number(judgement.top_count),
            top=_hundredths(judgement.top_won / judgement.top_count),
            all=_hundredths(rate),
            lift=show_number(round(Decimal(judgement.lift), 1)),
        )
    )


def _distance(judgement: Judgement) -> str:
    said = {
        "distance": show_number(round(Decimal(judgement.distance), 3)),
        "rate": show_number(round(Decimal(judgement.distance_of_rate), 3)),
        "stages": show_number(round(Decimal(judgement.distance_of_stages), 3)),
    }
    if judgement.is_too_bold:
        return str(
            gettext(
                "Its percentages were further from what happened than always saying the same one: "
                "%(distance)s against %(rate)s, the stages %(stages)s (Brier score; 0 is perfect).",
                **said,
            )
        )
    return str(
        gettext(
            "Its percentages were nearer to what happened than always saying the same one: "
            "%(distance)s against %(rate)s, the stages %(stages)s (Brier score; 0 is perfect).",
            **said,
        )
    )


def _percent(share: float) -> str:
    return percent_words(round(100 * share))


def _hundredths(share: float) -> str:
    return show_number(round(100 * share))
