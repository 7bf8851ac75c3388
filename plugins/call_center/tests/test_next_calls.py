"""Whom a list calls next where most of it sleeps, and when, where nobody may be called now."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.testing import Records, Trial

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
# A Wednesday, 10:00 in Madrid, 02:00 in Mexico City.
MORNING = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
NINE_IN_MEXICO = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(MORNING)
    plugin.enable()


def someone(records: Records, place: int, country: str) -> Any:
    number = f"+34911{place:06d}" if country == "ES" else f"+5255{place:08d}"
    return records.customer(
        name=f"{country} {place}",
        phones=(PhoneNumber(number, number),),
        addresses=(PostalAddress(city="", country=country),),
    )


def campaign(plugin: Trial, *lists: tuple[int, list[Any]]) -> Any:
    """Each list with its priority."""
    campaigns = plugin.module("campaigns")
    with plugin.working("admin") as uow:
        made = campaigns.add_campaign(uow, name="Mayo", purpose="service")
        for priority, customers in lists:
            ids = [one.id for one in customers]
            campaigns.add_members(uow, made.id, ids, priority=priority)
        return made.id


def take(plugin: Trial, campaign_id: Any, by: str = "admin") -> Any:
    with plugin.working(by) as uow:
        return plugin.module("next_calls").next_call(uow, campaign_id)


def later(plugin: Trial, campaign_id: Any, by: str = "admin") -> datetime:
    with pytest.raises(plugin.module("errors").CalledLaterError) as nobody:
        take(plugin, campaign_id, by)
    found: datetime = nobody.value.params["when"]
    return found


def test_who_is_awake_is_found_behind_more_who_sleep_than_are_read_at_once(
    plugin: Trial, records: Records
) -> None:
    asleep = [someone(records, place, "MX") for place in range(60)]
    awake = someone(records, 1, "ES")
    campaign_id = campaign(plugin, (1, asleep), (5, [awake]))
    assert take(plugin, campaign_id).customer.id == awake.id


def test_who_sleeps_is_put_off_at_once_and_found_again_in_the_morning(
    plugin: Trial, records: Records, at: At
) -> None:
    asleep = [someone(records, place, "MX") for place in range(60)]
    campaign_id = campaign(plugin, (1, asleep))
    with plugin.working("admin") as uow:
        assert plugin.module("next_calls").find_next_call(uow, campaign_id) is None
    member = plugin.module("desk_model").Member
    with plugin.reading() as uow:
        assert {one.next_at for one in uow.session.query(member)} == {NINE_IN_MEXICO}
    at(NINE_IN_MEXICO - timedelta(minutes=1))
    assert later(plugin, campaign_id) == NINE_IN_MEXICO
    at(NINE_IN_MEXICO)
    assert take(plugin, campaign_id).customer.id in {one.id for one in asleep}


def test_what_others_hold_is_told_as_when_it_may_be_free(plugin: Trial, records: Records) -> None:
    campaign_id = campaign(plugin, (1, [someone(records, 1, "ES")]))
    take(plugin, campaign_id, "manager")
    assert later(plugin, campaign_id) == MORNING + timedelta(minutes=30)


def test_a_retry_in_the_evening_is_told_for_the_next_morning(
    plugin: Trial, records: Records, at: At
) -> None:
    campaign_id = campaign(plugin, (1, [someone(records, 1, "ES")]))
    # 19:30 in Madrid; two hours later nobody may be called any more.
    at(datetime(2026, 5, 20, 17, 30, tzinfo=UTC))
    member = take(plugin, campaign_id).member
    log = plugin.module("call_log")
    with plugin.working("admin") as uow:
        said = log.CallSaid(
            direction="out",
            disposition="no_answer",
            number=member.number,
            customer_id=member.customer_id,
        )
        call = log.log_call(uow, said)
        plugin.module("campaigns").settle_member(uow, member.id, call)
    assert later(plugin, campaign_id) == datetime(2026, 5, 21, 7, 0, tzinfo=UTC)


def test_a_list_that_is_done_has_no_hour(plugin: Trial) -> None:
    campaign_id = campaign(plugin)
    with pytest.raises(plugin.module("errors").NothingToCallError) as nobody:
        take(plugin, campaign_id)
    assert nobody.type is plugin.module("errors").NothingToCallError


def test_a_held_one_stays_first_however_many_are_before_it(plugin: Trial, records: Records) -> None:
    mine = someone(records, 1, "ES")
    campaign_id = campaign(plugin, (9, [mine]))
    taken = take(plugin, campaign_id).member
    with plugin.working("admin") as uow:
        others = [someone(records, place, "ES").id for place in range(2, 60)]
        plugin.module("campaigns").add_members(uow, campaign_id, others, priority=1)
    assert take(plugin, campaign_id).member.id == taken.id


def test_the_page_says_when_by_the_readers_clock(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    campaign_id = campaign(plugin, (1, [someone(records, 1, "MX")]))
    browser = client_of("admin")
    answer = browser.post(
        f"/x/call_center/campaigns/{campaign_id}/next", follow_redirects=True
    ).get_data(as_text=True)
    said = re.search(r"Nobody on this list may be called now. The next call is at ([^<]+)", answer)
    with plugin.working("admin") as uow:
        hour = NINE_IN_MEXICO.astimezone(ZoneInfo(uow.actor.zone)).strftime("%-I:%M")
    assert said is not None
    assert hour in said[1]
