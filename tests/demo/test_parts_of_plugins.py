"""What plugins tell of the sample company comes with it, and goes with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity, ActivityDraft, save_activities
from salesforce_lite.customers import Customer
from salesforce_lite.demo import (
    Plot,
    add_sample_data,
    play_for_plugins,
    remove_sample_data,
)
from salesforce_lite.plugin import PluginEnabled, SampleData
from salesforce_lite.testing import contribute
from tests.api.conftest import work_off as work_off
from tests.demo.conftest import DAY


@pytest.fixture
def told():
    return []


@pytest.fixture
def part(told):
    """Notes that each customer has joined, as whoever looks after it."""

    def play(uow, story):
        told.append((story.rng.random(), story.language, len(story.people), len(story.customers)))
        for one in story.customers:
            joined = {"kind": "note", "customer_id": one.id, "note": "Joined the club"}
            with story.acting(uow, one.owner_id, one.since + timedelta(hours=1)):
                save_activities(uow, [ActivityDraft.of(joined, is_sample=True)])

    def forget(uow):
        still_there = uow.session.scalar(select(Customer.id).where(Customer.is_sample).limit(1))
        told.append(still_there is not None)

    return SampleData(plugin="club", play=play, forget=forget)


def of_the_club(uow):
    joined = Activity.note == "Joined the club"
    return uow.session.execute(
        select(Activity.owner_id, Customer.owner_id)
        .join(Customer, Customer.id == Activity.customer_id)
        .where(joined)
    ).all()


def test_a_plugin_tells_its_part_as_the_people_of_the_company(operator, part, told):
    for _ in range(2):
        with operator() as uow:
            add_sample_data(uow, Plot(day=DAY, language="en", customers=12))
            play_for_plugins(uow, [part])
        with operator() as uow:
            rows = of_the_club(uow)
            assert len(rows) == 12
            assert all(row[0] == row[1] for row in rows)
            remove_sample_data(uow, [part])
        with operator() as uow:
            assert of_the_club(uow) == []
    # The same each time; and asked to go while the customers are there.
    assert told == [told[0], True] * 2
    assert told[0][1:] == ("en", 11, 12)


def test_a_plugin_that_is_switched_on_in_a_sample_company_tells_its_part(
    app, operator, part, told, work_off
):
    contribute(app, sample_data=(part,))
    with operator() as uow:
        uow.record(PluginEnabled(plugin_id="club"), PluginEnabled(plugin_id="scoring"))
    work_off()
    assert told == []
    with operator() as uow:
        add_sample_data(uow, Plot(day=DAY, language="en", customers=12))
        uow.record(PluginEnabled(plugin_id="club"), PluginEnabled(plugin_id="scoring"))
    work_off()
    assert len(told) == 1
