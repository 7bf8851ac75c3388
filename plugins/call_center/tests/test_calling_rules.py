"""Who may be called when: by the customer's clock, the law of the country and what they said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Records, Trial

from .telling import NUMBER

At = Callable[[datetime], None]
# A Wednesday, 10:00 in Madrid, 02:00 in Mexico City.
MORNING = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
IN_MEXICO = (PostalAddress(city="México", country="MX"),)
IN_SPAIN = (PostalAddress(city="Madrid", country="ES"),)
CANARIES = (PostalAddress(city="Las Palmas", region="Las Palmas", country="ES"),)
IN_COLOMBIA = (PostalAddress(city="Bogotá", country="CO"),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(MORNING)
    plugin.enable()


def word(
    plugin: Trial,
    customer: Any,
    moment: datetime,
    purpose: str = "service",
    number: str = NUMBER,
) -> Any:
    permitting, rules = plugin.module("permitting"), plugin.module("calling_rules")
    with plugin.working() as uow:
        return permitting.may_call(uow, customer, number, moment, rules.Purpose(purpose))


def agree(plugin: Trial, customer: Any) -> None:
    with plugin.working() as uow:
        plugin.module("permitting").give_consent(uow, customer.id, "commercial", proof="Web")


def test_case_16_hours_are_those_of_the_customers_clock(plugin: Trial, records: Records) -> None:
    spain, mexico = records.customer(addresses=IN_SPAIN), records.customer(addresses=IN_MEXICO)
    assert word(plugin, spain, MORNING).is_allowed
    refused = word(plugin, mexico, MORNING)
    assert refused.hindrances == ("hours",)
    assert refused.zone == "America/Mexico_City"
    assert refused.next_at == datetime(2026, 5, 20, 15, 0, tzinfo=UTC)


def test_case_16_islands_have_an_hour_of_their_own(plugin: Trial, records: Records) -> None:
    islands = records.customer(addresses=CANARIES)
    early = datetime(2026, 5, 20, 7, 30, tzinfo=UTC)
    assert word(plugin, islands, early).next_at == datetime(2026, 5, 20, 8, 0, tzinfo=UTC)


def test_case_16_without_an_address_the_number_tells_the_zone(plugin: Trial) -> None:
    assert word(plugin, None, MORNING, number="+525555123456").zone == "America/Mexico_City"
    assert word(plugin, None, MORNING, number="+34922123456").zone == "Atlantic/Canary"


def test_case_16_who_wants_no_calls_is_called_only_where_they_asked_for_it(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_SPAIN)
    with plugin.working() as uow:
        permitting = plugin.module("permitting")
        first = permitting.exclude_number(uow, NUMBER, customer_id=customer.id)
        assert permitting.exclude_number(uow, NUMBER) is first
    refused = word(plugin, customer, MORNING)
    assert (refused.hindrances, refused.next_at) == (("do_not_call",), None)
    assert word(plugin, customer, MORNING, "callback").is_allowed


def test_selling_in_spain_needs_a_consent_and_rests_on_weekends_and_holidays(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_SPAIN)
    assert word(plugin, customer, MORNING, "commercial").hindrances == ("no_consent",)
    agree(plugin, customer)
    assert word(plugin, customer, MORNING, "commercial").is_allowed
    saturday = datetime(2026, 5, 23, 9, 0, tzinfo=UTC)
    refused = word(plugin, customer, saturday, "commercial")
    assert refused.next_at == datetime(2026, 5, 25, 7, 0, tzinfo=UTC)
    national_day = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
    refused = word(plugin, customer, national_day, "commercial")
    assert refused.hindrances == ("holiday",)
    assert refused.next_at == datetime(2026, 10, 13, 7, 0, tzinfo=UTC)


def test_a_number_on_a_public_list_is_sold_nothing_without_consent(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_MEXICO)
    noon = datetime(2026, 5, 20, 18, 0, tzinfo=UTC)
    with plugin.working("admin") as uow:
        plugin.module("permitting").exclude_number(uow, NUMBER, list_code="repep")
    refused = word(plugin, customer, noon, "commercial")
    assert refused.hindrances == ("exclusion_list",)
    assert refused.sources == ("REPEP (PROFECO)",)
    assert word(plugin, customer, noon, "service").is_allowed
    agree(plugin, customer)
    assert word(plugin, customer, noon, "commercial").is_allowed


def test_in_colombia_the_hours_of_the_law_narrow_those_of_the_company(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_COLOMBIA)
    agree(plugin, customer)
    # 19:30 in Bogotá: the company calls until 20:00, the law says 19:00.
    evening = datetime(2026, 5, 21, 0, 30, tzinfo=UTC)
    assert word(plugin, customer, evening, "service").is_allowed
    refused = word(plugin, customer, evening, "commercial")
    assert refused.next_at == datetime(2026, 5, 21, 14, 0, tzinfo=UTC)
    assert "Ley 2300" in refused.sources[0]


@pytest.mark.parametrize(
    ("moment", "next_at"),
    [
        # The last Sunday of March and of October, before and after the change.
        ("2026-03-27T20:30:00+00:00", "2026-03-30T07:00:00+00:00"),
        ("2026-10-23T20:30:00+00:00", "2026-10-26T08:00:00+00:00"),
    ],
)
def test_the_next_allowed_hour_follows_the_change_of_clocks(
    plugin: Trial, records: Records, moment: str, next_at: str
) -> None:
    refused = word(plugin, records.customer(addresses=IN_SPAIN), datetime.fromisoformat(moment))
    assert refused.next_at == datetime.fromisoformat(next_at)


def test_whenever_a_call_is_refused_the_moment_told_is_allowed_and_none_before_it(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_SPAIN)
    agree(plugin, customer)
    permitting, rules = plugin.module("permitting"), plugin.module("calling_rules")
    with plugin.working() as uow:
        for hour in range(0, 24 * 16, 5):
            moment = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(hours=hour)
            said = permitting.may_call(uow, customer, NUMBER, moment, rules.Purpose.COMMERCIAL)
            if said.is_allowed:
                continue
            assert said.next_at > moment
            just_before = said.next_at - timedelta(seconds=1)
            for when, is_allowed in ((said.next_at, True), (just_before, False)):
                again = permitting.may_call(uow, customer, NUMBER, when, rules.Purpose.COMMERCIAL)
                assert again.is_allowed == is_allowed


def campaign(plugin: Trial, *customers: Any, purpose: str = "service", **more: Any) -> Any:
    campaigns = plugin.module("campaigns")
    with plugin.working("admin") as uow:
        made = campaigns.add_campaign(uow, name="Mayo", purpose=purpose, **more)
        campaigns.add_members(uow, made.id, [one.id for one in customers])
        return made.id


def phone(last: int) -> tuple[PhoneNumber, ...]:
    number = f"+3491123456{last}"
    return (PhoneNumber(number, number),)


def take(plugin: Trial, campaign_id: Any, by: str = "rep") -> Any:
    with plugin.working(by) as uow:
        return plugin.module("next_calls").next_call(uow, campaign_id).member


def finish(plugin: Trial, member: Any, disposition: str, by: str = "rep", **said: Any) -> Any:
    log, campaigns = plugin.module("call_log"), plugin.module("campaigns")
    with plugin.working(by) as uow:
        call = log.log_call(
            uow,
            log.CallSaid(
                direction="out",
                disposition=disposition,
                number=member.number,
                customer_id=member.customer_id,
                **said,
            ),
        )
        return campaigns.settle_member(uow, member.id, call, callback_at=said.get("callback_at"))


def test_two_agents_never_get_the_same_customer(plugin: Trial, records: Records) -> None:
    customers = [records.customer(addresses=IN_SPAIN, phones=phone(n)) for n in range(2)]
    campaign_id = campaign(plugin, *customers)
    first, second = take(plugin, campaign_id), take(plugin, campaign_id, "manager")
    assert first.id != second.id
    # What one has open stays theirs.
    assert take(plugin, campaign_id).id == first.id
    with pytest.raises(plugin.module("errors").NothingToCallError):
        take(plugin, campaign_id, "admin")


def test_a_list_passes_over_whom_it_is_too_early_to_call(
    plugin: Trial, records: Records, at: At
) -> None:
    far = records.customer(name="Lejos", addresses=IN_MEXICO, phones=phone(1))
    near = records.customer(name="Cerca", addresses=IN_SPAIN, phones=phone(2))
    campaign_id = campaign(plugin, far, near)
    member = take(plugin, campaign_id)
    assert member.customer_id == near.id
    finish(plugin, member, "interested")
    with pytest.raises(plugin.module("errors").NothingToCallError):
        take(plugin, campaign_id)
    at(datetime(2026, 5, 20, 15, 1, tzinfo=UTC))
    assert take(plugin, campaign_id).customer_id == far.id


def test_attempts_are_counted_and_end(plugin: Trial, records: Records, at: At) -> None:
    customer = records.customer(addresses=IN_SPAIN, phones=phone(1))
    campaign_id = campaign(plugin, customer, max_attempts=2, retry_minutes=60)
    assert finish(plugin, take(plugin, campaign_id), "no_answer").state == "waiting"
    with pytest.raises(plugin.module("errors").NothingToCallError):
        take(plugin, campaign_id)
    at(MORNING + timedelta(minutes=61))
    again = finish(plugin, take(plugin, campaign_id), "no_answer")
    assert (again.state, again.attempts) == ("exhausted", 2)


def test_a_promised_call_back_comes_to_whoever_promised_it(
    plugin: Trial, records: Records, at: At
) -> None:
    customer = records.customer(addresses=IN_SPAIN, phones=phone(1))
    campaign_id = campaign(plugin, customer)
    later = MORNING + timedelta(hours=2)
    finish(plugin, take(plugin, campaign_id), "callback", callback_at=later)
    at(later + timedelta(minutes=1))
    with pytest.raises(plugin.module("errors").NothingToCallError):
        take(plugin, campaign_id, "manager")
    assert take(plugin, campaign_id).customer_id == customer.id


def test_who_wants_no_calls_leaves_the_list_and_is_put_on_no_other(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(addresses=IN_SPAIN, phones=phone(1))
    member = take(plugin, campaign(plugin, customer))
    assert finish(plugin, member, "do_not_call").state == "excluded"
    with pytest.raises(plugin.module("errors").NothingToCallError):
        take(plugin, campaign(plugin, customer))


def test_the_answers_of_a_script_are_kept_along_the_way_that_was_taken(
    plugin: Trial, records: Records
) -> None:
    scripts, log = plugin.module("scripts"), plugin.module("call_log")
    customer = records.customer(addresses=IN_SPAIN, phones=phone(1))
    campaign_id = campaign(plugin, customer)
    text = (
        "# hello\n¿Compra pintura?\n- yes: Sí -> how_much\n- no: No\n\n"
        "# how_much\n¿Cuánta?\n- little: Poca\n- much: Mucha\n"
    )
    with plugin.working("admin") as uow:
        script = scripts.save_script(uow, campaign_id, text)
        assert scripts.read_script(scripts.write_script(script.steps)) == script.steps
    with plugin.working() as uow:
        said = log.CallSaid(direction="out", disposition="refused", customer_id=customer.id)
        call = log.log_call(uow, said)
        script = scripts.script_of(uow, campaign_id)
        way = scripts.keep_answers(uow, call.id, script, {"hello": "no", "how_much": "much"})
        assert way == ["hello"]
        assert [one.code for one in scripts.answers_of(uow, call.id)] == ["no"]
        way = scripts.keep_answers(uow, call.id, script, {"hello": "yes", "how_much": "much"})
        assert [one.answer for one in scripts.answers_of(uow, call.id)] == ["Sí", "Mucha"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no step",
        "# a\n- x: X -> nowhere",
        "# a\n# a",
        "# a\n- x: X -> b\n# b\n- y: Y -> a",
    ],
)
def test_a_script_that_leads_nowhere_is_refused(plugin: Trial, text: str) -> None:
    with pytest.raises(InvalidInputError):
        plugin.module("scripts").read_script(text)
