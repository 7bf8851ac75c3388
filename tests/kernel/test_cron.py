"""Times that come again: all five fields, and the two nights on which the clock is changed."""

from datetime import UTC, datetime, timedelta

import pytest

from salesforce_lite.kernel.cron import Cron, WrongScheduleError


def times(expression: str, start: str, count: int, zone: str = "UTC") -> list[str]:
    """The next times after the start, as they are written in UTC."""
    cron, moment, found = Cron(expression, zone), datetime.fromisoformat(start + "+00:00"), []
    for _ in range(count):
        moment = cron.after(moment)
        found.append(moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M"))
    return found


@pytest.mark.parametrize(
    ("expression", "start", "found"),
    [
        ("* * * * *", "2026-01-01 00:00", ["2026-01-01 00:01", "2026-01-01 00:02"]),
        ("*/20 * * * *", "2026-01-01 00:30", ["2026-01-01 00:40", "2026-01-01 01:00"]),
        ("5/20 7 * * *", "2026-01-01 00:00", ["2026-01-01 07:05", "2026-01-01 07:25"]),
        ("30 7,19 * * *", "2026-01-01 08:00", ["2026-01-01 19:30", "2026-01-02 07:30"]),
        ("0 9 * * mon-fri", "2026-01-02 09:00", ["2026-01-05 09:00", "2026-01-06 09:00"]),
        ("0 0 1 jan,JUL *", "2026-01-01 00:00", ["2026-07-01 00:00", "2027-01-01 00:00"]),
        ("0 0 * * 7", "2026-01-01 00:00", ["2026-01-04 00:00", "2026-01-11 00:00"]),
        ("0 0 * * 0", "2026-01-01 00:00", ["2026-01-04 00:00", "2026-01-11 00:00"]),
        ("0 0 29 2 *", "2026-01-01 00:00", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("0 0 31 * *", "2026-01-31 00:00", ["2026-03-31 00:00", "2026-05-31 00:00"]),
        # Either of the two, when both are restricted; both, when one of them begins with a star.
        ("0 0 13 * fri", "2026-01-10 00:00", ["2026-01-13 00:00", "2026-01-16 00:00"]),
        ("0 0 */2 * fri", "2026-01-01 00:00", ["2026-01-09 00:00", "2026-01-23 00:00"]),
    ],
)
def test_the_fields_say_when(expression, start, found) -> None:
    assert times(expression, start, len(found)) == found


@pytest.mark.parametrize(
    "expression",
    [
        *("", "* * * *", "* * * * * *", "@daily", "60 * * * *", "* 24 * * *", "* * 0 * *"),
        *("* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *", "*-5 * * * *", "1,,2 * * * *"),
        *(
            "* * * may-x *",
            "-1 * * * *",
            "1.5 * * * *",
            "0 0 31 2 *",
            "0 0 31 4,6,9,11 *",
            "² * * * *",
        ),
    ],
)
def test_what_is_no_time_is_refused(expression) -> None:
    with pytest.raises(WrongScheduleError):
        Cron(expression)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(WrongScheduleError, match="Madird"):
        Cron("0 9 * * *", "Europe/Madird")


def test_it_is_the_time_of_the_zone() -> None:
    assert times("0 9 * * *", "2026-01-01 00:00", 1, "Europe/Madrid") == ["2026-01-01 08:00"]
    assert times("0 9 * * *", "2026-07-01 00:00", 1, "Europe/Madrid") == ["2026-07-01 07:00"]
    # There it is still the day before.
    assert times("0 22 1 * *", "2026-01-02 00:00", 1, "America/Bogota") == ["2026-01-02 03:00"]


def test_a_time_in_the_gap_of_spring_comes_at_its_end() -> None:
    # On 29 March 2026, 02:00 in Madrid is 03:00 at once.
    found = times("30 2 * * *", "2026-03-27 12:00", 4, "Europe/Madrid")
    assert found == ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30", "2026-03-31 00:30"]


def test_two_times_in_one_gap_are_one() -> None:
    found = times("15,45 2,3 29 3 *", "2026-01-01 00:00", 4, "Europe/Madrid")
    assert found == ["2026-03-29 01:00", "2026-03-29 01:15", "2026-03-29 01:45", "2027-03-29 00:15"]


def test_a_gap_at_midnight_hides_no_day() -> None:
    # In Santiago the clock goes from 24:00 on Saturday 5 September 2026 to 01:00 on Sunday.
    found = times("0 0 6 9 *", "2026-01-01 00:00", 1, "America/Santiago")
    assert found == ["2026-09-06 04:00"]
    found = times("*/30 * 6 9 *", "2026-09-06 03:59", 2, "America/Santiago")
    assert found == ["2026-09-06 04:00", "2026-09-06 04:30"]


def test_a_named_hour_that_comes_twice_in_autumn_counts_once() -> None:
    # On 25 October 2026, 03:00 in Madrid is 02:00 again.
    found = times("30 2 * * *", "2026-10-24 12:00", 2, "Europe/Madrid")
    assert found == ["2026-10-25 00:30", "2026-10-26 01:30"]


def test_every_hour_goes_on_through_both_nights() -> None:
    for night in ("2026-10-25 00:00", "2026-03-29 00:00"):
        start = datetime.fromisoformat(night + "+00:00")
        wanted = [(start + timedelta(hours=n)).strftime("%Y-%m-%d %H:%M") for n in (1, 2, 3)]
        assert times("0 * * * *", night, 3, "Europe/Madrid") == wanted


def test_every_two_hours_are_those_of_the_clock() -> None:
    found = times("0 */2 * * *", "2026-10-24 23:00", 3, "Europe/Madrid")
    # 02:00 comes twice.
    assert found == ["2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 03:00"]
