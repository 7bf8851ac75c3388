"""Tests of the calling rules and public holidays in the country packs."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from salesforce_lite.countries import COUNTRY_CODES, HolidayRule, country_pack, easter
from salesforce_lite.countries.calling import june_solstice


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05")]
)
def test_easter_is_where_the_calendar_has_it(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("05-01", "2026-05-01"),
        ("easter-2", "2026-04-03"),
        ("01-06 monday", "2026-01-12"),
        ("02 1. monday", "2026-02-02"),
        # A Wednesday goes back, a Thursday and a Friday go on, a Saturday stays.
        ("06-17 nearest-monday", "2026-06-15"),
        ("06-18 nearest-monday", "2026-06-22"),
        ("06-20 nearest-monday", "2026-06-20"),
        ("06-15 nearest-monday", "2026-06-15"),
        # A Thursday goes back to the Monday of its week, a Friday goes on, a Sunday stays.
        ("06-18 week-monday", "2026-06-15"),
        ("06-19 week-monday", "2026-06-22"),
        ("06-21 week-monday", "2026-06-21"),
    ],
)
def test_a_holiday_falls_by_its_rule(rule: str, day: str) -> None:
    assert HolidayRule(rule).day_in(2026) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("CO", "2026-01-12"),
        ("CO", "2026-06-08"),
        ("AR", "2026-06-15"),
        ("MX", "2026-11-16"),
        ("PE", "2026-07-28"),
        ("CL", "2026-09-18"),
        ("ES", "2026-10-12"),
    ],
)
def test_a_country_has_its_holidays(country: str, day: str) -> None:
    assert country_pack(country).calling.is_holiday(date.fromisoformat(day))
    assert not country_pack(country).calling.is_holiday(date(2026, 11, 24))


# Month-day of those that move, as the calendars of both years have them.
MOVING = {
    "ES": ("2026: 04-03", "2027: 03-26"),
    "MX": ("2026: 02-02 03-16 11-16", "2027: 02-01 03-15 11-15"),
    "AR": (
        "2026: 02-16 02-17 04-03 06-15 08-17 10-12 11-23",
        "2027: 02-08 02-09 03-26 06-21 08-16 10-11 11-20",
    ),
    "CL": ("2026: 04-03 04-04 06-29 10-12", "2027: 03-26 03-27 06-28 10-11"),
    "CO": (
        "2026: 01-12 03-23 04-02 04-03 05-18 06-08 06-15 06-29 08-17 10-12 11-02 11-16",
        "2027: 01-11 03-22 03-25 03-26 05-10 05-31 06-07 07-05 08-16 10-18 11-01 11-15",
    ),
    "PE": ("2026: 04-02 04-03", "2027: 03-25 03-26"),
}


@pytest.mark.parametrize("country", COUNTRY_CODES)
def test_holidays_that_move_fall_where_the_calendars_of_two_years_have_them(country: str) -> None:
    rules = [
        one
        for one in country_pack(country).calling.holidays
        if " only" not in one.rule and ("easter" in one.rule or "monday" in one.rule)
    ]
    found = []
    for year in (2026, 2027):
        days = sorted(day for one in rules if (day := one.day_in(year)))
        found.append(f"{year}: " + " ".join(f"{day:%m-%d}" for day in days))
    assert tuple(found) == MOVING[country]


# All public holidays of a whole year, as the official calendars have them (elections apart).
CHILE = {
    2023: "01-01 01-02 04-07 04-08 05-01 05-21 06-21 06-26 07-16 08-15 09-18 09-19 10-09 10-27 "
    "11-01 12-08 12-25",
    2024: "01-01 03-29 03-30 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 09-20 10-12 10-31 "
    "11-01 12-08 12-25",
    2025: "01-01 04-18 04-19 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 "
    "12-08 12-25",
    2026: "01-01 04-03 04-04 05-01 05-21 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 "
    "12-08 12-25",
    2027: "01-01 03-26 03-27 05-01 05-21 06-21 06-28 07-16 08-15 09-17 09-18 09-19 10-11 10-31 "
    "11-01 12-08 12-25",
    2028: "01-01 04-14 04-15 05-01 05-21 06-20 06-26 07-16 08-15 09-18 09-19 10-09 10-27 11-01 "
    "12-08 12-25",
}
SPAIN = {
    2024: "01-01 01-06 03-29 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
    2025: "01-01 01-06 04-18 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
    2026: "01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
    2027: "01-01 01-06 03-26 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
    2028: "01-01 01-06 04-14 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
}


@pytest.mark.parametrize(
    ("country", "year", "days"),
    [
        (country, year, days)
        for country, years in (("CL", CHILE), ("ES", SPAIN))
        for year, days in years.items()
    ],
)
def test_a_year_has_the_holidays_of_the_official_calendar(
    country: str, year: int, days: str
) -> None:
    rules = country_pack(country).calling
    every_day = (date(year, 1, 1) + timedelta(days=place) for place in range(366))
    found = [day for day in every_day if day.year == year and rules.is_holiday(day)]
    assert " ".join(f"{day:%m-%d}" for day in found) == days


@pytest.mark.parametrize(
    ("year", "day"),
    [
        # A Tuesday goes back to the Friday, a Wednesday on to it, the others stay.
        (2017, "2017-10-27"),
        (2018, "2018-11-02"),
        (2019, "2019-10-31"),
        (2020, "2020-10-31"),
    ],
)
def test_the_day_of_the_reformation_moves_to_a_friday(year: int, day: str) -> None:
    assert HolidayRule("10-31 bridge-friday").day_in(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("year", "moment"),
    [
        (2024, "2024-06-20T20:51"),
        (2025, "2025-06-21T02:42"),
        (2026, "2026-06-21T08:24"),
        (2027, "2027-06-21T14:11"),
        (2028, "2028-06-20T20:02"),
    ],
)
def test_the_june_solstice_is_where_the_almanacs_have_it(year: int, moment: str) -> None:
    published = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert abs(june_solstice(year) - published) < timedelta(minutes=16)


def test_no_solstice_until_2040_is_so_near_to_midnight_that_minutes_decide_the_day() -> None:
    for year in range(2021, 2041):
        moment = june_solstice(year).astimezone(ZoneInfo("America/Santiago"))
        after_midnight = timedelta(hours=moment.hour, minutes=moment.minute)
        assert timedelta(minutes=30) < after_midnight < timedelta(hours=23, minutes=30), year


@pytest.mark.parametrize("country", COUNTRY_CODES)
def test_every_rule_can_be_read_and_has_a_source(country: str) -> None:
    rules = country_pack(country).calling
    days = [day for rule in rules.holidays if (day := rule.day_in(2027))]
    assert len(set(days)) == len(days) > 5
    assert rules.source
    assert [one for one in rules.exclusion_lists if one.source]
    assert all(hours.begins < hours.ends for hours in rules.hours)


@pytest.mark.parametrize(
    ("country", "purpose", "number", "is_agreed", "is_allowed"),
    [
        # Orden TDF/149/2025: no mobile number sells or serves; one that is not named is the line's.
        ("ES", "commercial", "+34911234567", True, True),
        ("ES", "commercial", "+34900100200", True, True),
        ("ES", "commercial", "+34612345678", True, False),
        ("ES", "service", "+34712345678", True, False),
        ("ES", "commercial", "", True, True),
        # Resolución Exenta 286 de 2025: 809 for anybody, 600 for who has agreed, nothing else.
        ("CL", "commercial", "+568091234567", False, True),
        ("CL", "commercial", "+566001234567", True, True),
        ("CL", "commercial", "+566001234567", False, False),
        ("CL", "commercial", "+56221234567", True, False),
        ("CL", "commercial", "", True, False),
    ],
)
def test_a_number_may_be_shown_as_the_country_says(
    country: str, purpose: str, number: str, is_agreed: bool, is_allowed: bool
) -> None:
    rule = country_pack(country).calling.caller_number_rule(purpose)
    assert rule is not None
    assert rule.must_be_shown
    assert rule.source
    assert rule.permits(number, is_agreed=is_agreed) == is_allowed


def test_where_no_source_says_which_numbers_may_be_shown_no_rule_is_made_up() -> None:
    assert country_pack("CL").calling.caller_number_rule("service") is None
    assert country_pack("MX").calling.caller_number_rule("commercial") is None


def test_spain_and_colombia_state_their_hours() -> None:
    spain = {one.weekday: (one.begins, one.ends) for one in country_pack("ES").calling.hours}
    colombia = {one.weekday: (one.begins, one.ends) for one in country_pack("CO").calling.hours}
    assert spain == dict.fromkeys(range(5), (time(9), time(21)))
    assert colombia == {**dict.fromkeys(range(5), (time(7), time(19))), 5: (time(8), time(15))}
