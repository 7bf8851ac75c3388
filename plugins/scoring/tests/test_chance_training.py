"""A training reads all sales that have ended, in short steps, and tries itself on the newest."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.plugin import GoOn
from salesforce_lite.testing import Records, Trial

from .chance_history import Past, learn, pasts, put_in

pytestmark = pytest.mark.usefixtures("app")


def telling(count: int) -> list[Past]:
    """Won by nine of ten from the website, by one of ten from fairs."""
    found = []
    for number in range(count):
        is_web = number % 2 == 0
        is_won = is_web != (number // 2 % 10 == 0)
        source = "website" if is_web else "trade_fair"
        found.append(Past(is_won=is_won, ended=number, fields={"source": source}))
    return found


def judged(plugin: Trial, trained: Any) -> Any:
    checked = trained.checked
    judge = plugin.module("chance.judging").judge
    return judge(checked.said, checked.said_by_stages, checked.older)


def test_it_is_tried_on_the_newest_quarter(plugin: Trial) -> None:
    put_in(plugin, telling(160))
    trained = learn(plugin)
    assert trained.checked.older.sales == 120
    result = judged(plugin, trained)
    assert result.total.sales == 40
    assert result.pairs > 0.8
    assert result.pairs_of_stages == 0.5
    assert (result.verdict, result.is_too_bold) == ("better", False)
    # What sales are told of is learned from all.
    assert trained.total.sales == 160


def test_where_nothing_tells_it_says_so(plugin: Trial) -> None:
    sales = [
        Past(is_won=number % 2 == 0, ended=number // 2, fields={"source": "website"})
        for number in range(160)
    ]
    put_in(plugin, sales)
    result = judged(plugin, learn(plugin))
    assert result.pairs == pytest.approx(0.5)
    assert result.verdict == "guess"


def test_the_stage_at_the_end_does_not_help_it(plugin: Trial) -> None:
    """Who moves a sale to the last stage to win it tells nothing that was known before."""
    won = [Past(is_won=True, ended=day, reached=1, is_late=True) for day in range(80)]
    lost = [Past(is_won=False, ended=day, reached=0) for day in range(80)]
    put_in(plugin, won + lost)
    result = judged(plugin, learn(plugin))
    assert result.pairs == 0.5


def test_the_stage_in_the_middle_does(plugin: Trial) -> None:
    won = [Past(is_won=True, ended=day, reached=2) for day in range(80)]
    lost = [Past(is_won=False, ended=day, reached=0) for day in range(80)]
    put_in(plugin, won + lost)
    assert judged(plugin, learn(plugin)).pairs > 0.9


@pytest.mark.parametrize("ended", [0, pytest.param(None, id="too few newer ones")])
def test_what_cannot_be_tried_is_told_as_not_tried(plugin: Trial, ended: int | None) -> None:
    sales = pasts(35, 35)
    if ended is None:
        # Nearly all ended on one day.
        put_in(plugin, [Past(is_won=one.is_won, ended=one.ended // 65) for one in sales])
    else:
        put_in(plugin, [Past(is_won=one.is_won, ended=ended) for one in sales])
    trained = learn(plugin)
    assert trained.is_enough
    assert trained.checked is None


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_steps_of_any_size_learn_the_same(
    plugin: Trial, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    put_in(plugin, telling(70))
    at_once = learn(plugin)
    monkeypatch.setattr(plugin.module("chance.learning"), "BATCH", batch)
    # One batch in each step.
    monkeypatch.setattr(plugin.module("chance.learning"), "_STEP_SECONDS", 0)
    with plugin.operating() as uow:
        enqueue_job(uow, "scoring.train", {})
    for _ in range(4):
        plugin.work_off()
    with plugin.reading() as uow:
        again = plugin.module("chance.service").trained(uow)
    assert again.number > at_once.number
    facts = plugin.module("chance.facts").SaleFacts(values={"source": "website"}, age=8)
    ways = [one.teams.of(facts)[1].chance(facts) for one in (at_once, again)]
    assert ways[0] == ways[1]
    assert (again.total, again.checked) == (at_once.total, at_once.checked)


def test_a_training_that_is_overtaken_ends(plugin: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(plugin, pasts(31, 31))
    learning = plugin.module("chance.learning")
    train = learning.train
    # A quick machine would end it in its first step.
    monkeypatch.setattr(learning, "_STEP_SECONDS", 0)
    with plugin.operating() as uow:
        first = train(uow, {})
    with plugin.operating() as uow:
        second = train(uow, {})
    assert first.payload["number"] != second.payload["number"]
    with plugin.operating() as uow:
        assert train(uow, first.payload) is None
    with plugin.operating() as uow:
        assert isinstance(train(uow, second.payload), GoOn)


def test_asked_twice_it_is_learned_once(plugin: Trial) -> None:
    put_in(plugin, pasts(31, 31))
    learn(plugin)
    service = plugin.module("chance.service")
    for _ in range(3):
        with plugin.working("admin") as uow:
            service.learn_again(uow)
    plugin.work_off()
    with plugin.reading() as uow:
        assert service.trained(uow).number == 3


def test_whoever_asks_everybodys_sales_are_read(plugin: Trial, records: Records) -> None:
    put_in(plugin, pasts(20, 20), by="inside")
    put_in(plugin, pasts(15, 15), by="rep")
    with plugin.working("rep") as uow:
        enqueue_job(uow, "scoring.train", {})
    plugin.work_off()
    with plugin.reading() as uow:
        assert plugin.module("chance.service").trained(uow).total.sales == 70


def test_of_so_many_nights_it_is_kept_how_well_they_did(
    plugin: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin.module("chance.learning"), "KEPT", 3)
    for _ in range(5):
        learn(plugin)
    model = plugin.module("chance.model").ChanceModel
    with plugin.reading() as uow:
        assert uow.session.scalar(select(func.count()).select_from(model)) == 3
        assert uow.session.scalar(select(func.count()).where(model.work.is_not(None))) == 0


def test_a_sale_without_a_day_of_its_end_is_passed_over(plugin: Trial) -> None:
    [odd, *_] = put_in(plugin, pasts(31, 31))
    with plugin.operating() as uow:
        uow.session.execute(update(Opportunity).where(Opportunity.id == odd).values(closed_on=None))
    assert learn(plugin).total.sales == 61


def test_sales_that_end_before_they_begin_or_in_the_future_break_nothing(
    plugin: Trial, at: Callable[..., None]
) -> None:
    ids = put_in(plugin, pasts(40, 40))
    with plugin.operating() as uow:
        for number, uid in enumerate(ids[:20]):
            day = uow.today + timedelta(days=4000 * (number % 3 - 1))
            uow.session.execute(
                update(Opportunity).where(Opportunity.id == uid).values(closed_on=day)
            )
    assert learn(plugin).total.sales == 80


@pytest.mark.parametrize(
    ("days", "last"),
    [
        ({}, None),
        ({date(2026, 1, 1): 400}, None),
        ({date(2026, 1, day): 1 for day in range(1, 9)}, date(2026, 1, 6)),
        ({date(2026, 1, 1): 10, date(2026, 1, 2): 990}, date(2026, 1, 1)),
    ],
)
def test_a_day_is_not_divided(plugin: Trial, days: dict[date, int], last: date | None) -> None:
    assert plugin.module("chance.training").last_day_of_older(days) == last
