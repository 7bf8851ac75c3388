"""What differs between countries, read from the dated data files in ``packs/``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from salesforce_lite.countries.calling import (
    CallerNumberRule,
    CallingHours,
    CallingRules,
    ExclusionList,
    HolidayRule,
)

COUNTRY_CODES = ("ES", "MX", "AR", "CL", "CO", "PE")
_PATTERNS = ("without_check_digit", "allowed", "agreed", "forbidden")


class UnknownCountryError(LookupError):
    """There is no country pack with this code."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the country in both languages."""

    es: str
    en: str

    def in_language(self, language: str) -> str:
        """The word for a language or locale such as ``es``, ``es-MX`` or ``en``."""
        return self.es if language[:2].lower() == "es" else self.en


@dataclass(frozen=True, slots=True)
class AddressField:
    """One line of an address form, in the order in which the country writes it."""

    code: str
    label: Label
    is_required: bool = False
    pattern: re.Pattern[str] | None = None

    def accepts(self, typed: str) -> bool:
        """Whether the value has the usual form; a hint for the person typing, never a block."""
        return self.pattern is None or bool(self.pattern.fullmatch(typed.strip().upper()))


@dataclass(frozen=True, slots=True)
class TaxIdType:
    """One kind of tax or identity number, with the source of its rule."""

    code: str
    label: Label
    pattern: re.Pattern[str]
    source: str
    as_of: date
    check: str | None = None
    typed_pattern: re.Pattern[str] | None = None
    without_check_digit: re.Pattern[str] | None = None
    fill_to: int | None = None
    also_called: tuple[str, ...] = ()
    extra_characters: str = ""
    shown_as: str | None = None


@dataclass(frozen=True, slots=True)
class GenericTaxId:
    """A number that many customers share, so that it never makes two of them duplicates."""

    pattern: re.Pattern[str]
    type: str
    label: Label
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class OldPhoneForm:
    """A national number as it was dialled once, and what it is dialled as today."""

    pattern: re.Pattern[str]
    replacement: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class CountryPack:
    """Everything about one country that is data, not code."""

    code: str
    name: Label
    currency: str
    time_zone: str
    locales: tuple[str, ...]
    phone_region: str
    address_fields: tuple[AddressField, ...]
    legal_forms: tuple[str, ...]
    tax_id_types: tuple[TaxIdType, ...]
    generic_tax_ids: tuple[GenericTaxId, ...]
    old_phone_forms: tuple[OldPhoneForm, ...]
    calling: CallingRules


def country_pack(code: str) -> CountryPack:
    """The pack of a country that must be known."""
    pack = find_country_pack(code)
    if pack is None:
        raise UnknownCountryError(code)
    return pack


def find_country_pack(code: str | None) -> CountryPack | None:
    """The pack of a country, or None: customers may live anywhere."""
    return _packs().get(code.strip().upper()) if code else None


@cache
def _packs() -> Mapping[str, CountryPack]:
    return {code: _read_pack(code) for code in COUNTRY_CODES}


def _read_pack(code: str) -> CountryPack:
    file = files("salesforce_lite.countries") / "packs" / f"{code.lower()}.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return CountryPack(
        code=content["code"],
        name=Label(**content["name"]),
        currency=content["currency"],
        time_zone=content["time_zone"],
        locales=tuple(content["locales"]),
        phone_region=content["phone_region"],
        address_fields=tuple(_address_field(entry) for entry in content["address_fields"]),
        legal_forms=tuple(content["legal_forms"]),
        tax_id_types=tuple(TaxIdType(**_typed(entry)) for entry in content["tax_id_types"]),
        generic_tax_ids=tuple(
            GenericTaxId(**_typed(entry)) for entry in content.get("generic_tax_ids", ())
        ),
        old_phone_forms=tuple(
            OldPhoneForm(**_typed(entry)) for entry in content.get("old_phone_forms", ())
        ),
        calling=_calling(content["calling"]),
    )


def _calling(entry: dict[str, Any]) -> CallingRules:  # Any: as TOML gives it
    return CallingRules(
        hours=tuple(
            CallingHours(day, time.fromisoformat(begins), time.fromisoformat(ends))
            for days, begins, ends in entry["hours"]
            for day in days
        ),
        calls_on_holidays=entry["calls_on_holidays"],
        needs_consent=entry["needs_consent"],
        exclusion_lists=tuple(ExclusionList(**one) for one in entry.get("exclusion_lists", ())),
        holidays=tuple(HolidayRule(rule) for rule in entry["holidays"]),
        caller_numbers=tuple(
            CallerNumberRule(**_typed(one)) for one in entry.get("caller_numbers", ())
        ),
        source=entry["source"],
        as_of=entry["as_of"],
    )


def _address_field(entry: dict[str, Any]) -> AddressField:  # Any: as TOML gives it
    typed = _typed(entry)
    return AddressField(is_required=typed.pop("required", False), **typed)


def _typed(entry: dict[str, Any]) -> dict[str, Any]:  # Any: as TOML gives it
    """Labels and patterns as their types; a misspelt key is refused by the dataclass."""
    return {key: _value(key, value) for key, value in entry.items()}


def _value(key: str, value: Any) -> Any:  # Any: as TOML gives it
    if key == "label":
        return Label(**value)
    if key.endswith("pattern") or key in _PATTERNS:
        return re.compile(value, re.ASCII)
    return tuple(value) if isinstance(value, list) else value
