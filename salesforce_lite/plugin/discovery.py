"""Finds plugins: folders with a plugin.toml, and installed packages that offer themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from salesforce_lite.plugin.errors import (
    DuplicatePluginError,
    FolderNameError,
    ManifestSyntaxError,
    PluginCodeError,
    PluginError,
)
from salesforce_lite.plugin.manifest import FILE_NAME, Manifest, read_manifest

ENTRY_POINTS = "salesforce_lite.plugins"


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin whose manifest was read. `package` is its import name if it is an installed one."""

    manifest: Manifest
    folder: Path
    package: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that looks like a plugin and cannot be taken for one."""

    place: str
    error: PluginError


def find_plugins(folders: Iterable[Path]) -> tuple[list[Found], list[Refused]]:
    """All plugins by id, in order; of two with the same id the first place counts.

    A folder holds plugins, or is one.
    """
    found: dict[str, Found] = {}
    refused: list[Refused] = []
    for outcome in (*_in_folders(folders), *_in_packages()):
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        plugin_id = outcome.manifest.id
        first = found.setdefault(plugin_id, outcome)
        if first.folder == outcome.folder:
            # Found in a folder and as a package: its own imports name the package.
            found[plugin_id] = outcome
        else:
            clash = DuplicatePluginError(id=plugin_id, place=outcome.folder, first=first.folder)
            refused.append(Refused(str(outcome.folder), clash))
    return [found[plugin_id] for plugin_id in sorted(found)], refused


def _in_folders(folders: Iterable[Path]) -> Iterator[Found | Refused]:
    for parent in folders:
        try:
            found = _below(parent) if parent.is_dir() else []
        except OSError as error:
            unreadable = ManifestSyntaxError(file=parent, reason=error.strerror or str(error))
            yield Refused(str(parent), unreadable)
            continue
        for path in found:
            yield _read(path.parent.resolve())


def _below(parent: Path) -> list[Path]:
    own = parent / FILE_NAME
    return [own] if own.is_file() else sorted(parent.glob(f"*/{FILE_NAME}"))


def _read(folder: Path) -> Found | Refused:
    try:
        manifest = read_manifest(folder)
        if manifest.id != folder.name:
            raise FolderNameError(folder=folder, id=manifest.id)
    except PluginError as error:
        return Refused(str(folder), error)
    return Found(manifest, folder)


def _in_packages() -> Iterator[Found | Refused]:
    # A loop of our own: pluggy's stops at the first package that is broken.
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        yield _read_package(point)


def _read_package(point: EntryPoint) -> Found | Refused:
    try:
        spec = find_spec(point.module)
    except (Exception, SystemExit) as error:
        # Finding a package inside another one runs the outer one's code.
        return _without_folder(point, f"{type(error).__name__}: {error}")
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        return _without_folder(point, f"there is no package {point.module}")
    folder = Path(places[0]).resolve()
    try:
        return Found(read_manifest(folder), folder, point.module)
    except PluginError as error:
        return Refused(point.module, error)


def _without_folder(point: EntryPoint, reason: str) -> Refused:
    return Refused(point.module, PluginCodeError(id=point.name, reason=reason))
