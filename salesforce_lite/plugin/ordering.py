"""Which plugins fit this server and each other, and in which order they come."""

from collections.abc import Iterable, Mapping

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from salesforce_lite.plugin.errors import (
    CoreTooOldError,
    CyclicDependencyError,
    IncompatibleApiError,
    MissingDependencyError,
    PluginError,
    UnusableDependencyError,
    WrongDependencyError,
)
from salesforce_lite.plugin.manifest import Manifest

# Counts up when a plugin that worked must be changed to go on working.
API = 1
_UPPER = ("<", "<=")


def check_server(manifest: Manifest, core: Version) -> PluginError | None:
    """Why the plugin does not fit this server; upper bounds only warn (`warning_of`)."""
    if manifest.api != API:
        return IncompatibleApiError(id=manifest.id, wanted=manifest.api, has=API)
    lower = SpecifierSet(
        ",".join(str(part) for part in manifest.requires_core if part.operator not in _UPPER)
    )
    if not lower.contains(core, prereleases=True):
        return CoreTooOldError(id=manifest.id, wanted=str(lower), has=core)
    return None


def is_untried(manifest: Manifest, core: Version) -> bool:
    """Whether its author names an upper bound that this server has passed; it runs all the same."""
    upper = [part for part in manifest.requires_core if part.operator in _UPPER]
    return not all(part.contains(core, prereleases=True) for part in upper)


def in_order(
    manifests: Iterable[Manifest], unusable: Mapping[str, PluginError]
) -> tuple[list[Manifest], dict[str, PluginError]]:
    """Those that can be used, needed ones first and ties by id; and why the others cannot.

    `unusable` are plugins that are there but do not fit by themselves.
    """
    known = {manifest.id: manifest for manifest in manifests}
    problems = dict(unusable)
    for manifest in known.values():
        error = _check_needs(manifest, known)
        if error:
            problems.setdefault(manifest.id, error)
    _spread(known, problems)
    left = {plugin_id: known[plugin_id] for plugin_id in sorted(known.keys() - problems.keys())}
    ordered: list[Manifest] = []
    while left:
        following = _next(left)
        if following is None:
            circle = _circle(left)
            shown = " → ".join((*circle, circle[0]))
            cyclic = {each: CyclicDependencyError(id=each, circle=shown) for each in circle}
            return in_order(known.values(), problems | cyclic)
        ordered.append(left.pop(following))
    return ordered, problems


def _check_needs(manifest: Manifest, known: Mapping[str, Manifest]) -> PluginError | None:
    for needed in manifest.requires:
        there = known.get(needed.name)
        if there is None:
            return MissingDependencyError(id=manifest.id, needs=needed.name)
        if not needed.specifier.contains(there.version, prereleases=True):
            return WrongDependencyError(id=manifest.id, needs=str(needed), has=there.version)
    return None


def _spread(known: Mapping[str, Manifest], problems: dict[str, PluginError]) -> None:
    """Whoever needs one that cannot be used cannot be used either."""
    for _ in known:
        for manifest in known.values():
            for needed in manifest.requires:
                if needed.name in problems:
                    error = UnusableDependencyError(id=manifest.id, needs=needed.name)
                    problems.setdefault(manifest.id, error)


def _next(left: Mapping[str, Manifest]) -> str | None:
    """The first by id that needs nobody who is left, and wishes for nobody if that can be had."""
    ready = [each for each, manifest in left.items() if not _needs(manifest, left)]
    content = [each for each in ready if not any(wish in left for wish in left[each].after)]
    return next(iter(content or ready), None)


def _needs(manifest: Manifest, left: Mapping[str, Manifest]) -> list[str]:
    return sorted(needed.name for needed in manifest.requires if needed.name in left)


def _circle(left: Mapping[str, Manifest]) -> list[str]:
    """Ids that need each other in turn: everybody who is left needs somebody who is left."""
    path = [next(iter(left))]
    while (needed := _needs(left[path[-1]], left)[0]) not in path:
        path.append(needed)
    return path[path.index(needed) :]
