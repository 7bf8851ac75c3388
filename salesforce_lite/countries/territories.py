"""All the countries there are, by their two letters, with their names."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

# Codes of Unicode that are no countries.
_NONE = frozenset(["EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"])


@cache
def country_names(locale: str) -> Mapping[str, str]:
    """Code → name in the words of a locale such as `en` or `es-MX`."""
    names = Locale.parse(locale, sep="-").territories
    return {
        code: str(name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NONE
    }


def is_country(code: str) -> bool:
    """Whether these two capitals stand for a country."""
    return code in country_names("en")
