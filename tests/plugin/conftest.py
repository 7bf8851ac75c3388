"""Small plugins, written for one test each, and servers that find them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from salesforce_lite.app import create_app
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.plugin.loading import unload_plugin
from salesforce_lite.web import App
from tests.conftest import Template, drop_database

HOOKS = "from salesforce_lite.plugin import *\n"


class Workshop:
    """A folder of plugins and the servers made over it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder / "plugins"
        self.folder.mkdir()
        self.instance = folder
        self.address = address
        self.written: set[str] = set()
        self.apps: list[App] = []

    def write(
        self,
        plugin_id: str,
        hooks: str = "",
        *,
        manifest: str = "",
        files: dict[str, str] | None = None,
    ) -> Path:
        """A plugin whose `hooks.py` is the given text; `files` are more of its files."""
        place = self.folder / plugin_id
        place.mkdir(exist_ok=True)
        usual = f'id = "{plugin_id}"\nname = "{plugin_id.title()}"\nversion = "1.0"\napi = 1\n'
        (place / "plugin.toml").write_text(
            dedent(manifest) or f'[plugin]\n{usual}summary = "For a test."\n'
        )
        (place / "hooks.py").write_text(HOOKS + dedent(hooks))
        for name, text in (files or {}).items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(dedent(text))
        self.written.add(plugin_id)
        return place

    def serve(self, **settings: object) -> App:
        """A worker over the folder; several see each other's changes at once."""
        app = create_app(
            Settings(
                instance=self.instance,
                database_url=self.address,
                plugin_path=(self.folder,),
                **{"plugin_ttl": 0, "secret_key": "test"} | settings,
            )
        )
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        self.apps.append(app)
        return app


@pytest.fixture
def workshop(template: Template, tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path, template.copy(tmp_path))
    yield made
    for app in made.apps:
        app.engine.dispose()
    for plugin_id in made.written:
        unload_plugin(plugin_id)
    drop_database(made.address)


@pytest.fixture
def operating() -> Callable[[App], object]:
    """`with operating(app) as uow:` – a writing unit of the operator."""

    @contextmanager
    def unit(app: App) -> Iterator[UnitOfWork]:
        with unit_of_work(
            app.make_session,
            system_actor("tests"),
            surface="test",
            reactions=app.contributions.reactions,
        ) as uow:
            yield uow

    return unit


@pytest.fixture
def enable(operating) -> Callable[..., None]:
    """Enable plugins of an app, as an administrator does."""

    def switch_on(app: App, *ids: str) -> None:
        for plugin_id in ids:
            app.plugins.migrate(plugin_id)
            with operating(app) as uow:
                app.plugins.enable(uow, plugin_id)

    return switch_on
