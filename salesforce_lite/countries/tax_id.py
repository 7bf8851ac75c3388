"""Tax ids as people type them: normalised, recognised, and warned about but never refused."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from salesforce_lite.countries.check_digits import check_characters, has_right_check_digit
from salesforce_lite.countries.pack import CountryPack, TaxIdType, find_country_pack


class TaxIdWarning(StrEnum):
    """What a person should look at again."""

    FORMAT = "format"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class TaxIdReading:
    """A tax id understood as far as possible; ``value`` is what is stored and compared."""

    country: str
    type: str | None
    value: str
    is_generic: bool = False
    warning: TaxIdWarning | None = None


def read_tax_id(country: str, typed: str, type_code: str | None = None) -> TaxIdReading:
    """Read a tax id; a given type is tried first, but a number that fits another one gets that.

    Of a country without a pack nothing is known, so nothing is warned about.
    """
    wanted = type_code.strip().lower() if type_code else None
    pack = find_country_pack(country)
    if pack is None:
        return TaxIdReading(country.strip().upper(), wanted or None, _without_separators(typed))
    reading = _read_in(pack, typed, wanted or None)
    if reading.warning is TaxIdWarning.FORMAT:
        return _read_without_prefix(pack, reading, typed)
    return reading


def format_tax_id(country: str, value: str, type_code: str | None = None) -> str:
    """The id as the country writes it, such as 12.345.678-5; unknown ones as they are."""
    reading = read_tax_id(country, value, type_code)
    if reading.warning is TaxIdWarning.FORMAT:
        return value
    pack = find_country_pack(country)
    shown_as = next(
        (
            kind.shown_as
            for kind in (pack.tax_id_types if pack else ())
            if kind.code == reading.type
        ),
        None,
    )
    return _fill_from_the_right(shown_as, reading.value) if shown_as else reading.value


def _read_in(pack: CountryPack, typed: str, wanted: str | None) -> TaxIdReading:
    bare = _without_separators(typed, _extra_characters(pack))
    for generic in pack.generic_tax_ids:
        if generic.pattern.fullmatch(bare):
            return TaxIdReading(pack.code, generic.type, bare, is_generic=True)
    if wanted and wanted not in {kind.code for kind in pack.tax_id_types}:
        return TaxIdReading(pack.code, wanted, bare)
    readings = [_read_as(pack.code, kind, bare, typed) for kind in _in_order(pack, typed, wanted)]
    return next((reading for reading in readings if reading.warning is None), None) or next(
        (reading for reading in readings if reading.warning is TaxIdWarning.CHECK_DIGIT),
        TaxIdReading(pack.code, wanted, bare, warning=TaxIdWarning.FORMAT),
    )


def _read_without_prefix(pack: CountryPack, reading: TaxIdReading, typed: str) -> TaxIdReading:
    """People write ``ESB58378431`` and ``RFC: MAB9307148T4``; what comes before is not the id."""
    words = [word for kind in pack.tax_id_types for word in (kind.code, *kind.also_called)]
    for prefix in (pack.code, *words):
        if before := re.match(r"\W*" + r"\W*".join(prefix), typed, re.IGNORECASE):
            shorter = _read_in(pack, typed[before.end() :], reading.type)
            if shorter.warning is not TaxIdWarning.FORMAT:
                return shorter
    return reading


def _in_order(pack: CountryPack, typed: str, wanted: str | None) -> list[TaxIdType]:
    """The type asked for, then those that the way of typing points to, then the rest."""
    return sorted(
        pack.tax_id_types,
        key=lambda kind: (
            kind.code != wanted,
            not (kind.typed_pattern and kind.typed_pattern.fullmatch(typed)),
        ),
    )


def _read_as(country: str, kind: TaxIdType, bare: str, typed: str) -> TaxIdReading:
    value = bare if kind.fill_to is None else bare.lstrip("0").zfill(kind.fill_to)
    reading = TaxIdReading(country, kind.code, value)
    if not kind.pattern.fullmatch(value):
        return replace(reading, warning=TaxIdWarning.FORMAT)
    if kind.check is None or has_right_check_digit(kind.check, value):
        return reading
    if _lacks_check_digit(kind, value, typed):
        return replace(reading, value=value + check_characters(kind.check, value))
    return replace(reading, warning=TaxIdWarning.CHECK_DIGIT)


def _lacks_check_digit(kind: TaxIdType, value: str, typed: str) -> bool:
    """Only reached when the last digit is no check digit, or reading twice would add two."""
    if kind.without_check_digit is None or (
        kind.typed_pattern and kind.typed_pattern.fullmatch(typed)
    ):
        return False
    return bool(kind.without_check_digit.fullmatch(value))


def _extra_characters(pack: CountryPack) -> str:
    return "".join(kind.extra_characters for kind in pack.tax_id_types)


def _without_separators(typed: str, extra_characters: str = "") -> str:
    return "".join(
        character
        for character in typed.upper()
        if (character.isascii() and character.isalnum()) or character in extra_characters
    )


def _fill_from_the_right(shown_as: str, value: str) -> str:
    if len(value) > shown_as.count("#"):
        return value
    rest, shown = list(value), ""
    for place in reversed(shown_as):
        if not rest:
            break
        shown = (rest.pop() if place == "#" else place) + shown
    return shown
