"""Cities of the six countries, and what customers there have: addresses, phones, tax ids."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from salesforce_lite.countries import check_characters, country_pack
from salesforce_lite.customers import PhoneNumber, PostalAddress, phone_of
from salesforce_lite.demo.vocabulary import read_words

# How many of a hundred customers live there.
_SHARES = {"ES": 36, "MX": 18, "AR": 13, "CO": 12, "PE": 11, "CL": 10}
# About ten kilometres: customers of one city do not all stand on one spot.
_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a city; `postal_code` and what stands around it are made up."""

    country: str
    city: str
    region: str
    latitude: float
    longitude: float
    postal_code: str
    zone: str


def of_country(country: str) -> Any:  # Any: as TOML gives it
    return read_words("places")[country]


def choose_place(rng: Random, country: str = "") -> Place:
    """Somewhere in one of the six countries, or in the given one; large cities come first."""
    code = country or rng.choices(list(_SHARES), list(_SHARES.values()))[0]
    cities = of_country(code)["cities"]
    weights = [3 if n == 0 else 2 if n < 3 else 1 for n in range(len(cities))]
    city, region, latitude, longitude, postal, *zone = rng.choices(cities, weights)[0]
    return Place(
        country=code,
        city=city,
        region=region,
        latitude=round(latitude + rng.uniform(-_SPREAD, _SPREAD), 5),
        longitude=round(longitude + rng.uniform(-_SPREAD, _SPREAD), 5),
        postal_code=_digits(rng, postal),
        zone=zone[0] if zone else country_pack(code).time_zone,
    )


def address_at(rng: Random, place: Place, label: str) -> PostalAddress:
    """An address in the form of the country."""
    words = of_country(place.country)
    street, number = rng.choice(words["streets"]), rng.randint(2, 890)
    if place.country == "ES":
        line = f"{street}, {number % 180 + 1}"
    elif place.country == "CO":
        line = f"{street} # {number % 90 + 1}-{number % 70 + 10}"
    else:
        line = f"{street} {number}"
    return PostalAddress(
        label=label,
        street=line,
        district=rng.choice(words["districts"]) if words["districts"] else "",
        city=place.city,
        region=place.region,
        postal_code=place.postal_code,
        country=place.country,
    )


def phone_in(rng: Random, country: str, label: str = "") -> PhoneNumber:
    """A number of the right form, in blocks where hardly anybody answers."""
    return phone_of(_digits(rng, rng.choice(of_country(country)["phones"])), country, label=label)


def tax_id_in(rng: Random, country: str, *, is_person: bool) -> tuple[str, str]:
    """(type, value) with the right check digit, for an organisation or a person."""
    code, body = _PERSON[country](rng) if is_person else _ORGANISATION[country](rng)
    rule = next(kind.check for kind in country_pack(country).tax_id_types if kind.code == code)
    if rule is None:
        return code, body
    digits = check_characters(rule, body)
    # A few numbers have no check digit at all; the next one is tried.
    return (code, body + digits[0]) if digits else tax_id_in(rng, country, is_person=is_person)


def _digits(rng: Random, form: str) -> str:
    return "".join(str(rng.randint(0, 9)) if sign == "#" else sign for sign in form)


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVZ") for _ in range(count))


def _rfc(rng: Random, letters: int) -> tuple[str, str]:
    born = f"{rng.randint(60, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return "rfc", f"{_letters(rng, letters)}{born}{_letters(rng, 1)}{rng.randint(0, 9)}"


_Maker = Callable[[Random], tuple[str, str]]
_ORGANISATION: dict[str, _Maker] = {
    "ES": lambda rng: ("cif", _digits(rng, "B#######")),
    "MX": lambda rng: _rfc(rng, 3),
    "AR": lambda rng: ("cuit", _digits(rng, "307#######")),
    "CL": lambda rng: ("rut", _digits(rng, "76######")),
    "CO": lambda rng: ("nit", _digits(rng, "900######")),
    "PE": lambda rng: ("ruc", _digits(rng, "206#######")),
}
_PERSON: dict[str, _Maker] = {
    "ES": lambda rng: ("nif", _digits(rng, "4#######")),
    "MX": lambda rng: _rfc(rng, 4),
    "AR": lambda rng: ("cuit", _digits(rng, "202#######")),
    "CL": lambda rng: ("rut", _digits(rng, "1#######")),
    "CO": lambda rng: ("cedula", _digits(rng, "7#######")),
    "PE": lambda rng: ("ruc", _digits(rng, "104#######")),
}
