"""Two people make the same at once: there is one of it, and the second is told."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import User, create_user
from salesforce_lite.company import ExchangeRate, set_exchange_rate
from salesforce_lite.opportunities import Pipeline, save_pipeline
from salesforce_lite.team import (
    Portfolio,
    PortfolioDraft,
    Team,
    create_portfolio,
    create_team,
    move_team,
    save_portfolios,
)
from salesforce_lite.team.errors import TeamLoopError
from tests.customers.together import at_once


def add_person(uow):
    create_user(uow, email="new@example.com", name="New", roles=["rep"], password="x" * 20)


STAGES = [{"name": "Asked", "probability": 20}]
MADE = {
    "portfolio": (lambda uow: create_portfolio(uow, name="Norte"), Portfolio.name == "Norte"),
    "portfolio of a file": (
        lambda uow: save_portfolios(uow, [PortfolioDraft(name="Norte", references=(("a", "1"),))]),
        Portfolio.name == "Norte",
    ),
    "team": (lambda uow: create_team(uow, name="West"), Team.name == "West"),
    "pipeline": (lambda uow: save_pipeline(uow, name="Big", stages=STAGES), Pipeline.name == "Big"),
    "person": (add_person, User.email == "new@example.com"),
    "rate": (
        lambda uow: set_exchange_rate(uow, "USD", Decimal("0.9"), valid_from=date(2026, 1, 1)),
        ExchangeRate.currency == "USD",
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_there_is_one_of_it_and_nobody_meets_a_fault(work, name):
    make, wanted = MADE[name]
    told = at_once(work, make, make)
    assert len(told) <= 1
    with work("admin") as uow:
        assert uow.session.scalar(select(func.count()).where(wanted)) == 1
    if name not in ("rate", "portfolio of a file"):
        assert len(told) == 1


def test_of_two_who_put_teams_below_each_other_the_second_is_refused(work):
    with work("admin") as uow:
        one, other = (create_team(uow, name=name).id for name in ("East", "West"))
    told = at_once(
        work,
        lambda uow: move_team(uow, one, other),
        lambda uow: move_team(uow, other, one),
    )
    assert [type(refusal) for refusal in told] == [TeamLoopError]
