"""The plugins of a server: what was found, which of it can be used, and what it contributes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from packaging.version import Version

from salesforce_lite import __version__
from salesforce_lite.kernel.job_rows import LONGEST_KIND
from salesforce_lite.plugin.discovery import Found, Refused, find_plugins
from salesforce_lite.plugin.errors import (
    PluginError,
    SafeModeError,
    UnknownPluginError,
    WrongAnswerError,
)
from salesforce_lite.plugin.lifecycle import Lifecycle, lifecycle_of
from salesforce_lite.plugin.loading import (
    code_error,
    load_plugin,
    module_name,
    unload_plugin,
)
from salesforce_lite.plugin.manifest import Manifest
from salesforce_lite.plugin.ordering import check_server, in_order, is_untried
from salesforce_lite.plugin.registry import ask
from salesforce_lite.plugin.settings_fields import settings_of
from salesforce_lite.plugin.values import NOTHING, Contributions, Subscription

# Looks at a plugin that loads well and answers why its pages, say, cannot be used after all.
Check = Callable[["Plugin"], PluginError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One installed plugin. With a `problem` it contributes nothing and cannot be enabled."""

    manifest: Manifest
    folder: Path
    # The import name of its code; empty while it is not loaded.
    package: str = ""
    contributions: Contributions = NOTHING
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    tables: frozenset[str] = frozenset()
    problem: PluginError | None = None
    # Its author names an upper bound that this server has passed.
    is_untried: bool = False

    @property
    def id(self) -> str:
        return self.manifest.id

    def awaits_upgrade(self, from_version: str) -> bool:
        """Whether it wants to be asked before this code works on what that version has left."""
        is_other = from_version not in ("", str(self.manifest.version))
        return is_other and "on_upgrade" in self.lifecycle


@dataclass(frozen=True, slots=True)
class Installation:
    """All plugins, needed ones first, and what only looks like one."""

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()

    def plugin(self, plugin_id: str) -> Plugin:
        """The plugin of this id; raises UnknownPluginError."""
        if plugin_id not in self.plugins:
            known = ", ".join(self.plugins) or "–"
            raise UnknownPluginError(id=plugin_id, known=known)
        return self.plugins[plugin_id]

    def usable(self) -> list[Plugin]:
        """Those without a problem, in order."""
        return [plugin for plugin in self.plugins.values() if plugin.problem is None]

    def problems(self) -> list[PluginError]:
        """Everything that is wrong, for `doctor` and for the strict mode."""
        own = (plugin.problem for plugin in self.plugins.values())
        found = [error for error in own if error and not isinstance(error, SafeModeError)]
        return [*(refused.error for refused in self.refused), *found]


def install(
    folders: Iterable[Path], check: Check | None = None, *, is_safe_mode: bool = False
) -> Installation:
    """Find, order, import and ask all plugins. None of them can keep the server from starting.

    In safe mode no code of theirs is run.
    """
    found, refused = find_plugins(folders)
    if is_safe_mode:
        asleep = (
            Plugin(manifest=each.manifest, folder=each.folder, problem=SafeModeError())
            for each in found
        )
        return Installation({plugin.id: plugin for plugin in asleep}, tuple(refused))
    core = Version(__version__)
    unusable = {
        each.manifest.id: error
        for each in found
        if (error := check_server(each.manifest, core)) is not None
    }
    problems = dict(unusable)
    loaded: dict[str, Plugin] = {}
    manifests = [each.manifest for each in found]
    by_id = {each.manifest.id: each for each in found}
    ordered, problems = in_order(manifests, problems)
    for manifest in ordered:
        plugin = _load(by_id[manifest.id], core, check)
        loaded[plugin.id] = plugin
        if plugin.problem is not None:
            problems[plugin.id] = plugin.problem
    # Once more: who needs one whose code turned out to be broken cannot be used either.
    ordered, problems = in_order(manifests, problems)
    usable = {manifest.id: loaded[manifest.id] for manifest in ordered}
    for plugin_id in problems:
        # Nobody looks after the tables of what is not used.
        unload_plugin(plugin_id)
    broken = {
        each.manifest.id: Plugin(
            manifest=each.manifest, folder=each.folder, problem=problems[each.manifest.id]
        )
        for each in found
        if each.manifest.id in problems
    }
    return Installation(usable | broken, tuple(refused))


