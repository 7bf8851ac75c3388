"""Phone numbers as people type them, read into E.164 without losing what was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    timezone,
)

from salesforce_lite.countries.pack import find_country_pack

_INTERNATIONAL_PREFIX = re.compile(r"^\W*00(?=\W*[1-9])")
_LOCAL_WORDS_FOR_EXTENSION = re.compile(
    r"\b(?:interno|extensi[oó]n|anexo|int)\b[.:\s]*(?=\d)", re.I
)
# "4444-5555/66" stands for two numbers; without this, for one that does not exist.
_LAST_DIGITS_OF_ANOTHER = re.compile(r"\s*/\s*\d{1,3}$")
_REMARK = re.compile(r"(?<=\d)[\s(]*(?:[/;|,]|[oy]\s|(?!ext)[^\W\d_]{2}).*$", re.DOTALL)
_LONGEST_TYPED = 100


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """A phone number understood as far as possible; without ``number`` only ``typed`` is kept."""

    typed: str
    number: str | None = None
    extension: str | None = None

    @property
    def is_possible(self) -> bool:
        """Whether someone could dial it: country, area and length fit."""
        return self.number is not None


def read_phone(typed: str, country: str | None) -> PhoneReading:
    """Read a number written for people in a country; of several in one cell, the first.

    A reading that the numbering plan knows wins; one that only has a right length is good enough.
    """
    text = typed.strip()
    if len(text) > _LONGEST_TYPED:
        return PhoneReading(typed)
    region = _region(country)
    possible: PhoneNumber | None = None
    for number in _readings(text, region):
        if phonenumbers.is_valid_number(number):
            return _reading(typed, number)
        if possible is None and _has_right_length(number):
            possible = number
    return _reading(typed, possible) if possible else PhoneReading(typed)


def format_phone(number: str, country: str | None) -> str:
    """An E.164 number for a reader: nationally at home, internationally abroad."""
    parsed = _parsed(number, None)
    if parsed is None:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(_region(country))
    shape = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)


def country_of_phone(number: str) -> str:
    """The country that an E.164 number belongs to; empty where none is known."""
    parsed = _parsed(number, None)
    return (phonenumbers.region_code_for_number(parsed) or "") if parsed else ""


def zones_of_phone(number: str) -> tuple[str, ...]:
    """Time zones of the area of an E.164 number; several where it tells only the country."""
    parsed = _parsed(number, None)
    found = timezone.time_zones_for_number(parsed) if parsed else ()
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def _region(country: str | None) -> str:
    pack = find_country_pack(country)
    return pack.phone_region if pack else (country or "").strip().upper()


def _readings(text: str, region: str) -> Iterator[PhoneNumber]:
    """What the text may mean, the likeliest first."""
    spelled = _LOCAL_WORDS_FOR_EXTENSION.sub(" ext. ", _LAST_DIGITS_OF_ANOTHER.sub("", text))
    for candidate in (spelled, _REMARK.sub("", spelled)):
        # Not every country dials 00, but whoever types it means "international".
        international = _INTERNATIONAL_PREFIX.sub("+", candidate)
        for written in dict.fromkeys((international, candidate)):
            number = _parsed(written, region)
            if number is not None:
                yield number
                yield from _as_dialled_today(number)


def _as_dialled_today(number: PhoneNumber) -> Iterator[PhoneNumber]:
    """Old prefixes survive in lists for decades; the pack knows what became of them."""
    pack = find_country_pack(phonenumbers.region_code_for_country_code(number.country_code or 0))
    dialled = phonenumbers.national_significant_number(number)
    for form in pack.old_phone_forms if pack else ():
        if match := form.pattern.fullmatch(dialled):
            today = _parsed(f"+{number.country_code}{match.expand(form.replacement)}", None)
            if today is not None:
                today.extension = number.extension
                yield today


def _has_right_length(number: PhoneNumber) -> bool:
    """A local number without its area code would be dialled from nowhere else, so it is not one."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _reading(typed: str, number: PhoneNumber) -> PhoneReading:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return PhoneReading(typed, e164, number.extension or None)
