"""Asks a slice or plugin once what it contributes, and keeps the answers as plain tuples."""

from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches
from inspect import isroutine
from types import ModuleType
from typing import Any

import pluggy

from salesforce_lite.plugin.api_values import ApiInclude
from salesforce_lite.plugin.asking_values import ActivityLines, ActivityQuestions, ExportColumns
from salesforce_lite.plugin.command_values import CliCommand, SampleData
from salesforce_lite.plugin.customer_values import LinkPage
from salesforce_lite.plugin.errors import MisspeltHookError, PluginError, WrongAnswerError
from salesforce_lite.plugin.fields import wrong_field
from salesforce_lite.plugin.hookspecs import PROJECT, HookSpecs
from salesforce_lite.plugin.lifecycle import LIFECYCLE, LifecycleSpecs
from salesforce_lite.plugin.list_values import ListColumn
from salesforce_lite.plugin.loading import code_error
from salesforce_lite.plugin.shown_values import GlanceSource, OpportunityChips, TimelineSource
from salesforce_lite.plugin.sync_values import SyncCommand
from salesforce_lite.plugin.told_values import NotificationKind
from salesforce_lite.plugin.values import (
    ActivityKind,
    Contributions,
    JobKind,
    MenuItem,
    Panel,
    Permission,
    Subscription,
)

HOOKS = tuple(field.name for field in fields(Contributions))
# Values of higher layers are known by name only.
_WANTED: dict[str, type | str] = {
    "blueprints": "Blueprint",
    "admin_views": "BackOfficeView",
    "api_resources": "Resource",
    "api_includes": ApiInclude,
    "sync_commands": SyncCommand,
    "menu_items": MenuItem,
    "panels": Panel,
    "glance_sources": GlanceSource,
    "timeline_sources": TimelineSource,
    "activity_kinds": ActivityKind,
    "activity_questions": ActivityQuestions,
    "activity_lines": ActivityLines,
    "opportunity_chips": OpportunityChips,
    "notification_kinds": NotificationKind,
    "list_columns": ListColumn,
    "permissions": Permission,
    "list_definitions": "ListDefinition",
    "importers": "Importer",
    "export_columns": ExportColumns,
    "link_pages": LinkPage,
    "search_sources": "SearchSource",
    "settings_form": "FormMeta",
    "subscriptions": Subscription,
    "jobs": JobKind,
    "cli_commands": CliCommand,
    "sample_data": SampleData,
}
# These are answered with subclasses, of which each server makes its own.
_CLASSES = frozenset(["admin_views"])


def collect(modules: Iterable[ModuleType]) -> Contributions:
    """The contributions of the built-in slices, in their order and then by weight."""
    return merged(ask(module, module.__name__) for module in modules)


def ask(module: ModuleType, plugin_id: str) -> Contributions:
    """What one module answers to every hook; raises a PluginError for what cannot be an answer."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HookSpecs)
    manager.add_hookspecs(LifecycleSpecs)
    try:
        manager.register(module)
        _refuse_misspelt(manager, module, plugin_id)
        return Contributions(**{hook: _answer(manager, hook, plugin_id) for hook in HOOKS})
    except PluginError:
        raise
    except pluggy.PluginValidationError as error:
        raise code_error(plugin_id, error) from None
    except (Exception, SystemExit) as error:
        raise code_error(plugin_id, error) from None


def merged(parts: Iterable[Contributions]) -> Contributions:
    """All of them as one: in the given order, and by weight where values have one."""
    together = tuple(parts)
    return Contributions(
        **{
            hook: _weighed(value for part in together for value in getattr(part, hook))
            for hook in HOOKS
        }
    )


def _weighed(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(values, key=lambda value: getattr(value, "weight", 0)))


def _refuse_misspelt(manager: pluggy.PluginManager, module: ModuleType, plugin_id: str) -> None:
    """Such a hook would otherwise be accepted silently."""
    known = (*HOOKS, *LIFECYCLE)
    for name in dir(module):
        value = getattr(module, name)
        # Only functions: what stands for a request, such as Flask's `g`, cannot be asked now.
        is_marked = isroutine(value) and hasattr(value, f"{PROJECT}_impl")
        if is_marked and name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise MisspeltHookError(id=plugin_id, hook=name, nearest=nearest)
    manager.check_pending()


def _answer(manager: pluggy.PluginManager, hook: str, plugin_id: str) -> tuple[Any, ...]:
    wanted = _WANTED[hook]
    values: list[Any] = []
    for answer in getattr(manager.hook, hook)():
        if not isinstance(answer, list | tuple):
            raise _wrong(plugin_id, hook, answer, f"a list of {_name(wanted)}")
        values.extend(answer)
    for value in values:
        if not (_is_made_from(value, wanted) if hook in _CLASSES else _is_a(value, wanted)):
            raise _wrong(plugin_id, hook, value, _name(wanted))
        fault = wrong_field(value)
        if fault:
            field, given, kind = fault
            raise WrongAnswerError(
                id=plugin_id, hook=hook, answer=f"{given} as {field}", wanted=f"{field}: {kind}"
            )
    return tuple(values)


def _is_a(value: Any, wanted: type | str) -> bool:
    if isinstance(wanted, type):
        return isinstance(value, wanted)
    return any(kind.__name__ == wanted for kind in type(value).__mro__)


def _is_made_from(value: Any, wanted: type | str) -> bool:
    bases = value.__mro__[1:] if isinstance(value, type) else ()
    return any(base.__name__ == wanted for base in bases)


def _name(wanted: type | str) -> str:
    return wanted if isinstance(wanted, str) else wanted.__name__


def _wrong(plugin_id: str, hook: str, answer: Any, wanted: str) -> WrongAnswerError:
    return WrongAnswerError(id=plugin_id, hook=hook, answer=type(answer).__name__, wanted=wanted)
