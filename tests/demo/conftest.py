"""A small sample company for the tests of this folder."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from salesforce_lite.demo import Plot, SamplePerson, add_sample_data
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App
from tests.conftest import Template, drop_database, make_app

DAY = date(2026, 3, 11)  # a Wednesday
Fill = Callable[..., list[SamplePerson]]


@pytest.fixture(scope="session")
def company(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A whole sample company in Spanish, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("company")
    address = template.copy(folder)
    filled = make_app(folder, address)
    with unit_of(filled) as uow:
        add_sample_data(uow, Plot(day=DAY, language="es", customers=300))
    yield filled
    filled.engine.dispose()
    drop_database(address)


@pytest.fixture
def operator(app: App):
    """`with operator() as uow:` – a writing unit of the command line."""

    return lambda: unit_of(app)


def unit_of(app: App):
    return unit_of_work(
        app.make_session,
        system_actor("sample data"),
        surface="demo",
        reactions=app.contributions.reactions,
    )


@pytest.fixture
def other_app(template: Template, tmp_path: Path) -> Iterator[App]:
    """A second server, on a database of its own."""
    folder = tmp_path / "other"
    folder.mkdir()
    address = template.copy(folder)
    other = make_app(folder, address)
    yield other
    other.engine.dispose()
    drop_database(address)


@pytest.fixture
def fill(app) -> Fill:
    """Puts a sample company in."""

    def put_in(*, day=DAY, language="es", seed=7, customers=30, into=None):
        plot = Plot(day=day, language=language, seed=seed, customers=customers)
        with unit_of(into or app) as uow:
            return add_sample_data(uow, plot)

    return put_in
