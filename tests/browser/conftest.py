"""A server, a browser and the windows of people, for the tests that look at pages as people do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, NOT_FOUND, find_chromium, must_be_there
from tests.browser.desk import Desk, OpenDesk, windows
from tests.browser.greeter import put_greeter
from tests.browser.records import LEADERS, Person
from tests.browser.site import Site, furnished, put_faults, serve
from tests.conftest import ENGINE, Template, make_app

HERE = Path(__file__).parent
# A journey waits for a browser beside other tests; what cuts it off takes the browser along.
_LONGEST = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(_LONGEST))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; pages are the same on every engine, so one is enough."""
    if ENGINE != "sqlite":
        pytest.skip("browser tests run once, on SQLite")
    found = find_chromium()
    if found is None:
        (pytest.fail if must_be_there() else pytest.skip)(NOT_FOUND)
    return found


@pytest.fixture(scope="session")
def site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The server with everybody's records; tests take different ones."""
    folder = tmp_path_factory.mktemp("site")
    put_greeter(folder)
    app = make_app(folder, template.copy(folder))
    app.config["TESTING"] = False
    known = app.extensions["settings"]
    app.extensions["settings"] = known.model_copy(update={"inbox_address": "crm@example.com"})
    put_faults(app)
    ids = furnished(app)
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", ids)
    server.shutdown()
    server.server_close()
    app.engine.dispose()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_desk(browser: Browser, site: Site) -> Iterator[OpenDesk]:
    """`open_desk(person, login="rosa", viewport=PHONE)` – a window; none may complain."""
    with windows(browser, site) as open_window:
        yield open_window


@pytest.fixture(params=LEADERS, ids=lambda person: person.locale)
def person(request: pytest.FixtureRequest) -> Person:
    """Each journey is made in Mexican and in Spanish Spanish, and in English."""
    return request.param


@pytest.fixture
def desk(open_desk: OpenDesk, person: Person) -> Desk:
    """The person's window at the desk."""
    return open_desk(person)
