"""One site with twin records for all tests of a module; each test leaves it as it found it."""

from collections.abc import Iterator

import pytest

from salesforce_lite.plugin.loading import unload_plugin
from tests.conftest import Template, drop_database, make_app
from tests.security.office import PLUGINS, put_plugins, switch_plugins
from tests.security.records import NORTH, SOUTH
from tests.security.site import Site, add_records, furnish_office


@pytest.fixture(scope="module")
def empty_site(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """People and no records."""
    folder = tmp_path_factory.mktemp("site")
    address = template.copy(folder)
    put_plugins(folder)
    site = Site(make_app(folder, address))
    site.app.config["WTF_CSRF_ENABLED"] = False
    site.hire_southern_manager()
    switch_plugins(site.app, site.work_of_system)
    yield site
    site.app.engine.dispose()
    for plugin_id in PLUGINS:
        unload_plugin(plugin_id)
    drop_database(address)


@pytest.fixture(scope="module")
def site(empty_site: Site) -> Site:
    """The rep of the north and the other one of the south have the same records."""
    add_records(empty_site, "rep", NORTH)
    add_records(empty_site, "other", SOUTH)
    furnish_office(empty_site)
    return empty_site
