"""The tables of a plugin: their names, their references, their way up and down."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import migrate_plugin, undescribed
from salesforce_lite.testing.checks.loading import refuse_what_is_told
from salesforce_lite.testing.faults import Fault, NotLookedAt
from salesforce_lite.testing.trial import Trial

_HARMLESS = ("CASCADE", "SET NULL")


def check_table_names(trial: Trial) -> None:
    """Its tables begin with its id, those without a model too."""
    refuse_what_is_told(trial, frozenset(["table_name"]))
    for name in sorted(_made(trial)):
        if not name.startswith(f"{trial.id}_"):
            raise Fault(f"A migration makes the table “{name}”; call it {trial.id}_….")


def check_references(trial: Trial) -> None:
    """Every reference to a table of the core says what happens when its row goes."""
    refuse_what_is_told(trial, frozenset(["table_reference"]))
    own = _made(trial)
    look = inspect(trial.app.engine)
    for name in sorted(own):
        for key in look.get_foreign_keys(name):
            says = str(key.get("options", {}).get("ondelete", "")).upper()
            if key["referred_table"] not in own and says not in _HARMLESS:
                raise Fault(
                    f"The migration makes {name}.{key['constrained_columns'][0]} refer to "
                    f"“{key['referred_table']}” without ondelete. Say CASCADE or SET NULL there."
                )


def check_migrations(trial: Trial) -> None:
    """Its migrations go up, down and up again, and make what its models say."""
    _ = trial.plugin
    before = trial.tables()
    trial.migrate()
    first = _columns(trial)
    missing = undescribed(trial.app.engine, trial.plugin)
    if missing:
        raise Fault(f"Its models and its migrations differ; write a migration: {missing}")
    migrate_plugin(trial.app.engine, trial.plugin, "base")
    left = {name for name in trial.tables() - before if not name.startswith("alembic_version_")}
    if left:
        raise Fault(f"Its downgrade leaves {', '.join(sorted(left))}; drop it there.")
    trial.migrate()
    if _columns(trial) != first:
        raise Fault("Up, down and up again its tables are others than before; mend a downgrade.")


def _made(trial: Trial) -> set[str]:
    """The tables that its migrations make, which are made now."""
    _ = trial.plugin
    before = trial.tables()
    try:
        trial.migrate()
    except DomainError as error:
        raise NotLookedAt(f"Its tables cannot be made: {error}") from None
    return {name for name in trial.tables() - before if not name.startswith("alembic_version_")}


def _columns(trial: Trial) -> Mapping[Any, Any]:
    look = inspect(trial.app.engine)
    return {
        name: sorted((one["name"], str(one["type"]), one["nullable"]) for one in columns)
        for (_, name), columns in look.get_multi_columns().items()
    }
