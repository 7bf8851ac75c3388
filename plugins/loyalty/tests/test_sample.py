"""The sample data are played once, and go; the journal of everybody else never does."""

from collections.abc import Callable
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from salesforce_lite.customers import Customer
from salesforce_lite.demo import SampleCustomer, SampleStory
from salesforce_lite.testing import Trial

from .points import NOW, Shop

At = Callable[[datetime], None]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin)


@pytest.fixture
def story(shop: Shop) -> SampleStory:
    ids = [shop.customer(name=f"Sample {n}") for n in range(6)]
    with shop.plugin.operating() as uow:
        uow.session.execute(update(Customer).where(Customer.id.in_(ids)).values(is_sample=True))
    customers = tuple(
        SampleCustomer(
            id=one,
            name="Sample",
            kind="organization",
            lifecycle="active",
            phone="",
            owner_id=None,
            since=NOW,
        )
        for one in ids
    )
    return SampleStory(rng=Random(3), day=NOW.date(), language="es", customers=customers, people={})


def test_sample_points_come_once_and_go(shop: Shop, story: SampleStory) -> None:
    shop.buys(shop.customer(), 100)
    before = shop.movements()
    sample = shop.of("sample")
    for _ in range(2):
        with shop.plugin.operating() as uow:
            sample.play(uow, story)
        played = shop.movements()
    kinds = {kind for kind, _ in played}
    assert {"accrue", "redeem"} <= kinds
    assert len(played) == len(shop.movements())
    shop.agrees()
    with shop.plugin.operating() as uow:
        sample.forget(uow)
    assert shop.movements() == before
    assert len(shop.rows("model", "Program")) == 1
    shop.agrees()


def test_the_mark_is_made_once_and_for_all(shop: Shop) -> None:
    shop.buys(shop.customer(), 100)
    for table in ("account", "program"):
        with pytest.raises(DBAPIError) as refusal, shop.plugin.operating() as uow:
            uow.session.execute(text(f"UPDATE loyalty_{table} SET is_sample = NOT is_sample"))
        assert "append-only" in str(refusal.value)
    with shop.plugin.operating() as uow:
        shop.of("sample").forget(uow)
    assert shop.movements() == [("accrue", 100)]


def test_without_the_mark_the_rows_of_a_sample_would_stay(
    shop: Shop, story: SampleStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.of("members"), "_samples_among", lambda *_: set())
    sample = shop.of("sample")
    with shop.plugin.operating() as uow:
        sample.play(uow, story)
        sample.forget(uow)
    assert shop.movements() != []
    for table in ("allocation", "entry", "lot", "tx"):
        with pytest.raises(DBAPIError), shop.plugin.operating() as uow:
            uow.session.execute(text(f"DELETE FROM loyalty_{table}"))
    shop.agrees()
