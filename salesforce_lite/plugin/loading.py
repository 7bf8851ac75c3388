"""Imports the code of plugins, each by itself: one that fails leaves nothing behind."""

import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from salesforce_lite.plugin.discovery import Found
from salesforce_lite.plugin.errors import PluginCodeError, PluginError
from salesforce_lite.plugin.tables import (
    check_tables,
    claim_tables,
    configure_tables,
    forget_tables,
    table_names,
)

# Not `plugins/` on the path: a plugin called `calendar` would take the place of Python's.
NAMESPACE = "sfl_plugins"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The hooks of one plugin, as imported from its folder, and the tables that came with them."""

    folder: Path
    hooks: ModuleType
    tables: frozenset[str]


# Code is imported once per process, however many applications it makes.
_loaded: dict[str, Loaded] = {}


def load_plugin(found: Found) -> Loaded:
    """Import `hooks.py` of the plugin; raises a PluginError that says what is wrong with it."""
    plugin_id = found.manifest.id
    there = _loaded.get(plugin_id)
    if there is not None:
        if there.folder == found.folder:
            return there
        unload_plugin(plugin_id)
    before = table_names()
    try:
        hooks = _import(found)
        configure_tables(plugin_id)
        error = check_tables(plugin_id, table_names() - before)
        if error:
            raise error
    except PluginError:
        _forget(plugin_id, table_names() - before)
        raise
    except (Exception, SystemExit) as error:
        _forget(plugin_id, table_names() - before)
        raise code_error(plugin_id, error) from None
    claim_tables(plugin_id, table_names() - before)
    _loaded[plugin_id] = Loaded(found.folder, hooks, table_names() - before)
    return _loaded[plugin_id]


def unload_plugin(plugin_id: str) -> None:
    """Forget its modules and tables: for tests and for reloading while one develops."""
    there = _loaded.pop(plugin_id, None)
    if there is not None:
        _forget(plugin_id, there.tables)


def code_error(plugin_id: str, error: BaseException) -> PluginCodeError:
    """What the plugin's code raised, in one line and with its traceback."""
    reason = f"{type(error).__name__}: {error}"
    told = "".join(traceback.format_exception(error))
    return PluginCodeError(id=plugin_id, reason=reason, traceback=told)


def _import(found: Found) -> ModuleType:
    if found.package:
        return import_module(f"{found.package}.hooks")
    _namespace()
    name = module_name(found.manifest.id)
    sys.modules[name] = package = _package(name, found.folder)
    if package.__spec__ is not None and package.__spec__.loader is not None:
        package.__spec__.loader.exec_module(package)
    return import_module(f"{name}.hooks")


def _package(name: str, folder: Path) -> ModuleType:
    """The package of the folder; it may do without an __init__.py."""
    start = folder / "__init__.py"
    spec = spec_from_file_location(name, start, submodule_search_locations=[str(folder)])
    if start.exists() and spec is not None:
        return module_from_spec(spec)
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    return package


def module_name(plugin_id: str) -> str:
    """The import name of a plugin that was found in a folder."""
    return f"{NAMESPACE}.{plugin_id}"


def _namespace() -> None:
    if NAMESPACE not in sys.modules:
        package = ModuleType(NAMESPACE, "Plugins found in folders live below this name.")
        package.__path__ = []
        sys.modules[NAMESPACE] = package


def _forget(plugin_id: str, tables: frozenset[str]) -> None:
    own = module_name(plugin_id)
    for name in [name for name in sys.modules if name == own or name.startswith(f"{own}.")]:
        del sys.modules[name]
    forget_tables(plugin_id, tables)
