"""Each formula of the reports against a figure reckoned by hand, teams, and days of 23 and 25
hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber
from salesforce_lite.team import create_team, set_members
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, event, give_line, tell

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
DAY = date(2026, 5, 20)
# Seconds until somebody answered or nobody did, and until the end; a day of eight calls.
OF_A_DAY = ((0, 60), (20, 140), (21, 81), (90, 390), (None, 9), (None, 10), (None, 20), (None, 21))


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(hours=2))
    plugin.enable()


def arrive(plugin: Trial, key: str, begins: datetime, answered: int | None, ended: int) -> None:
    receiving = plugin.module("receiving")
    told = [event(plugin, "offered", at=begins, direction="in", number=NUMBER, key=f"{key}1")]
    if answered is not None:
        moment = begins + timedelta(seconds=answered)
        told.append(event(plugin, "answered", at=moment, key=f"{key}2"))
    told.append(event(plugin, "ended", at=begins + timedelta(seconds=ended), key=f"{key}3"))
    with plugin.operating() as uow:
        said = [receiving.Told(call_key=key, event=one, payload={}) for one in told]
        receiving.receive(uow, "generic", said)


def figures(plugin: Trial, first: date = DAY, last: date = DAY, **more: Any) -> Any:
    with plugin.working("admin") as uow:
        return plugin.module("reports").figures(uow, first, last, **more)


def by(plugin: Trial, dimension: str, first: date = DAY, last: date = DAY) -> dict[Any, Any]:
    with plugin.working("admin") as uow:
        return dict(plugin.module("reports").figures_by(uow, dimension, first, last))


def in_zone(plugin: Trial, zone: str) -> None:
    with plugin.operating() as uow:
        get_company(uow).zone = zone


@pytest.fixture
def a_day(plugin: Trial) -> Any:
    for place, (answered, ended) in enumerate(OF_A_DAY):
        arrive(plugin, f"c{place}", NOON + timedelta(seconds=place * 600), answered, ended)
    return figures(plugin)


def test_offered_handled_and_abandoned(a_day: Any) -> None:
    assert (a_day.offered, a_day.handled, a_day.abandoned) == (8, 4, 4)


def test_the_abandon_rate_is_of_the_offered(a_day: Any) -> None:
    assert a_day.abandon_rate == pytest.approx(0.5)


def test_the_adjusted_rate_leaves_out_who_waited_less_than_ten_seconds(a_day: Any) -> None:
    # One of nine seconds; the one of ten counts.
    assert a_day.abandoned_early == 1
    assert a_day.adjusted_abandon_rate == pytest.approx(3 / 7)


def test_the_service_level_has_its_two_denominators(a_day: Any) -> None:
    # After 0 and 20 seconds in time; given up after more than 20 seconds was one.
    assert a_day.service_level("offered") == pytest.approx(2 / 8)
    assert a_day.service_level("answered_and_late_abandoned") == pytest.approx(2 / 5)


def test_asa_is_of_the_answered(a_day: Any) -> None:
    assert a_day.asa_s == pytest.approx((0 + 20 + 21 + 90) / 4)


def test_aht_without_hold_and_log_is_the_talk(a_day: Any) -> None:
    assert a_day.aht_s == pytest.approx((60 + 120 + 60 + 300) / 4)


def test_nothing_is_divided_by_nothing(plugin: Trial) -> None:
    found = figures(plugin)
    shares = (found.abandon_rate, found.adjusted_abandon_rate, found.service_level("offered"))
    assert (*shares, found.asa_s, found.aht_s, found.average_acw_s) == (None,) * 6


def test_aht_is_talk_and_hold_and_wrap_up(plugin: Trial, records: Records, at: At) -> None:
    records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    give_line(plugin, "rep", "204")
    tell(
        plugin,
        [
            event(plugin, "offered", 0, direction="in", number=NUMBER),
            event(plugin, "ringing", 0, leg="b", extension="204", is_agent=True),
            event(plugin, "answered", 10, leg="b", is_agent=True),
            event(plugin, "held", 40, leg="b", is_agent=True),
            event(plugin, "resumed", 65, leg="b", is_agent=True),
            event(plugin, "ended", 130),
        ],
    )
    at(NOON + timedelta(seconds=175))
    log = plugin.module("call_log")
    with plugin.working("rep") as uow:
        said = log.CallSaid(direction="in", disposition="interested", number=NUMBER)
        log.log_call(uow, said)
    [call] = calls(plugin)
    assert (call.talk_s, call.hold_s, call.acw_s) == (95, 25, 45)
    found = figures(plugin)
    assert (found.aht_s, found.average_acw_s) == (95 + 25 + 45, 45)
    assert by(plugin, "disposition")["interested"].offered == 1


def test_outgoing_calls_are_none_of_the_offered(plugin: Trial, records: Records) -> None:
    log, customer = plugin.module("call_log"), records.customer()
    with plugin.working("manager") as uow:
        for disposition in ("interested", "interested", "no_answer"):
            said = log.CallSaid(
                direction="out",
                disposition=disposition,
                customer_id=customer.id,
                started_at=NOON,
                seconds=30,
            )
            log.log_call(uow, said)
    found = figures(plugin)
    assert (found.offered, found.outgoing, found.reached) == (0, 3, 2)
    assert {key: one.outgoing for key, one in by(plugin, "disposition").items()} == {
        "interested": 2,
        "no_answer": 1,
    }


def log_on_days(plugin: Trial, at: At, customer_id: UUID, said: list[tuple[float, str]]) -> None:
    """Days after 1 May, and the direction."""
    log = plugin.module("call_log")
    for days, direction in said:
        at(datetime(2026, 5, 1, 10, 0, tzinfo=UTC) + timedelta(days=days))
        with plugin.working("manager") as uow:
            one = log.CallSaid(
                direction=direction, disposition="service_question", customer_id=customer_id
            )
            log.log_call(uow, one)
    at(datetime(2026, 7, 1, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "cases", "resolved"),
    [
        ([(0, "in")], 1, 1),
        # Three calls with less than a week between them are one case.
        ([(0, "in"), (5, "in"), (10, "in")], 1, 0),
        ([(0, "in"), (7, "in")], 1, 0),
        ([(0, "in"), (7.01, "in")], 2, 2),
        # What the company calls is no contact of the customer.
        ([(0, "in"), (1, "out")], 1, 1),
        ([(0, "in"), (1, "in"), (20, "in")], 2, 1),
    ],
)
def test_fcr_is_of_cases(
    plugin: Trial,
    records: Records,
    at: At,
    said: list[tuple[float, str]],
    cases: int,
    resolved: int,
) -> None:
    log_on_days(plugin, at, records.customer().id, said)
    with plugin.working("manager") as uow:
        found = plugin.module("reports").resolution(uow, date(2026, 5, 1), date(2026, 6, 30))
    assert (found.cases, found.resolved) == (cases, resolved)


def test_a_case_whose_week_is_not_over_is_not_counted(
    plugin: Trial, records: Records, at: At
) -> None:
    log_on_days(plugin, at, records.customer().id, [(0, "in")])
    at(datetime(2026, 5, 8, 9, 59, tzinfo=UTC))
    with plugin.working("manager") as uow:
        found = plugin.module("reports").resolution(uow, date(2026, 5, 1), date(2026, 5, 31))
    assert (found.cases, found.rate) == (0, None)


@pytest.fixture
def teams(plugin: Trial) -> tuple[UUID, UUID]:
    """The desks 204 and 205 are of one team, 206 is of another one."""
    ours = [give_line(plugin, "rep", "204"), give_line(plugin, "manager", "205")]
    theirs = give_line(plugin, "admin", "206")
    with plugin.operating() as uow:
        first, second = create_team(uow, "Mesa"), create_team(uow, "Otra")
        set_members(uow, first.id, ours)
        set_members(uow, second.id, [theirs])
        uow.session.flush()
        return first.id, second.id


def ring(plugin: Trial, *lines: str, answered: str = "") -> None:
    told = [event(plugin, "offered", 0, direction="in", number=NUMBER)]
    for line in lines:
        told.append(event(plugin, "ringing", 1, leg=line, extension=line, is_agent=True))
    if answered:
        told.append(event(plugin, "answered", 5, leg=answered, is_agent=True))
    tell(plugin, [*told, event(plugin, "ended", 40)])


def test_what_rings_at_several_desks_of_a_team_is_offered_to_it_once(
    plugin: Trial, teams: tuple[UUID, UUID]
) -> None:
    ring(plugin, "204", "205")
    first, second = (figures(plugin, team_id=one) for one in teams)
    assert (first.offered, first.abandoned) == (1, 1)
    assert second.offered == 0
    assert figures(plugin).offered == 1


def test_what_rings_at_desks_of_two_teams_is_of_whoever_takes_it(
    plugin: Trial, teams: tuple[UUID, UUID]
) -> None:
    ring(plugin, "204", "206", answered="206")
    found = by(plugin, "team")
    assert [found[one].offered for one in teams] == [0, 1]


def test_what_rings_at_desks_of_two_teams_and_nobody_takes_is_of_both(
    plugin: Trial, teams: tuple[UUID, UUID]
) -> None:
    ring(plugin, "204", "206")
    found = by(plugin, "team")
    assert [found[one].abandoned for one in teams] == [1, 1]
    assert figures(plugin).abandoned == 1


def test_the_page_has_a_row_for_each_team(
    plugin: Trial, teams: tuple[UUID, UUID], client_of: ClientOf
) -> None:
    ring(plugin, "204", "205")
    page = client_of("manager").get(f"/x/call_center/reports?by=team&from={DAY}&until={DAY}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert '<td class="sl-main-cell">Mesa</td>' in text


@pytest.mark.parametrize(
    ("zone", "moment", "day", "hour"),
    [
        # The hour from 2 to 3 comes twice in Madrid, and both are the hour 2 of that day.
        ("Europe/Madrid", "2026-10-25T00:30+00:00", "2026-10-25", 2),
        ("Europe/Madrid", "2026-10-25T01:30+00:00", "2026-10-25", 2),
        ("Europe/Madrid", "2026-10-25T22:59:59+00:00", "2026-10-25", 23),
        ("Europe/Madrid", "2026-10-25T23:00+00:00", "2026-10-26", 0),
        # The day of 23 hours: after 1:59 comes 3:00.
        ("Europe/Madrid", "2026-03-29T00:59:59+00:00", "2026-03-29", 1),
        ("Europe/Madrid", "2026-03-29T01:00+00:00", "2026-03-29", 3),
        # In Santiago midnight itself is skipped, and the hour before it comes twice.
        ("America/Santiago", "2026-09-06T03:59:59+00:00", "2026-09-05", 23),
        ("America/Santiago", "2026-09-06T04:00+00:00", "2026-09-06", 1),
        ("America/Santiago", "2026-04-05T02:30+00:00", "2026-04-04", 23),
        ("America/Santiago", "2026-04-05T03:30+00:00", "2026-04-04", 23),
        ("America/Santiago", "2026-04-05T04:00+00:00", "2026-04-05", 0),
        # Clocks that are half an hour off, and a quarter more.
        ("Asia/Kolkata", "2026-05-19T18:29:59+00:00", "2026-05-19", 23),
        ("Asia/Kolkata", "2026-05-19T18:30+00:00", "2026-05-20", 0),
        ("America/St_Johns", "2026-05-20T02:29:59+00:00", "2026-05-19", 23),
        ("America/St_Johns", "2026-05-20T03:29:59+00:00", "2026-05-20", 0),
        ("Asia/Kathmandu", "2026-05-20T18:14:59+00:00", "2026-05-20", 23),
    ],
)
def test_a_call_is_of_the_day_and_hour_of_the_companys_clock(
    plugin: Trial, at: At, zone: str, moment: str, day: str, hour: int
) -> None:
    in_zone(plugin, zone)
    begins, its_day = datetime.fromisoformat(moment), date.fromisoformat(day)
    at(begins + timedelta(hours=1))
    arrive(plugin, "c", begins, 5, 65)
    assert list(by(plugin, "hour", its_day, its_day)) == [hour]
    for other in (its_day - timedelta(days=1), its_day + timedelta(days=1)):
        assert figures(plugin, other, other).offered == 0
