"""How well chances foretell is measured as everybody measures it."""

import random
from decimal import Decimal
from typing import Any

import pytest

from salesforce_lite.testing import Trial


@pytest.fixture
def measures(plugin: Trial) -> Any:
    return plugin.module("chance.measures")


@pytest.fixture
def tally(plugin: Trial) -> Any:
    return plugin.module("chance.bayes").Tally


def said_of(measures: Any, tally: Any, sales: list[tuple[float, bool]]) -> dict[int, Any]:
    said: dict[int, Any] = {}
    for chance, is_won in sales:
        key = measures.thousandths(chance)
        said[key] = said.get(key, tally(0, 0)).plus(tally(int(is_won), int(not is_won)))
    return said


def random_sales(seed: int, count: int = 80) -> list[tuple[float, bool]]:
    rng = random.Random(seed)
    chances = [round(rng.random(), 2) for _ in range(count)]
    return [(chance, rng.random() < chance) for chance in chances]


@pytest.mark.parametrize("seed", range(8))
def test_the_auc_is_the_share_of_pairs(measures: Any, tally: Any, seed: int) -> None:
    sales = random_sales(seed)
    won = [chance for chance, is_won in sales if is_won]
    lost = [chance for chance, is_won in sales if not is_won]
    pairs = [(mine > theirs) + (mine == theirs) / 2 for mine in won for theirs in lost]
    found = measures.auc(said_of(measures, tally, sales))
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_perfect_blind_and_contrary_chances(measures: Any, tally: Any) -> None:
    perfect = {900: tally(5, 0), 100: tally(0, 5)}
    assert measures.auc(perfect) == 1
    assert measures.auc({500: tally(5, 5)}) == 0.5
    assert measures.auc({900: tally(0, 5), 100: tally(5, 0)}) == 0
    assert measures.brier(perfect) == pytest.approx(0.01)


@pytest.mark.parametrize("ending", [(7, 0), (0, 7)])
def test_of_one_ending_there_are_no_pairs(measures: Any, tally: Any, ending: Any) -> None:
    assert measures.auc({500: tally(*ending)}) is None


@pytest.mark.parametrize("seed", range(8))
def test_brier_is_the_mean_squared_distance(measures: Any, tally: Any, seed: int) -> None:
    sales = random_sales(seed)
    squares = [(chance - is_won) ** 2 for chance, is_won in sales]
    found = measures.brier(said_of(measures, tally, sales))
    assert found == pytest.approx(sum(squares) / len(squares))


@pytest.mark.parametrize("seed", range(8))
def test_groups_hold_every_sale_once_in_order(measures: Any, tally: Any, seed: int) -> None:
    said = said_of(measures, tally, random_sales(seed, 137))
    found = measures.groups(said)
    assert sum(group.count for group in found) == 137
    assert 1 < len(found) <= 10
    assert [group.said for group in found] == sorted(group.said for group in found)
    assert all(0 <= group.was <= 1 for group in found)


def test_what_was_said_alike_is_one_group(measures: Any, tally: Any) -> None:
    [group] = measures.groups({400: tally(40, 60)})
    assert (group.count, group.said, group.was) == (100, 0.4, 0.4)


def test_lift_compares_the_most_likely_tenth_with_all(measures: Any, tally: Any) -> None:
    said = {900: tally(9, 1), 100: tally(11, 79)}
    assert measures.top(said) == (10, 9.0)
    assert measures.lift(said) == pytest.approx((9 / 10) / (20 / 100))
    # Of what was said alike a part counts.
    assert measures.lift({500: tally(30, 70)}) == pytest.approx(1)
    assert measures.lift({500: tally(0, 70)}) is None


def test_the_verdict_is_honest(plugin: Trial, tally: Any) -> None:
    judging = plugin.module("chance.judging")
    older, blind = tally(300, 300), {500: tally(60, 60)}
    good = {800: tally(50, 10), 200: tally(10, 50)}
    assert judging.judge(blind, blind, older).verdict == "guess"
    assert judging.judge(good, blind, older).verdict == "better"
    assert judging.judge(good, good, older).verdict == "no_better"
    # Luck may do as much with so few.
    few = {800: tally(3, 2), 200: tally(2, 3)}
    assert judging.judge(few, few, older).verdict == "guess"


def test_chances_that_are_too_bold_are_called_so(plugin: Trial, tally: Any) -> None:
    judging = plugin.module("chance.judging")
    bold = {1000: tally(60, 40), 0: tally(40, 60)}
    calm = {600: tally(60, 40), 400: tally(40, 60)}
    older = tally(300, 300)
    assert judging.judge(bold, bold, older).is_too_bold
    assert not judging.judge(calm, calm, older).is_too_bold


def test_bands_lie_between_edges_people_would_choose(plugin: Trial) -> None:
    bands = plugin.module("chance.bands")
    assert [int(edge) for edge in bands.AMOUNTS[6:13]] == [10, 15, 20, 30, 50, 70, 100]
    assert bands.bin_of(Decimal("0.99"), bands.AMOUNTS) == 0
    assert bands.bin_of(Decimal(1), bands.AMOUNTS) == 1
    assert bands.bin_of(Decimal(10**40), bands.AMOUNTS) == len(bands.AMOUNTS)


@pytest.mark.parametrize("seed", range(8))
def test_no_band_is_empty(plugin: Trial, seed: int) -> None:
    bands = plugin.module("chance.bands")
    rng = random.Random(seed)
    counts = {rng.randint(0, 90): rng.randint(0, 9) for _ in range(rng.randint(1, 30))}
    cuts = bands.cuts_at(counts, (0.25, 0.5, 0.75))
    used = {bands.band_of(number, cuts) for number, count in counts.items() if count}
    assert used == set(range(len(cuts) + 1)) or not any(counts.values())
    assert len(cuts) <= 3


def test_where_all_amounts_are_alike_there_is_one_band(plugin: Trial) -> None:
    bands = plugin.module("chance.bands")
    assert bands.cuts_at({17: 400}, (0.25, 0.5, 0.75)) == ()
    assert bands.cuts_at({}, (0.25, 0.5, 0.75)) == ()
