"""Use cases of an administrator: uninstall a plugin, and purge what it keeps.

Both work without its code: the record says which tables are its own.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.job_rows import Job
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.migrations import drop_tables, there_are, who_refers_to
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.plugin.errors import (
    NothingKeptError,
    StillEnabledError,
    TablesNeededError,
)
from salesforce_lite.plugin.events import PluginPurged, PluginUninstalled
from salesforce_lite.plugin.generation import next_generation, take_plugins_turn
from salesforce_lite.plugin.installation import Installation
from salesforce_lite.plugin.migrating import version_table
from salesforce_lite.plugin.model import PluginRecord, Switch
from salesforce_lite.plugin.switching import MANAGE, plugin_record

_WRONG_WORD = N_("Type %(id)s, the id of the plugin, to say that you mean it.")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A plugin that leaves, and the ids of all others: their names may begin with its own."""

    plugin_id: str
    others: frozenset[str]
    # Its tables go too, and with them whatever uses its lists.
    is_purged: bool

    @property
    def prefix(self) -> str:
        """What its permissions and lists begin with."""
        return f"{self.plugin_id}."

    def is_its_kind(self, kind: str) -> bool:
        """Whether a kind of search results is its own."""
        beginnings = (f"{each}_" for each in self.others if each.startswith(self.plugin_id))
        is_another = kind in self.others or kind.startswith(tuple(beginnings))
        return not is_another and f"{kind}_".startswith(f"{self.plugin_id}_")


def known_ids(uow: UnitOfWork) -> frozenset[str]:
    """Ids of all that were ever enabled here, with code or without."""
    return frozenset(uow.session.scalars(select(PluginRecord.plugin_id)))


def record_to_remove(uow: UnitOfWork, installation: Installation, plugin_id: str) -> PluginRecord:
    """What the database knows of a plugin that is off. Raises UnknownPluginError, NothingKeptError,
    StillEnabledError."""
    uow.actor.require(MANAGE)
    take_plugins_turn(uow)
    record = plugin_record(uow, plugin_id)
    if record is None:
        installation.plugin(plugin_id)
        raise NothingKeptError(id=plugin_id)
    if record.is_on:
        raise StillEnabledError(id=plugin_id)
    return record


def tables_of(uow: UnitOfWork, installation: Installation, plugin_id: str) -> list[str]:
    """The tables that it has in this database; its version table is no data and not among them."""
    record, plugin = plugin_record(uow, plugin_id), installation.plugins.get(plugin_id)
    names = {*(record.tables if record else ()), *(plugin.tables if plugin else ())}
    return there_are(uow.session.connection(), names)


def uninstall_plugin(uow: UnitOfWork, record: PluginRecord) -> None:
    """Forget that it was ever set up: settings, secrets, failures, jobs.

    Its tables stay, and are found again when it is enabled again.
    """
    plugin_id = record.plugin_id
    _forget(uow, plugin_id)
    record.settings, record.secrets = {}, {}
    record.switch, record.switched_at, record.switched_by = Switch.DISABLED, None, None
    record.reason = record.files = ""
    if not record.tables:
        uow.session.delete(record)
    next_generation(uow)
    uow.record(PluginUninstalled(plugin_id=plugin_id))


def check_purge(uow: UnitOfWork, plugin_id: str, tables: Collection[str], typed: str) -> None:
    """Raises InvalidInputError where another word was typed, TablesNeededError where others refer
    to its tables."""
    if typed.strip() != plugin_id:
        raise InvalidInputError(fields={"typed": _WRONG_WORD}, id=plugin_id)
    needed_by = who_refers_to(uow.session.connection(), tables)
    if needed_by:
        raise TablesNeededError(id=plugin_id, tables=", ".join(needed_by))


def purge_plugin(uow: UnitOfWork, record: PluginRecord, tables: Collection[str]) -> None:
    """Remove all that it ever kept; only the history and the events tell that it was there."""
    plugin_id = record.plugin_id
    _forget(uow, plugin_id)
    connection = uow.session.connection()
    # What the session holds of these tables is written or forgotten before they go.
    uow.session.flush()
    drop_tables(connection, {*tables, *there_are(connection, [version_table(plugin_id)])})
    uow.session.delete(record)
    next_generation(uow)
    uow.record(PluginPurged(plugin_id=plugin_id, tables=tuple(tables)))


def _forget(uow: UnitOfWork, plugin_id: str) -> None:
    """Its failures, and what was to be done for it."""
    uow.session.execute(delete(Note).where(Note.kind == FAILURE, Note.subject == plugin_id))
    is_its_own = or_(
        Job.kind.startswith(f"{plugin_id}.", autoescape=True),
        Job.kind.startswith(f"{plugin_id}/", autoescape=True),
    )
    uow.session.execute(delete(Job).where(is_its_own))
