"""A customer to do something for, and where a person lives."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import User
from tests.activities.records import a_customer


@pytest.fixture
def lives_in(work):
    """Give a person another zone and language."""

    def move(name: str, zone: str, locale: str = "en") -> None:
        with work("admin") as uow:
            query = select(User).where(User.email == f"{name}@example.com")
            user = uow.session.scalars(query).one()
            user.zone, user.locale = zone, locale

    return move


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return a_customer(uow, country="MX", lifecycle="active")
