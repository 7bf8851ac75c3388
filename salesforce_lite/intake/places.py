"""Countries as people write them, in English and Spanish, turned into their codes."""

from functools import cache

from salesforce_lite.countries import country_names
from salesforce_lite.intake.folding import folded

# What exports hold beyond the names every locale knows.
_ALSO = {
    "usa": "US",
    "us": "US",
    "unitedstatesofamerica": "US",
    "eeuu": "US",
    "eua": "US",
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "inglaterra": "GB",
    "estadosunidosmexicanos": "MX",
    "republicaargentina": "AR",
    "reinodeespana": "ES",
    "brasil": "BR",
    "holland": "NL",
    "holanda": "NL",
    "czechrepublic": "CZ",
    "turkey": "TR",
    "republicadominicana": "DO",
    "peru": "PE",
}


def country_code(written: str) -> str | None:
    """`España`, `Spain`, `ESP` or `es` → ES; None for what is no country."""
    return _codes().get(folded(written))


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in ("en", "es"):
        for code, name in country_names(language).items():
            codes.setdefault(folded(name), code)
            codes[code.lower()] = code
    codes |= {three.lower(): two for three, two in _THREE_LETTERS.items()}
    return codes | _ALSO


_THREE_LETTERS = {
    "ESP": "ES",
    "MEX": "MX",
    "ARG": "AR",
    "CHL": "CL",
    "COL": "CO",
    "PER": "PE",
    "USA": "US",
    "GBR": "GB",
    "PRT": "PT",
    "FRA": "FR",
    "DEU": "DE",
    "ITA": "IT",
    "BRA": "BR",
    "URY": "UY",
    "PRY": "PY",
    "BOL": "BO",
    "ECU": "EC",
    "VEN": "VE",
    "PAN": "PA",
    "CRI": "CR",
    "GTM": "GT",
    "HND": "HN",
    "SLV": "SV",
    "NIC": "NI",
    "DOM": "DO",
    "CUB": "CU",
    "PRI": "PR",
    "CAN": "CA",
}
