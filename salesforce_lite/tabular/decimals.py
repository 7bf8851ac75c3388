"""Reading numbers written for people: grouped, with a currency, with either decimal sign."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from salesforce_lite.tabular.errors import AmbiguousNumber, ValueProblem

DecimalSign = Literal[".", ","]

MAX_DIGITS = 40
"""More are no amount or measure; without a limit `1e999999` would fill the memory."""

# Most numbers are plain and need no second look. A leading zero never groups.
_whole = re.compile(r"-?[0-9]{1,18}").fullmatch
_pointed = re.compile(
    r"-?(?:[0-9]{1,18}\.(?:[0-9]{1,2}|[0-9]{4,18})|0\.[0-9]{3}|[0-9]{4,18}\.[0-9]{3})"
).fullmatch

_SPACES = "\u0020\u00a0\u2009\u202f"
_MINUS = "\\-\u2212"
_CURRENCY = (
    r"(?:US|AR|MX|CL|CO|R|C|A|NZ)?\$|[€£¥]|S/\.?|Bs\.?|(?:[A-Z]{3}|[A-Z]{2,3}\$)(?![A-Z])"
    r"|[\u20a0-\u20bf¢]"
)
_shape = re.compile(
    rf"(?P<open>\()?[{_SPACES}]*(?P<sign>[+{_MINUS}])?[{_SPACES}]*(?:{_CURRENCY})?[{_SPACES}]*"
    rf"(?P<sign_within>[+{_MINUS}])?[{_SPACES}]*"
    rf"(?P<digits>[0-9.,][0-9.,'’{_SPACES}]*?)(?P<exponent>[eE][+-]?[0-9]{{1,3}})?"
    rf"[{_SPACES}]*(?:{_CURRENCY})?[{_SPACES}]*(?P<sign_behind>[{_MINUS}])?(?P<close>\))?"
).fullmatch
_grouped = {
    mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+").fullmatch
    for mark in (r"\.", ",", "'", "’", " ")
}
_digits = re.compile(r"[0-9]*").fullmatch
_all_spaces = str.maketrans(dict.fromkeys(_SPACES, " "))


def read_decimal(text: str, decimal_sign: DecimalSign | None = None) -> Decimal:
    """The number; where two are possible (1.234) the decimal sign has to be known."""
    if _whole(text) or (decimal_sign != "," and _pointed(text)):
        return Decimal(text)
    stripped = text.strip()
    if not stripped:
        raise ValueProblem("empty", text)
    parts = _shape(stripped)
    if parts is None:
        is_share = stripped.endswith("%") and _shape(stripped[:-1].rstrip()) is not None
        raise ValueProblem("percentage" if is_share else "not_a_number", text)
    signs = [one for one in parts.group("sign", "sign_within", "sign_behind", "open") if one]
    if len(signs) > 1 or bool(parts["open"]) != bool(parts["close"]):
        raise ValueProblem("not_a_number", text)
    number = _plain_digits(text, parts["digits"].translate(_all_spaces), decimal_sign)
    result = Decimal(number + (parts["exponent"] or ""))
    if len(number) > MAX_DIGITS or abs(result.adjusted()) > MAX_DIGITS:
        raise ValueProblem("number_too_long", text)
    # The minus operator would round to the 28 digits of the context.
    return result.copy_negate() if signs and signs[0] != "+" else result


def guess_decimal_sign(samples: Iterable[str]) -> DecimalSign | None:
    """What the clear numbers of a column say; nothing when they are silent or contradict."""
    found: set[DecimalSign] = set()
    for text in samples:
        parts = _shape(text.strip())
        if parts and (sign := _evident_sign(parts["digits"].translate(_all_spaces))):
            found.add(sign)
    return found.pop() if len(found) == 1 else None


def _plain_digits(text: str, digits: str, decimal_sign: DecimalSign | None) -> str:
    if digits.isdigit():
        return digits
    sign = _evident_sign(digits)
    if decimal_sign is None:
        if sign is None and ("." in digits or "," in digits):
            raise AmbiguousNumber(text)
        decimal_sign = sign or "."
    whole, _, fraction = digits.partition(decimal_sign)
    if not (_is_whole(whole, decimal_sign) and _digits(fraction)) or not (whole or fraction):
        if sign is not None and sign != decimal_sign and _fits(digits, sign):
            raise ValueProblem("other_decimal_sign", text, decimal_sign=decimal_sign)
        raise ValueProblem("not_a_number", text)
    plain = re.sub(r"[^0-9]", "", whole) or "0"
    return f"{plain}.{fraction}" if fraction else plain


def _evident_sign(digits: str) -> DecimalSign | None:
    """The decimal sign a number shows by itself, if it shows one."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if not dots and not commas:
        return None
    sign: DecimalSign = "." if dots else ","
    other: DecimalSign = "," if dots else "."
    if dots + commas > 1:
        return other
    if re.search(r"[ '’]", digits):
        return sign
    whole, _, fraction = digits.partition(sign)
    is_group = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return None if is_group else sign


def _fits(digits: str, sign: DecimalSign) -> bool:
    whole, _, fraction = digits.partition(sign)
    return _is_whole(whole, sign) and _digits(fraction) is not None


def _is_whole(whole: str, decimal_sign: DecimalSign) -> bool:
    """Digits alone, or in groups of three by one mark that is not the decimal sign."""
    if _digits(whole):
        return True
    marks = set(re.sub("[0-9]", "", whole))
    if len(marks) != 1 or decimal_sign in marks:
        return False
    mark = marks.pop()
    return _grouped[r"\." if mark == "." else mark](whole) is not None
