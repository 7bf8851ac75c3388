"""What can be said of a plugin before it runs: its manifest, and what its hooks answer."""

from collections.abc import Iterator

from salesforce_lite.plugin import SLOTS, ListSort
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial

_MANIFEST = frozenset(
    [
        *("manifest_syntax", "manifest_missing_key", "manifest_unknown_key", "manifest_value"),
        *("folder_name", "duplicate_plugin", "incompatible_api", "core_too_old"),
        *("missing_dependency", "wrong_dependency", "unusable_dependency", "cyclic_dependency"),
    ]
)
_CODE = frozenset(["misspelt_hook", "wrong_answer", "plugin_code"])
_RECORDS = ("customer", "opportunity")


def check_manifest(trial: Trial) -> None:
    """Its plugin.toml is valid and fits this server."""
    refuse_what_is_told(trial, _MANIFEST)


def check_hooks(trial: Trial) -> None:
    """Its code loads, no hook is misspelt, and what it answers has a place."""
    refuse_what_is_told(trial, _CODE)
    for fault in _without_place(trial):
        raise Fault(fault)


def refuse_what_is_told(trial: Trial, codes: frozenset[str]) -> None:
    """Raise the reason why the plugin cannot be used, if it is one of these."""
    problem = trial.problem
    if problem is not None and problem.code in codes:
        raise Fault(str(problem))
    _ = trial.plugin


def _without_place(trial: Trial) -> Iterator[str]:
    contributions = trial.plugin.contributions
    for panel in contributions.panels:
        if panel.slot not in SLOTS:
            yield f"No page has the slot “{panel.slot}”. There are: {', '.join(SLOTS)}."
    for source in contributions.glance_sources:
        if source.about not in _RECORDS:
            yield f"Nothing is said at a glance about “{source.about}”; say {_either(_RECORDS)}."
    for column in contributions.list_columns:
        if column.sort is not None:
            yield from _unsorted(column.name, column.sort)
    entities = [one.entity for one in trial.app.contributions.importers]
    for added in contributions.export_columns:
        if added.entity not in entities:
            yield f"Nothing called “{added.entity}” is exported; say {_either(tuple(entities))}."


def _unsorted(name: str, sort: ListSort) -> Iterator[str]:
    """What keeps a list from being read page by page in the order of the numbers."""
    table, key, number = sort.key.class_.__table__, sort.key.name, sort.number.name
    if table.c[number].nullable or table.c[key].nullable:
        yield f"The column “{name}” sorts by {table.name}, whose {key} or {number} may be null."
    unique = [table.primary_key, *(index for index in table.indexes if index.unique)]
    if not any(one.columns.keys() == [key] for one in unique):
        yield (
            f"The column “{name}” sorts by {table.name}, which may have several rows for a record; "
            f"make {key} its key."
        )
    if not any(index.columns.keys()[:2] == [number, key] for index in table.indexes):
        yield (
            f"The column “{name}” sorts by {table.name} without an index over {number} and then "
            f"{key}, and would read all of it for each page."
        )


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"“{word}”" for word in words)
