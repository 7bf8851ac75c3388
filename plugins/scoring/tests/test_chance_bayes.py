"""Naive Bayes gives the published figures, and keeps to what a chance must be."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from salesforce_lite.testing import Trial


@pytest.fixture
def bayes(plugin: Trial) -> Any:
    return plugin.module("chance.bayes")


@pytest.fixture
def learned(plugin: Trial) -> Any:
    return plugin.module("chance.learned")


@pytest.fixture
def facts(plugin: Trial) -> Any:
    return plugin.module("chance.facts")


@pytest.fixture
def a_history(learned: Any, facts: Any) -> Callable[..., Any]:
    """`a_history([(source, is_won, times)…])` – what was learned from such sales."""

    def read(sales: list[tuple[str, bool, int]]) -> Any:
        counted = learned.Counted()
        for source, is_won, times in sales:
            for _ in range(times):
                counted.add(facts.SaleFacts(values={"source": source}), is_won=is_won)
        return learned.Learned(counted)

    return read


def test_a_value_weighs_as_published(bayes: Any) -> None:
    tallies = {"a": bayes.Tally(2, 0), "b": bayes.Tally(0, 1)}
    weight = bayes.weight_of_value(tallies, "a")
    assert weight.won == pytest.approx(2.1 / 2.2)
    assert weight.lost == pytest.approx(0.1 / 1.2)
    assert round(weight.score, 2) == 0.92


def test_its_opposite_weighs_as_published(bayes: Any) -> None:
    tallies = {"a": bayes.Tally(0, 2), "b": bayes.Tally(1, 0)}
    weight = bayes.weight_of_value(tallies, "a")
    assert weight.won == pytest.approx(0.1 / 1.2)
    assert weight.lost == pytest.approx(2.1 / 2.2)
    assert round(weight.score, 2) == 0.08


def test_a_stage_is_shown_as_published(bayes: Any, learned: Any) -> None:
    weight = bayes.weight_of_reaching(bayes.Tally(2, 1), bayes.Tally(2, 3))
    factor = learned.Factor(field="stage", value="x", weight=weight, tally=bayes.Tally(2, 1))
    assert weight.lost == pytest.approx(1.1 / 3.1)
    assert round(factor.shown, 3) == 0.645


def test_the_chance_is_the_product_of_all(bayes: Any) -> None:
    weights = [bayes.Weight(0.9, 0.3), bayes.Weight(0.2, 0.5)]
    won, lost = 0.4 * 0.9 * 0.2, 0.6 * 0.3 * 0.5
    assert bayes.chance_of(bayes.Tally(40, 60), weights) == pytest.approx(won / (won + lost))


def a_weight(bayes: Any, chance: random.Random) -> Any:
    """Anything from never to always, extremes more often than by themselves."""
    edge = chance.choice([1e-12, 1e-3, 1.0])
    pick = [edge, chance.uniform(1e-6, 1)]
    return bayes.Weight(chance.choice(pick), chance.choice(pick))


@pytest.mark.parametrize("seed", range(30))
def test_a_chance_lies_between_0_and_1_in_any_order_of_facts(bayes: Any, seed: int) -> None:
    rng = random.Random(seed)
    total = bayes.Tally(rng.randint(1, 10**6), rng.randint(1, 10**6))
    weights = [a_weight(bayes, rng) for _ in range(rng.randint(0, 60))]
    first = bayes.chance_of(total, weights)
    assert 0 <= first <= 1
    for _ in range(5):
        rng.shuffle(weights)
        assert bayes.chance_of(total, weights) == first


@pytest.mark.parametrize("seed", range(10))
def test_a_fact_that_says_nothing_changes_nothing(bayes: Any, seed: int) -> None:
    rng = random.Random(seed)
    weights = [a_weight(bayes, rng) for _ in range(8)]
    share = rng.uniform(1e-9, 1)
    neutral = bayes.Weight(share, share)
    total = bayes.Tally(31, 47)
    assert bayes.chance_of(total, [*weights, neutral]) == bayes.chance_of(total, weights)
    assert neutral.score == 0.5


def test_hundreds_of_strong_facts_do_not_overflow(bayes: Any) -> None:
    total, strong = bayes.Tally(1, 1), bayes.Weight(1.0, 1e-300)
    assert bayes.chance_of(total, [strong] * 300) == 1.0
    assert bayes.chance_of(total, [bayes.Weight(1e-300, 1.0)] * 300) == 0.0


def test_what_was_never_seen_or_too_seldom_says_nothing(a_history: Any, facts: Any) -> None:
    history = a_history([("web", True, 30), ("web", False, 30), ("fair", True, 4)])
    base = history.chance(facts.SaleFacts())
    for source in ("fair", "unheard of", "\0", "x" * 500):
        assert history.chance(facts.SaleFacts(values={"source": source})) == base


def test_what_is_not_known_is_no_bad_sign(a_history: Any, facts: Any) -> None:
    history = a_history([("web", True, 30), ("fair", False, 30)])
    assert history.chance(facts.SaleFacts()) == pytest.approx(0.5)
    assert history.chance(facts.SaleFacts(values={"source": "web"})) > 0.99


def test_where_all_have_the_same_value_it_says_nothing(a_history: Any, facts: Any) -> None:
    history = a_history([("web", True, 40), ("web", False, 60)])
    assert history.chance(facts.SaleFacts(values={"source": "web"})) == pytest.approx(0.4)
    [factor] = history.factors(facts.SaleFacts(values={"source": "web"}))
    assert factor.score == 0.5


def test_a_field_filled_in_at_the_end_is_left_out(learned: Any, facts: Any) -> None:
    counted = learned.Counted()
    for number in range(100):
        is_won = number % 2 == 0
        signed = {"custom.signed": "yes"} if is_won or number < 4 else {}
        counted.add(facts.SaleFacts(values={"kind": "person", **signed}), is_won=is_won)
    history = learned.Learned(counted)
    assert [gap.field for gap in history.gaps] == ["custom.signed"]
    assert history.factors(facts.SaleFacts(values={"custom.signed": "yes"})) == []


def test_lost_sales_count_for_the_stages_they_have_reached(learned: Any, facts: Any) -> None:
    counted = learned.Counted()
    stages = ("first", "second", "third")
    for _ in range(30):
        counted.add(facts.SaleFacts(pipeline="p", stages=stages, reached=("first",)), is_won=True)
    for number in range(30):
        reached = stages[: 1 + number % 3]
        counted.add(facts.SaleFacts(pipeline="p", stages=stages, reached=reached), is_won=False)
    history = learned.Learned(counted)
    chances = [
        history.chance(facts.SaleFacts(pipeline="p", stages=stages, reached=stages[:count]))
        for count in range(4)
    ]
    assert chances[0] == chances[1] == 0.5
    assert chances[1] < chances[2] < chances[3]
    assert chances[3] == pytest.approx(1 / (1 + 10.1 / 30.1))


def test_having_been_open_for_long_counts_as_it_did_for_others(learned: Any, facts: Any) -> None:
    counted = learned.Counted()
    for number in range(60):
        counted.add(facts.SaleFacts(age=3 if number % 10 else 9), is_won=True)
        counted.add(facts.SaleFacts(age=9 if number % 10 else 3), is_won=False)
    history = learned.Learned(counted)
    young, old = (history.chance(facts.SaleFacts(age=age)) for age in (2, 9))
    assert young == 0.5
    assert old == pytest.approx((6.1 / 60.1) / (6.1 / 60.1 + 54.1 / 60.1))


@pytest.mark.parametrize("seed", range(5))
def test_counts_survive_being_kept_and_add_up(learned: Any, facts: Any, seed: int) -> None:
    rng = random.Random(seed)
    both, one, other = learned.Counted(), learned.Counted(), learned.Counted()
    for _ in range(200):
        known = {"source": rng.choice("abc"), "amount": str(rng.randint(0, 40))}
        sale = facts.SaleFacts(
            values={name: value for name, value in known.items() if rng.random() < 0.8},
            pipeline="p",
            stages=("s1", "s2"),
            reached=("s1",),
            age=rng.randint(0, 20),
        )
        is_won = rng.random() < 0.5
        both.add(sale, is_won=is_won)
        rng.choice([one, other]).add(sale, is_won=is_won)
    again = learned.Counted.from_json(one.as_json()).plus(other)
    sale = facts.SaleFacts(values={"source": "a", "amount": "12"}, age=15)
    assert learned.Learned(again).chance(sale) == learned.Learned(both).chance(sale)
    assert again.total == both.total
