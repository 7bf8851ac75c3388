"""Hours as people type them: zones, clocks that jump, and where something happened."""

from datetime import UTC, date, datetime, time

import pytest

from salesforce_lite.activities import moment_of, zone_of_place
from salesforce_lite.activities.places import a_day_later, day_bounds, same_clock
from salesforce_lite.kernel.errors import InvalidInputError

MADRID = "Europe/Madrid"


def test_an_hour_is_that_of_the_zone():
    at = moment_of(date(2026, 11, 20), time(18, 30), "America/Monterrey")
    assert at == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


def test_a_day_without_an_hour_is_due_when_it_ends():
    assert moment_of(date(2026, 7, 1), None, MADRID) == datetime(2026, 7, 1, 21, 59, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_refused_with_its_field():
    with pytest.raises(InvalidInputError) as refused:
        moment_of(date(2026, 3, 29), time(2, 30), MADRID, field="next_time")
    assert set(refused.value.fields) == {"next_time"}


def test_an_hour_that_comes_twice_is_the_first():
    at = moment_of(date(2026, 10, 25), time(2, 30), MADRID)
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_that_some_clocks_cannot_show_is_refused(day):
    with pytest.raises(InvalidInputError) as refused:
        moment_of(day, time(12, 0), MADRID)
    assert set(refused.value.fields) == {"time"}


def test_tomorrow_keeps_the_hour_of_the_clock_over_a_change_of_time():
    saturday = moment_of(date(2026, 3, 28), time(10, 0), MADRID)
    later = a_day_later(saturday, now=saturday, zone=MADRID)
    assert later == moment_of(date(2026, 3, 29), time(10, 0), MADRID)
    assert (later - saturday).total_seconds() == 23 * 3600


def test_what_is_long_overdue_moves_to_tomorrow_not_to_the_past():
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    old = moment_of(date(2026, 1, 5), time(9, 0), MADRID)
    assert a_day_later(old, now=now, zone=MADRID) == moment_of(
        date(2026, 11, 21), time(9, 0), MADRID
    )


def test_a_day_of_23_hours_has_its_own_bounds():
    start, end = day_bounds(date(2026, 3, 29), MADRID)
    assert (end - start).total_seconds() == 23 * 3600


@pytest.mark.parametrize(
    ("country", "person", "place"),
    [
        ("MX", "America/Monterrey", "America/Monterrey"),
        ("MX", MADRID, "America/Mexico_City"),
        ("ES", "America/Lima", MADRID),
        ("", MADRID, MADRID),
        ("DE", MADRID, MADRID),
    ],
)
def test_a_visit_happens_in_the_zone_of_the_customers_country(country, person, place):
    assert zone_of_place(country, person) == place


def test_clocks_are_compared_at_the_moment():
    winter = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    assert same_clock(winter, "America/Monterrey", "America/Mexico_City")
    assert not same_clock(winter, "America/Monterrey", MADRID)
