"""Headings and words as they are compared: without case, accents, blanks and punctuation."""

import re
import unicodedata
from functools import lru_cache

_REST = re.compile(r"[\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """`Billing Street` is `billing_street`; `Teléfono` is `TELEFONO`."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _REST.sub("", plain)
