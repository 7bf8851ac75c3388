"""All that a plugin keeps to, in reading order; suite and command run the same."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.testing.checks.leaving import check_purging
from salesforce_lite.testing.checks.loading import check_hooks, check_manifest
from salesforce_lite.testing.checks.pages import check_pages
from salesforce_lite.testing.checks.running import check_budget, check_reacting, check_reading
from salesforce_lite.testing.checks.settings import check_settings
from salesforce_lite.testing.checks.switching import check_core_without_it, check_switching
from salesforce_lite.testing.checks.tables import (
    check_migrations,
    check_references,
    check_table_names,
)
from salesforce_lite.testing.databases import Template, new_template
from salesforce_lite.testing.faults import Fault, NotLookedAt
from salesforce_lite.testing.trial import Trial

Check = Callable[[Trial], None]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "manifest": check_manifest,
        "hooks": check_hooks,
        "table_names": check_table_names,
        "references": check_references,
        "migrations": check_migrations,
        "switching": check_switching,
        "core_without_it": check_core_without_it,
        "settings": check_settings,
        "pages": check_pages,
        "reading": check_reading,
        "reacting": check_reacting,
        "budget": check_budget,
        "purging": check_purging,
    }
)


class Outcome(StrEnum):
    KEPT = "✓"
    BROKEN = "✗"
    NOT_LOOKED_AT = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check says: `kept_to` is what is looked at, `advice` what is to be done."""

    check: str
    kept_to: str
    outcome: Outcome
    advice: str = ""


def check_plugin(
    folder: Path, settings: Mapping[str, Any] | None = None, *, only: Collection[str] = ()
) -> Iterator[Finding]:
    """Try the plugin of the folder out, each check on a database of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="plugin-") as place,
        new_template(Path(place)) as template,
    ):
        for name, check in CHECKS.items():
            if only and name not in only:
                continue
            yield _finding(name, check, folder, template, Path(place) / name, settings or {})


def try_out(
    check: Check, folder: Path, template: Template, place: Path, settings: Mapping[str, Any]
) -> None:
    """Run one check; raises a Fault. Whatever else it meets is the plugin's fault as well."""
    place.mkdir()
    trial = Trial(folder.resolve(), template.copy(place), place, settings)
    try:
        check(trial)
    except Fault:
        raise
    except DomainError as error:
        raise Fault(str(error)) from error
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        raise Fault(f"It fails: {type(error).__name__}: {first}") from error
    finally:
        trial.close()
        shutil.rmtree(place, ignore_errors=True)


def sentence_of(check: Check) -> str:
    """What is kept to."""
    return (check.__doc__ or "").strip()


def _finding(
    name: str,
    check: Check,
    folder: Path,
    template: Template,
    place: Path,
    settings: Mapping[str, Any],
) -> Finding:
    outcome, advice = Outcome.KEPT, ""
    try:
        try_out(check, folder, template, place, settings)
    except NotLookedAt as fault:
        outcome, advice = Outcome.NOT_LOOKED_AT, str(fault)
    except Fault as fault:
        outcome, advice = Outcome.BROKEN, str(fault)
    return Finding(check=name, kept_to=sentence_of(check), outcome=outcome, advice=advice)
