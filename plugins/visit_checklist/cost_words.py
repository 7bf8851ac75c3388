"""Answers and seconds in the reader's words."""

from decimal import Decimal

from flask_babel import gettext, ngettext

from salesforce_lite.web import current_contributions, show_number

from .answering import plain_words
from .model import Answer, Checklist
from .pace import Cost
from .questions import Kind


def cost_words(cost: Cost) -> str:
    """“6 seconds, measured in 48 answers”, or that it is only estimated."""
    seconds = _whole(cost.seconds)
    if not cost.measured:
        return str(
            ngettext("about %(num)d second, estimated", "about %(num)d seconds, estimated", seconds)
        )
    return str(
        ngettext(
            "%(num)d second, measured in %(count)d answers",
            "%(num)d seconds, measured in %(count)d answers",
            seconds,
            count=cost.measured,
        )
    )


def total_words(checklist: Checklist, seconds: float) -> str:
    """What the whole of it costs whoever logs."""
    whole = _whole(seconds)
    if tuple(checklist.kinds) == ("visit",) and not _is_renamed("visit"):
        return str(
            ngettext(
                "This checklist adds about %(num)d second to each visit.",
                "This checklist adds about %(num)d seconds to each visit.",
                whole,
            )
        )
    return str(
        ngettext(
            "This checklist adds about %(num)d second each time.",
            "This checklist adds about %(num)d seconds each time.",
            whole,
        )
    )


def _is_renamed(code: str) -> bool:
    """Whether the company calls this kind otherwise than our sentences do."""
    kinds = current_contributions().activity_kinds
    return any(kind.code == code and kind.given for kind in kinds)


def short_total(seconds: float) -> str:
    whole = _whole(seconds)
    return str(ngettext("about %(num)d second", "about %(num)d seconds", whole))


def answer_shown(answer: Answer, locale: str) -> str:
    """The answer on a page."""
    match Kind(answer.kind):
        case Kind.YES_NO:
            return str(gettext("Yes") if answer.value else gettext("No"))
        case Kind.SCALE:
            return str(gettext("%(value)s of 5", value=answer.value))
        case Kind.NUMBER:
            return show_number(Decimal(answer.value), exact=True)
    return str(plain_words(answer, locale))


def _whole(seconds: float) -> int:
    return max(round(seconds), 1) if seconds else 0
