"""How the state of a door reads."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from .doors import Advice, Door, Refusal


@dataclass(frozen=True, slots=True)
class DoorWords:
    """`figures` is what came in and was refused; `advice` is what to do."""

    name: str
    state: str
    figures: str
    advice: str


def door_words(door: Door) -> DoorWords:
    names = {
        "generic": gettext("Signed webhook"),
        "asterisk": gettext("Asterisk bridge"),
        "twilio": gettext("Twilio"),
    }
    state = "neutral" if door.advice in (Advice.SHUT, Advice.NEVER) else "warn"
    return DoorWords(
        name=str(names[door.source]),
        state="good" if door.advice == Advice.WELL else state,
        figures=_figures(door),
        advice=_advice(door),
    )


def _figures(door: Door) -> str:
    refused: dict[str, str] = {
        Refusal.FORGED: gettext("wrongly signed"),
        Refusal.LATE: gettext("too old"),
        Refusal.MALFORMED: gettext("unreadable"),
    }
    said = [ngettext("%(num)d event in the last day", "%(num)d events in the last day", door.taken)]
    said += [
        ngettext(
            "at least %(num)d refused: %(why)s",
            "at least %(num)d refused: %(why)s",
            count,
            why=refused[why],
        )
        for why, count in sorted(door.refused.items())
    ]
    if door.lag_s is not None:
        said.append(gettext("the last came %(seconds)s s after it happened", seconds=door.lag_s))
    return " · ".join(said)


def _advice(door: Door) -> str:
    sentences: dict[Advice, str] = {
        Advice.SHUT: gettext("Shut. Set its secret in the settings where this exchange is used."),
        Advice.NEVER: gettext("Nothing has come in 30 days. Enter the address at the exchange."),
        Advice.FORGED: gettext("Compare the secret here with the one at the exchange."),
        Advice.LATE: gettext("Set the clock of the exchange; messages may be five minutes old."),
        Advice.MALFORMED: gettext("Compare the fields of the messages with the settings."),
        Advice.SLOW: gettext("Messages come late. See what holds them up at the exchange."),
        Advice.WELL: gettext("All is well."),
    }
    return str(sentences[door.advice])
