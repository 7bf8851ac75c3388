"""How calls read."""

from functools import lru_cache

from flask_babel import gettext

from salesforce_lite.countries import format_phone
from salesforce_lite.kernel.uow import UnitOfWork

from .calling_rules import Hindrance
from .dispositions import list_dispositions
from .model import Call
from .state import Direction, Phase, Result


def call_words(uow: UnitOfWork, call: Call) -> str:
    """How it ended, in few words."""
    if call.disposition:
        names = uow.once(
            "call_center.names",
            lambda: {one.code: one for one in list_dispositions(uow, retired=True)},
        )
        found = names.get(call.disposition)
        return found.name(uow.actor.locale) if found else call.disposition
    return state_words(call)


def state_words(call: Call) -> str:
    """What became of it, as the exchange says."""
    if call.phase == Phase.RINGING:
        return str(gettext("Ringing"))
    if call.phase == Phase.TALKING:
        return str(gettext("Talking"))
    if call.result == Result.ABANDONED:
        return str(gettext("Missed"))
    if call.result == Result.UNREACHED:
        return str(gettext("Not reached"))
    return str(gettext("Not logged yet"))


def state_of_chip(call: Call) -> str:
    """How its chip looks."""
    if call.is_flagged or call.result == Result.ABANDONED:
        return "bad"
    if call.phase != Phase.ENDED:
        return "info"
    return "neutral" if call.disposition else "warn"


def number_words(call: Call) -> str:
    if call.is_withheld:
        return str(gettext("Number withheld"))
    return phone_words(call.number) if call.number else call.raw_number


@lru_cache(maxsize=2048)
def phone_words(number: str) -> str:
    """As people read it; to read one anew for each row of a list would cost it dearly."""
    return format_phone(number, None) if number.startswith("+") else number


def icon_of(call: Call) -> str:
    return "phone-in" if call.direction == Direction.IN else "phone-out"


def length_words(seconds: int | None) -> str:
    """3:07."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}"


def hindrance_words(code: str) -> str:
    """Why a number may not be called, in a sentence."""
    sentences: dict[Hindrance, str] = {
        Hindrance.DO_NOT_CALL: gettext("They want no calls."),
        Hindrance.EXCLUSION_LIST: gettext("The number is on a public exclusion list."),
        Hindrance.NO_CONSENT: gettext("There is no consent to commercial calls."),
        Hindrance.CALLER_NUMBER: gettext("The number of the campaign may not be shown there."),
        Hindrance.HOURS: gettext("It is outside of the hours for calls there."),
        Hindrance.HOLIDAY: gettext("It is a public holiday there."),
    }
    return sentences[Hindrance(code)]
