"""Houses: each a server on a database of its own, in which the same world stands."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from salesforce_lite.testing import Template, drop_database, make_app
from salesforce_lite.testing.people import actor_called
from salesforce_lite.testing.servers import working_as
from salesforce_lite.web import App
from tests.doors.door import House
from tests.doors.world import BEFORE, NOW, build_world, stages_of


@pytest.fixture
def build(template: Template, tmp_path, at) -> Iterator[Callable[[], House]]:
    """`build()` – a new house; it is `NOW`, and the world is of `BEFORE`."""
    houses: list[App] = []

    def make() -> House:
        folder = tmp_path / str(len(houses))
        folder.mkdir()
        app = make_app(folder, template.copy(folder))
        houses.append(app)
        at(BEFORE)
        with working_as(app, "admin") as uow:
            build_world(uow)
            stages = stages_of(uow)
        at(NOW)
        return House(app, folder, stages, partial(_actor, app))

    yield make
    for app in houses:
        app.engine.dispose()
        drop_database(app.engine.url.render_as_string(hide_password=False))


def _actor(app: App, name: str):
    with app.make_session() as session:
        return actor_called(session, name)
