"""What people set for themselves, checked: name, language and region, time zone, theme."""

from functools import cache
from typing import Any, TypedDict
from zoneinfo import available_timezones

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.locales import LOCALES

THEMES = ("auto", "light", "dark")
LONGEST_NAME = 120

_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NOT_A_CHOICE = N_("This is none of the choices.")
_NOT_A_ZONE = N_("There is no time zone of this name. Choose one of the list.")


class ProfileFields(TypedDict, total=False):
    """A missing key leaves the field as it is."""

    name: str
    locale: str
    zone: str
    theme: str


def check_profile(fields: ProfileFields) -> dict[str, Any]:
    """The fields, normalised. Raises InvalidInputError that names every wrong one."""
    checked: dict[str, Any] = dict(fields)
    problems: dict[str, str] = {}
    if "name" in checked:
        checked["name"] = " ".join(checked["name"].split())
        if not checked["name"]:
            problems["name"] = _EMPTY
        elif len(checked["name"]) > LONGEST_NAME:
            problems["name"] = _TOO_LONG
    if checked.get("locale", "en") not in LOCALES:
        problems["locale"] = _NOT_A_CHOICE
    if checked.get("theme", "auto") not in THEMES:
        problems["theme"] = _NOT_A_CHOICE
    if checked.get("zone", "UTC") not in available_zones():
        problems["zone"] = _NOT_A_ZONE
    if problems:
        raise InvalidInputError(fields=problems)
    return checked


@cache
def available_zones() -> tuple[str, ...]:
    """The IANA zones, by name."""
    return tuple(sorted(available_timezones()))


def offered_zones() -> tuple[str, ...]:
    """The zones worth offering: places and UTC, without the names kept for old times' sake."""
    continents = {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
        "Indian", "Pacific",
    }  # fmt: skip
    return ("UTC", *(name for name in available_zones() if name.split("/")[0] in continents))


def find_zones(words: str, *, limit: int = 20) -> list[str]:
    """The offered zones whose name holds all the words: “buenos ai”, “madrid”."""
    wanted = words.casefold().replace("_", " ").split()
    return [
        name
        for name in offered_zones()
        if all(word in name.casefold().replace("_", " ") for word in wanted)
    ][:limit]


def zone_label(name: str) -> str:
    """“America/Argentina/Buenos_Aires” for people."""
    return name.replace("_", " ").replace("/", " / ")
