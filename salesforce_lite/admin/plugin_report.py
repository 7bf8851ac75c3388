"""What an administrator reads about one plugin before and after switching it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesforce_lite.admin.added_words import Added, added_of
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import (
    Health,
    Measure,
    MigrationFailedError,
    MigrationStep,
    Plugin,
    Plugins,
    PluginState,
    migration_steps,
    recent_failures,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginReport:
    """`conflicts`: (hook, name, the other plugin's id or empty)."""

    # Hook → what it adds there.
    added: Mapping[str, Sequence[Added]]
    conflicts: Sequence[tuple[str, str, str]]
    failures: Sequence[Note]
    slow: Sequence[tuple[str, Measure]]
    # Its files are others than when it was enabled.
    is_changed: bool
    # Its tables in this database.
    tables: Sequence[str]
    # How its tables came to be what they are, oldest first.
    migrations: Sequence[MigrationStep]
    # None where it has nothing to say of itself.
    health: Health | None

    @property
    def is_waiting(self) -> bool:
        """Whether switching it on changes tables first."""
        return not all(step.is_done for step in self.migrations)


def report_of(plugins: Plugins, uow: UnitOfWork, state: PluginState) -> PluginReport:
    """All of it; a plugin whose code is gone or broken adds nothing."""
    plugin = state.plugin
    has_code = plugin is not None and state.problem is None
    return PluginReport(
        added=_added(plugins, plugin) if plugin and has_code else {},
        conflicts=plugins.conflicts(state.id) if has_code else (),
        failures=recent_failures(uow, state.id),
        slow=list(plugins.timing.of(state.id))[:10],
        is_changed=plugins.is_changed(state),
        tables=plugins.removal.tables(uow, state.id),
        migrations=_migrations(uow, plugin) if plugin and has_code else (),
        health=plugins.health([state]).get(state.id),
    )


def _migrations(uow: UnitOfWork, plugin: Plugin) -> Sequence[MigrationStep]:
    """None where they cannot be read: that is told when it is switched on, and as its state."""
    try:
        return migration_steps(uow.session.connection(), plugin)
    except MigrationFailedError:
        return ()


def _added(plugins: Plugins, plugin: Plugin) -> dict[str, Sequence[Added]]:
    return {
        hook: added_of(hook, names, getattr(plugin.contributions, hook, ()))
        for hook, names in plugins.additions(plugin.id).items()
    }