def _load(found: Found, core: Version, check: Check | None) -> Plugin:
    try:
        code = load_plugin(found)
        plugin = Plugin(
            manifest=found.manifest,
            folder=found.folder,
            package=found.package or module_name(found.manifest.id),
            contributions=_asked(code.hooks, found.manifest.id),
            lifecycle=lifecycle_of(code.hooks),
            tables=code.tables,
            is_untried=is_untried(found.manifest, core),
        )
        problem = check(plugin) if check else None
    except PluginError as error:
        problem = error
    if problem is None:
        return plugin
    unload_plugin(found.manifest.id)
    return Plugin(manifest=found.manifest, folder=found.folder, problem=problem)


def _asked(hooks: ModuleType, plugin_id: str) -> Contributions:
    """What it contributes; its settings are looked at now, so that they cannot fail later."""
    contributions = ask(hooks, plugin_id)
    _check_names(contributions, plugin_id)
    if len(contributions.settings_form) > 1:
        raise WrongAnswerError(
            id=plugin_id, hook="settings_form", answer="several", wanted="one form"
        )
    _check_jobs(contributions, plugin_id)
    try:
        for form in contributions.settings_form:
            settings_of(form)
    except (Exception, SystemExit) as error:
        raise code_error(plugin_id, error) from None
    return contributions


# Hook → the attribute that stands in tables of the core, or in addresses; what joins it to the id
# of the plugin ("_" also lets the id alone stand); and an example of what may follow.
_OWN_NAMES: Mapping[str, tuple[str, str, str]] = {
    "list_definitions": ("name", ".", "sources"),
    "search_sources": ("kind", "_", "note"),
    "link_pages": ("kind", ".", "statement"),
    "sync_commands": ("name", ".", "redeem"),
    "list_columns": ("name", "_", "grade"),
}


def _check_names(contributions: Contributions, plugin_id: str) -> None:
    """What stands elsewhere under these names is known to be its."""
    for hook, (attribute, joint, example) in _OWN_NAMES.items():
        for value in getattr(contributions, hook):
            name = str(getattr(value, attribute))
            whole = f"{name}_" if joint == "_" else name
            if not whole.startswith(f"{plugin_id}{joint}"):
                or_alone = f"{plugin_id} or " if joint == "_" else ""
                raise WrongAnswerError(
                    id=plugin_id,
                    hook=hook,
                    answer=name,
                    wanted=f"a {attribute} such as {or_alone}{plugin_id}{joint}{example}",
                )


def _check_jobs(contributions: Contributions, plugin_id: str) -> None:
    """Jobs and deliveries wait in one table for all; their kinds say whose they are."""
    for job in contributions.jobs:
        if not job.name.startswith(f"{plugin_id}.") or len(job.name) > LONGEST_KIND:
            raise WrongAnswerError(
                id=plugin_id, hook="jobs", answer=job.name, wanted=f"names such as {plugin_id}.tidy"
            )
    delivered = [replace(one, plugin=plugin_id).kind for one in _delivered(contributions)]
    twice = len({*delivered}) < len(delivered)
    for kind in delivered:
        if twice or kind.endswith(("/", ">")) or len(kind) > LONGEST_KIND:
            raise WrongAnswerError(
                id=plugin_id,
                hook="subscriptions",
                answer=kind,
                wanted="after_commit(…, name=…) with a short name of its own for each",
            )


def _delivered(contributions: Contributions) -> list[Subscription]:
    return [one for one in contributions.subscriptions if one.is_delivered]
