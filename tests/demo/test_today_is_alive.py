"""Whoever signs in on whatever day of the week finds a day with something in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities.today import Whose, load_day
from salesforce_lite.kernel.uow import reading_unit
from salesforce_lite.team import load_actor
from tests.demo.conftest import DAY

MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize("weekday", range(7))
def test_today_is_alive_for_everybody(app, fill, weekday) -> None:
    day = MONDAY + timedelta(days=weekday)
    fill(day=day, customers=25)
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False):
        with app.make_session() as session:
            people = session.scalars(select(User).where(User.is_sample)).all()
            actors = [load_actor(session, person) for person in people]
        assert len(actors) == 11
        for actor in actors:
            with reading_unit(app.make_session, actor, surface="test") as uow:
                found = load_day(uow)
                assert found.today.rows, actor.name
                assert found.overdue.rows, actor.name


def test_the_head_of_sales_sees_what_slips_and_who_needs_somebody(company) -> None:
    with time_machine.travel(datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC), tick=False):
        with company.make_session() as session:
            head = session.scalars(select(User).where(User.email == "marta.salas@example.com"))
            actor = load_actor(session, head.one())
        with reading_unit(company.make_session, actor, surface="test") as uow:
            found = load_day(uow, Whose.TEAM)
    assert found.slipping.rows
    assert found.needing.rows
    assert found.won.rows


def test_it_is_still_alive_three_days_later(app, fill) -> None:
    fill(day=MONDAY, customers=25)
    with time_machine.travel(datetime(2026, 3, 12, 9, tzinfo=UTC), tick=False):
        with app.make_session() as session:
            ana = session.scalars(select(User).where(User.email == "ana.ruiz@example.com")).one()
            actor = load_actor(session, ana)
        with reading_unit(app.make_session, actor, surface="test") as uow:
            assert not load_day(uow).is_empty
