"""What can be said of a plugin before it runs: its manifest, and what its hooks answer."""

from collections.abc import Iterator

from salesforce_lite.plugin import SLOTS
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


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"“{word}”" for word in words)
