"""How scoring fares, for administrators: whether it is behind, and which rules do nothing."""

from datetime import timedelta

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Health

from .engine import idle_rules
from .fields import all_fields_by_key
from .rules import Definition
from .versions import find_active_version, find_progress

# A worker looks every minute; after so long it does not.
_BEHIND = timedelta(minutes=15)
_MOST_NAMED = 5
_LATE = N_(
    "Scores have not been renewed for %(minutes)s minutes. See whether a worker runs, and look at "
    "the jobs of this plugin."
)
_IDLE = N_(
    "These rules give nothing, because a field that they ask for is gone: %(rules)s. Change or "
    "remove them."
)


def how_it_fares(uow: UnitOfWork) -> Health | None:
    """The worst that is to be told; None when all is well."""
    progress, version = find_progress(uow), find_active_version(uow)
    if progress is None or version is None:
        return None
    last = progress.followed_until
    if progress.pass_ended_at is None:
        last = min(last, progress.pass_step_at)
    if last < uow.now - _BEHIND:
        minutes = int((uow.now - last).total_seconds() // 60)
        return Health(state="warn", text=_LATE, values={"minutes": minutes})
    definition = version.definition
    idle = idle_rules(definition, all_fields_by_key(uow))
    if idle:
        return Health(state="warn", text=_IDLE, values={"rules": _named(definition, set(idle))})
    return None


def _named(definition: Definition, idle: set[str]) -> str:
    """By their names, or else by their places among the rules: nobody's language is known here."""
    names = [
        f"“{rule.name}”" if rule.name else f"#{place}"
        for place, rule in enumerate(definition.rules, 1)
        if rule.key in idle
    ]
    more = ["…"] if len(names) > _MOST_NAMED else []
    return ", ".join(names[:_MOST_NAMED] + more)
