"""Amounts at the limit: no sum overflows, and what cannot be reckoned with is refused."""

import pytest
from sqlalchemy import select

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    OpportunityFilter,
    StageTotal,
    check_totals,
    rebuild_totals,
    save_opportunities,
    save_stage,
    totals,
)
from salesforce_lite.opportunities.board import load_heads
from salesforce_lite.opportunities.drafts import LARGEST_MINOR
from salesforce_lite.opportunities.errors import TotalTooLargeError
from salesforce_lite.opportunities.forecast import forecast
from salesforce_lite.opportunities.totals import LARGEST_TOTAL

# So many of the largest fill a kept total to the brim.
MOST = LARGEST_TOTAL // (LARGEST_MINOR * 100)


def largest(customer_id, count=MOST, **more):
    fields = {
        "title": "Huge",
        "customer_id": customer_id,
        "amount": Money(LARGEST_MINOR, "EUR"),
        "probability": 100,
    }
    return [OpportunityDraft.of(fields | more) for _ in range(count)]


def save(work, drafts, name="rep"):
    with work(name) as uow:
        return [made.id for made in save_opportunities(uow, drafts)]


@pytest.mark.parametrize("amount", [Money(LARGEST_MINOR + 1, "EUR"), Money(10**40, "EUR")])
def test_a_larger_amount_is_refused(customer_of, amount):
    with pytest.raises(InvalidInputError) as told:
        OpportunityDraft.of({"title": "Huge", "customer_id": customer_of(), "amount": amount})
    assert "larger than any" in told.value.fields["amount"]


def test_people_whose_changes_meet_in_one_share_do_not_stop_each_other(
    work, customer_of, monkeypatch
):
    monkeypatch.setattr(totals, "share_of", lambda _: totals.EVERYBODY[3])
    for who in ("rep", "other"):
        save(work, largest(customer_of(who)), who)
    with work("admin") as uow:
        assert check_totals(uow) == []
        rebuild_totals(uow)
        assert check_totals(uow) == []


def test_the_total_of_a_stage_is_kept_up_to_its_limit_and_refused_beyond(work, customer_of):
    customer_id = customer_of()
    save(work, largest(customer_id))
    with pytest.raises(TotalTooLargeError):
        save(work, largest(customer_id, count=1))
    with pytest.raises(TotalTooLargeError):
        save(work, largest(customer_id))
    with work("admin") as uow:
        assert uow.session.scalar(select(StageTotal.minor_times_percent)) == LARGEST_TOTAL
        assert check_totals(uow) == []
        rebuild_totals(uow)
        assert check_totals(uow) == []


def test_a_batch_too_large_for_64_bits_is_refused(work, customer_of):
    with pytest.raises(TotalTooLargeError):
        save(work, largest(customer_of(), count=3 * MOST))


def test_a_stage_does_not_become_surer_than_its_sales_can_be_reckoned_with(
    work, customer_of, stages
):
    drafts = largest(customer_of(), count=2 * MOST, stage_id=stages[0].id, probability=None)
    save(work, drafts)
    with pytest.raises(TotalTooLargeError), work("admin") as uow:
        save_stage(
            uow,
            stages[0].id,
            pipeline_id=stages[0].pipeline_id,
            name="Sure",
            probability=100,
        )


def test_sums_of_many_people_are_exact_beyond_64_bits(work, customer_of, stages):
    for name in ("rep", "other", "inside"):
        save(work, largest(customer_of(name), stage_id=stages[0].id), name)
    with work("admin") as uow:
        for wanted in (OpportunityFilter(), OpportunityFilter(currency="EUR")):
            [head] = load_heads(uow, stages[:1], wanted)
            assert head.count == 3 * MOST
            assert head.weighted.amount == Money(3 * MOST * LARGEST_MINOR, "EUR")
        assert forecast(uow).total.open.amount.amount.minor == 3 * MOST * LARGEST_MINOR
        assert check_totals(uow) == []


def test_pages_show_the_largest_sums(work, customer_of, client_of):
    customer_id = customer_of()
    save(work, largest(customer_id))
    for address in ("/opportunities?view=board", "/reports", f"/customers/{customer_id}", "/today"):
        assert client_of("rep").get(address).status_code == 200


@pytest.mark.parametrize("typed", ["9" * 39, "1e39", "1e300", "9" * 400, "1000000000000,01"])
def test_an_absurd_amount_is_told_beside_its_field(client_of, customer_of, typed):
    form = {"title": "Huge", "customer_id": customer_of(), "amount": typed, "currency": "EUR"}
    form["expected_close_on"] = "2099-01-01"
    answer = client_of("rep").post("/opportunities/new", data=form)
    assert answer.status_code == 422
