"""Check digits of tax ids: each rule gives the characters that may end a number.

Every rule notices one wrong check character. One wrong digit before it is always noticed too,
except in Colombia and Peru, whose rules give two remainders the same check digit.
"""

from collections.abc import Callable, Iterable, Mapping

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CIF_LETTERS = "JABCDEFGHI"
_RFC_CHARACTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_NIT_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43)
_CUIT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def has_right_check_digit(rule: str, value: str) -> bool:
    """Whether the last character follows from those before; the value must fit its pattern."""
    return value[-1] in _RULES[rule](value[:-1])


def check_characters(rule: str, body: str) -> str:
    """The characters that may follow the body; empty when no number has this body."""
    return _RULES[rule](body)


def _es_nif(body: str) -> str:
    return _DNI_LETTERS[int(body.lstrip("KLM")) % 23]


def _es_nie(body: str) -> str:
    return _es_nif(f"{'XYZ'.index(body[0])}{body[1:]}")


def _es_cif(body: str) -> str:
    """Digit or letter: which of them an organisation has depends on its kind."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in body[1::2])
    total = sum(doubled) + sum(int(digit) for digit in body[2::2])
    digit = -total % 10
    return f"{digit}{_CIF_LETTERS[digit]}"


def _mx_rfc(body: str) -> str:
    """A wrong result is common (about 1.5 % of the numbers in use), a reason more not to block."""
    values = (_RFC_CHARACTERS.index(character) for character in body.rjust(12))
    return "0123456789A"[-_weighted(values, range(13, 1, -1)) % 11]


def _mod_11_ar(body: str) -> str:
    """Ten has no digit: the authority then changes the first two digits instead."""
    check = -_weighted(map(int, body), _CUIT_WEIGHTS) % 11
    return str(check) if check < 10 else ""


def _mod_11_pe(body: str) -> str:
    remainder = _weighted(map(int, body), _CUIT_WEIGHTS) % 11
    return str((11 - remainder) % 10)


def _mod_11_cl(body: str) -> str:
    weights = (2, 3, 4, 5, 6, 7, 2, 3)
    return "0123456789K"[-_weighted(map(int, reversed(body)), weights) % 11]


def _mod_11_co(body: str) -> str:
    remainder = _weighted(map(int, reversed(body)), _NIT_WEIGHTS) % 11
    return str(remainder if remainder < 2 else 11 - remainder)


def _weighted(values: Iterable[int], weights: Iterable[int]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=False))


_RULES: Mapping[str, Callable[[str], str]] = {
    "es_nif": _es_nif,
    "es_nie": _es_nie,
    "es_cif": _es_cif,
    "mx_rfc": _mx_rfc,
    "mod_11_ar": _mod_11_ar,
    "mod_11_pe": _mod_11_pe,
    "mod_11_cl": _mod_11_cl,
    "mod_11_co": _mod_11_co,
}
