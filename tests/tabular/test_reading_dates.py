"""Dates and moments as the six regions and their programs write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesforce_lite.tabular import (
    AmbiguousDate,
    ValueProblem,
    guess_date_order,
    read_date,
    read_datetime,
)

# A busy machine is no fault of the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

REGIONS = ["es_ES", "es_MX", "es_AR", "es_CL", "es_CO", "es_PE", "en_US", "en_GB"]
LAST_DAY = date(2024, 12, 31)
MADRID = ZoneInfo("Europe/Madrid")
# Two digits of a year mean these hundred years.
DAYS = st.dates(date(1969, 1, 1), date(2068, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-31",
        "2024/12/31",
        "20241231",
        "31/12/2024",
        "12/31/2024",
        "31.12.2024",
        "31-12-24",
        "31-dic-2024",
        "31 dic. 2024",
        "31-DEC-24",
        "Dec 31 2024",
        "Dec 31, 2024",
        "December 31st, 2024",
        "31 de diciembre de 2024",
        "martes, 31 de diciembre de 2024",
        "mar 31 dic 2024",
        "Tue, 31 Dec 2024",
        "2024-12-31 00:00:00",
        "2024-12-31T23:59:59.999Z",
        "12/31/2024 2:30 PM",
        " 31/12/2024 ",
    ],
)
def test_clear_dates_are_read_as_written(text: str) -> None:
    assert read_date(text) == LAST_DAY


def test_a_date_that_could_be_two_is_not_guessed() -> None:
    with pytest.raises(AmbiguousDate) as caught:
        read_date("03/04/2024")
    assert (caught.value.code, caught.value.text) == ("ambiguous_date", "03/04/2024")
    assert read_date("04/04/2024") == date(2024, 4, 4)


def test_the_known_order_settles_it_and_is_kept() -> None:
    assert read_date("03/04/2024", "dmy") == date(2024, 4, 3)
    assert read_date("03/04/2024", "mdy") == date(2024, 3, 4)
    assert read_date("24/12/31", "ymd") == LAST_DAY
    with pytest.raises(ValueProblem) as caught:
        read_date("12/31/2024", "dmy")
    assert caught.value.code == "other_date_order"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("2024-02-30", "impossible_date"),
        ("31/02/2024", "impossible_date"),
        ("13/13/2024", "impossible_date"),
        ("0000-01-01", "impossible_date"),
        ("99/99/9999", "impossible_date"),
        ("45292", "not_a_date"),
        ("3/4", "not_a_date"),
        ("1/1/1", "not_a_date"),
        ("mayo 2024", "not_a_date"),
        ("31 foo 2024", "not_a_date"),
        ("yesterday", "not_a_date"),
        ("٣١/١٢/٢٠٢٤", "not_a_date"),
        ("31/12/2024 25:00", "not_a_time"),
    ],
)
def test_what_is_no_date_says_so(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_date(text)
    assert (caught.value.code, caught.value.text) == (code, text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-03-15T22:12:22.000+0000", datetime(2020, 3, 15, 22, 12, 22, tzinfo=UTC)),
        ("2024-08-14T11:37:45.65+00:00", datetime(2024, 8, 14, 11, 37, 45, 650000, tzinfo=UTC)),
        ("2024-12-31T10:00:00.123456789Z", datetime(2024, 12, 31, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2024-12-31 10:00:00 UTC", datetime(2024, 12, 31, 10, tzinfo=UTC)),
        (
            "2024-12-31 10:00 -05:00",
            datetime(2024, 12, 31, 10, tzinfo=timezone(-timedelta(hours=5))),
        ),
        ("2024-12-31", datetime(2024, 12, 31, tzinfo=MADRID)),
        ("31/12/2024 14:33", datetime(2024, 12, 31, 14, 33, tzinfo=MADRID)),
        ("31/12/2024, 2:33:05 p. m.", datetime(2024, 12, 31, 14, 33, 5, tzinfo=MADRID)),
        ("12/31/2024 12:05 AM", datetime(2024, 12, 31, 0, 5, tzinfo=MADRID)),
        ("31-dic-2024 9:00", datetime(2024, 12, 31, 9, tzinfo=MADRID)),
    ],
)
def test_moments_keep_their_offset_or_take_the_zone_given(text: str, moment: datetime) -> None:
    found = read_datetime(text, zone=MADRID)
    assert (found, found.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-12-31 10:00", "zone_missing"),
        ("31/12/2024 24:00Z", "not_a_time"),
        ("31/12/2024 13:00 pm Z", "not_a_time"),
        ("2024-12-31T10:00:00+99:00", "not_a_time"),
        ("03/04/2024 10:00Z", "ambiguous_date"),
        ("10:00", "not_a_date"),
    ],
)
def test_what_is_no_moment_says_so(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_datetime(text)
    assert caught.value.code == code


def test_serials_are_dates_only_when_they_come_from_a_workbook() -> None:
    assert read_date("45657", serials=True) == LAST_DAY
    assert read_datetime("45657.75", zone=UTC, serials=True) == datetime.combine(
        LAST_DAY, time(18), UTC
    )
    with pytest.raises(ValueProblem):
        read_date("45657")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("form", ["short", "medium", "long", "full"])
@patient
@given(day=DAYS)
def test_every_region_reads_its_own_dates(region: str, form, day: date) -> None:
    order = "mdy" if region == "en_US" else "dmy"
    assert read_date(format_date(day, form, locale=region), order) == day


@pytest.mark.parametrize("region", REGIONS)
@patient
@given(moment=st.builds(datetime.combine, DAYS, st.times()))
def test_every_region_reads_its_own_moments(region: str, moment: datetime) -> None:
    order = "mdy" if region == "en_US" else "dmy"
    written = format_datetime(moment, "short", locale=region)
    expected = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    assert read_datetime(written, order, UTC) == expected


@pytest.mark.parametrize("region", REGIONS)
@patient
@given(days=st.lists(DAYS))
def test_a_column_never_says_the_wrong_order(region: str, days: list[date]) -> None:
    order = "mdy" if region == "en_US" else "dmy"
    samples = [format_date(day, "short", locale=region) for day in days]
    assert guess_date_order(samples) in {None, order}
    assert guess_date_order([*samples, format_date(LAST_DAY, "short", locale=region)]) == order


def test_a_contradicting_column_says_nothing() -> None:
    assert guess_date_order(["31/12/2024", "12/31/2024"]) is None
    assert guess_date_order(["03/04/2024", "2024-12-31", ""]) is None


@patient
@given(st.text(alphabet="0123456789/-.: TZ+apmdicenov,", max_size=25))
def test_any_text_is_a_moment_or_a_problem(text: str) -> None:
    with suppress(ValueProblem):
        assert read_datetime(text, "dmy", UTC, serials=True).tzinfo
