"""Names made comparable: one key to find the same customer, one to put names in order."""

import re
import unicodedata
from functools import cache, lru_cache

from salesforce_lite.countries.pack import COUNTRY_CODES, country_pack

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
# What a column of such keys holds: a long name with ñ outgrows the name itself.
_LONGEST_KEY = 200
_LONGEST_LEGAL_FORM = 8  # words: "S. C. de R. L. de C. V."


@lru_cache(maxsize=2_000)  # one record asks several times, and cities come again and again
def match_name(name: str) -> str:
    """The key under which spellings of one name meet: ``ferreteria perez``.

    Legal forms are taken off the end only: inside a name "SA" may be part of it. Initials are
    joined, so that "J. M. Pérez" and "JM Pérez" meet. Never empty for a name that is not blank.
    """
    words = _WORD.findall(_folded(name))
    if not words:
        return name.strip().casefold()
    _drop_legal_forms(words)
    return " ".join(_with_joined_initials(words))


def sort_name(name: str) -> str:
    """The key that orders names alphabetically when compared by code point (``COLLATE "C"``).

    Accents and punctuation do not count. Ñ is the letter after n, as in every Spanish index; it
    becomes ``nzz`` – letters only, so that a linguistic collation agrees.
    """
    words = _WORD.findall(_folded(name, enye="nzz"))
    return (" ".join(_with_joined_initials(words)) or name.strip().casefold())[:_LONGEST_KEY]


def _folded(name: str, enye: str = "n") -> str:
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return _ACCENTS.sub("", decomposed.replace("n\u0303", enye))


def _drop_legal_forms(words: list[str]) -> None:
    forms = _legal_forms()
    count = min(len(words) - 1, _LONGEST_LEGAL_FORM)
    while count > 0:
        if "".join(words[-count:]) in forms:
            del words[-count:]
            count = min(len(words) - 1, _LONGEST_LEGAL_FORM)
        else:
            count -= 1


@cache
def _legal_forms() -> frozenset[str]:
    """Written together, because people type "SA de CV", "S.A. de C.V." and "S A DE CV"."""
    return frozenset(
        "".join(_WORD.findall(_folded(form)))
        for code in COUNTRY_CODES
        for form in country_pack(code).legal_forms
    )


def _with_joined_initials(words: list[str]) -> list[str]:
    joined: list[str] = []
    after_initial = False
    for word in words:
        is_initial = len(word) == 1
        if is_initial and after_initial:
            joined[-1] += word
        else:
            joined.append(word)
        after_initial = is_initial
    return joined
