"""Tests of the calling rules and public holidays in the country packs."""

from datetime import date, time

import pytest

from salesforce_lite.countries import COUNTRY_CODES, HolidayRule, country_pack, easter


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
        if "easter" in one.rule or "monday" in one.rule
    ]
    found = []
    for year in (2026, 2027):
        days = sorted(one.day_in(year) for one in rules)
        found.append(f"{year}: " + " ".join(f"{day:%m-%d}" for day in days))
    assert tuple(found) == MOVING[country]


@pytest.mark.parametrize("country", COUNTRY_CODES)
def test_every_rule_can_be_read_and_has_a_source(country: str) -> None:
    rules = country_pack(country).calling
    days = [rule.day_in(2027) for rule in rules.holidays]
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
