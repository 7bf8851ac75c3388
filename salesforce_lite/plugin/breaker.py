"""The circuit breaker: a plugin that fails again and again is cut off, once and for all workers."""

from datetime import timedelta

from sqlalchemy import func, select, update

from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.plugin.events import PluginCutOff
from salesforce_lite.plugin.generation import next_generation, take_plugins_turn
from salesforce_lite.plugin.model import PluginRecord, Switch

MOST_FAILURES = 5
WITHIN = timedelta(minutes=5)


def count_failures(uow: UnitOfWork, plugin_id: str) -> int:
    """Failures in the last five minutes, since it was switched on."""
    since = uow.session.scalar(
        select(PluginRecord.switched_at).where(
            PluginRecord.plugin_id == plugin_id, PluginRecord.switch == Switch.ENABLED
        )
    )
    if since is None:
        return 0
    query = select(func.count()).where(
        Note.kind == FAILURE,
        Note.subject == plugin_id,
        Note.at >= max(since, uow.now - WITHIN),
    )
    return uow.session.scalar(query) or 0


def cut_off(uow: UnitOfWork, plugin_id: str) -> bool:
    """Disable it if it fails too often; whether this call did it. Many may ask at once."""
    take_plugins_turn(uow)
    failures = count_failures(uow, plugin_id)
    if failures < MOST_FAILURES:
        return False
    newest = uow.session.scalar(
        select(Note)
        .where(Note.kind == FAILURE, Note.subject == plugin_id)
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(1)
    )
    if not switch_off(uow, plugin_id, _reason(newest)):
        return False
    next_generation(uow)
    uow.record(PluginCutOff(plugin_id=plugin_id, failures=failures))
    return True


def switch_off(uow: UnitOfWork, plugin_id: str, reason: str) -> bool:
    """Without anybody asking; one statement, so that of a hundred failing requests one does it."""
    done = uow.session.execute(
        update(PluginRecord)
        .where(PluginRecord.plugin_id == plugin_id, PluginRecord.switch == Switch.ENABLED)
        .values(
            switch=Switch.AUTO_DISABLED,
            reason=reason[:500],
            switched_at=uow.now,
            switched_by=None,
            version=PluginRecord.version + 1,
        )
        .returning(PluginRecord.plugin_id)
    )
    return done.first() is not None


def _reason(note: Note | None) -> str:
    if note is None:
        return ""
    details = note.details
    return f"{details['place']}: {details['error']}: {details['message']}"[:500]
