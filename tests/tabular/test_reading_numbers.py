"""Numbers as the six regions and their programs write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal, get_decimal_symbol
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesforce_lite.tabular import (
    AmbiguousNumber,
    ValueProblem,
    guess_decimal_sign,
    read_bool,
    read_decimal,
)

# A busy machine is no fault of the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

REGIONS = ["es_ES", "es_MX", "es_AR", "es_CL", "es_CO", "es_PE", "en"]
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u202f567,8", "1234567.8"),
        ("1'234.56", "1234.56"),
        ("1’234’567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("1234.567", "1234.567"),
        ("12,5", "12.5"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 7 ", "7"),
        ("+7", "7"),
        ("-7", "-7"),
        ("−7", "-7"),
        ("7-", "-7"),
        ("(500)", "-500"),
        ("($1,200.50)", "-1200.50"),
        ("$-5.5", "-5.5"),
        ("- $ 5", "-5"),
        ("$1,200.00", "1200.00"),
        ("US$ 1.200,00", "1200.00"),
        ("S/ 1,200.00", "1200.00"),
        ("S/. 5.50", "5.50"),
        ("1.200,00 €", "1200.00"),
        ("MXN 1,200.00", "1200.00"),
        ("1.200.000 COP", "1200000"),
        ("1.5E+10", "15000000000"),
        ("007", "7"),
        ("-1234567890123456789012345678901.5", "-1234567890123456789012345678901.5"),
    ],
)
def test_clear_numbers_are_read(text: str, number: str) -> None:
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12,345", "$ 1,200", "(999.999)"])
def test_a_number_that_could_be_two_is_not_guessed(text: str) -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        read_decimal(text)
    assert (caught.value.code, caught.value.text) == ("ambiguous_number", text)
    assert text in str(caught.value)


def test_the_known_sign_settles_it() -> None:
    assert read_decimal("1.234", ".") == Decimal("1.234")
    assert read_decimal("1.234", ",") == Decimal("1234")
    assert read_decimal("$ 1,200", ".") == Decimal("1200")
    assert read_decimal("$ 1,200", ",") == Decimal("1.2")


@pytest.mark.parametrize(
    ("text", "sign"),
    [("1,5", "."), ("1.5", ","), ("0.123", ","), ("1.234,5", "."), ("1,234.5", ",")],
)
def test_a_number_with_the_other_sign_is_refused(text: str, sign) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_decimal(text, sign)
    assert caught.value.code == "other_decimal_sign"
    assert caught.value.params == {"text": text, "decimal_sign": sign}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("12%", "percentage"),
        ("abc", "not_a_number"),
        ("$", "not_a_number"),
        ("--5", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("(5", "not_a_number"),
        ("5 kg", "not_a_number"),
        ("1 23", "not_a_number"),
        ("1,23,456", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1_000", "not_a_number"),
        ("٣", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e999", "number_too_long"),
        ("9" * 41, "number_too_long"),
        ("2024-12-31", "not_a_number"),
    ],
)
def test_what_is_no_number_says_so(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_decimal(text)
    assert (caught.value.code, caught.value.text) == (code, text)


@patient
@given(st.text(alphabet="0123456789.,' -()$€%eE\u00a0", max_size=30))
def test_any_text_is_a_number_or_a_problem(text: str) -> None:
    for sign in (None, ".", ","):
        with suppress(ValueProblem):
            assert read_decimal(text, sign).is_finite()


@pytest.mark.parametrize("region", REGIONS)
@patient
@given(amount=AMOUNTS)
def test_every_region_reads_its_own_numbers(region: str, amount: Decimal) -> None:
    sign = get_decimal_symbol(region)
    assert read_decimal(format_decimal(amount, locale=region), sign) == amount
    currency = format_currency(amount, "USD", locale=region)
    assert read_decimal(currency, sign) == amount


@pytest.mark.parametrize("region", REGIONS)
@patient
@given(amounts=st.lists(AMOUNTS, min_size=1))
def test_a_column_never_says_the_wrong_sign(region: str, amounts: list[Decimal]) -> None:
    samples = [format_decimal(amount, locale=region) for amount in amounts]
    sign = get_decimal_symbol(region)
    assert guess_decimal_sign(samples) in {None, sign}
    assert guess_decimal_sign([*samples, format_decimal(Decimal("0.5"), locale=region)]) == sign


def test_a_silent_or_contradicting_column_says_nothing() -> None:
    assert guess_decimal_sign(["1.234", "5", "", "x"]) is None
    assert guess_decimal_sign(["1.5", "1,5"]) is None
    assert guess_decimal_sign(["1.234", "€ 9,90"]) == ","


@pytest.mark.parametrize("text", ["sí", "SI", "Yes", " true ", "VERDADERO", "1", "x", "X", "✓"])
def test_yes_is_understood(text: str) -> None:
    assert read_bool(text) is True


@pytest.mark.parametrize("text", ["no", "NO", "False", "FALSO", "0", "n"])
def test_no_is_understood(text: str) -> None:
    assert read_bool(text) is False


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("maybe", "not_a_boolean"), ("2", "not_a_boolean")]
)
def test_neither_yes_nor_no_says_so(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_bool(text)
    assert caught.value.code == code
