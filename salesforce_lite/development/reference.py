"""Writes docs/hooks.md, docs/events.md and docs/interface.md from the code.

python -m salesforce_lite.development.reference
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from salesforce_lite import app, plugin
from salesforce_lite.admin import BackOfficeView
from salesforce_lite.api import Resource
from salesforce_lite.development.described import (
    Described,
    Field,
    Hook,
    describe,
    gaps_of_class,
    gaps_of_hooks,
    hooks_of,
)
from salesforce_lite.imports import Importer
from salesforce_lite.kernel.events import Event, kinds_of_events
from salesforce_lite.lists import ListDefinition, Value
from salesforce_lite.search import Hit, SearchEntryDraft, SearchSource

# What answers hooks, in the order of the page; each field of these has words of its own.
VALUES: tuple[type[Any], ...] = (
    *(plugin.Contribution, plugin.Permission, plugin.MenuItem, plugin.Panel),
    *(plugin.GlanceSource, plugin.GlanceLine),
    *(plugin.TimelineSource, plugin.TimelineQuery, plugin.TimelineEntry),
    *(plugin.ActivityKind, plugin.ActivityQuestions, plugin.ActivityAsked),
    *(plugin.ActivityInput, plugin.ActivityAnswers, plugin.ActivityLines, plugin.ActivityLine),
    *(plugin.OpportunityChips, plugin.OpportunityChip, plugin.ExportColumns),
    *(plugin.NotificationKind, plugin.NotificationWords, plugin.Told),
    *(plugin.ApiInclude, plugin.SyncCommand),
    *(plugin.LinkPage, plugin.LinkFile),
    *(plugin.ListColumn, plugin.ListSort, plugin.ListFilter, plugin.ListCell),
    *(plugin.Subscription, plugin.JobKind, plugin.Schedule, plugin.GoOn, plugin.Health),
    *(plugin.CliCommand, plugin.CommandWork, plugin.SampleData),
)
# Those of other packages say all of it in one text.
VALUES_OF_SLICES: tuple[type[Any], ...] = (
    BackOfficeView,
    Resource,
    ListDefinition,
    Value,
    Importer,
    SearchSource,
    SearchEntryDraft,
    Hit,
)

# The front doors that plugins may use; of these packages and of the kernel only these names.
DOORS = (
    *("plugin", "web", "admin", "api", "customers", "opportunities", "activities", "lists"),
    *("search", "imports", "team", "access", "company", "mail", "notifications", "purchases"),
    *("links", "demo", "testing"),
)
SOME = {
    "audit": ("VIEW_HISTORY", "Historic", "Said", "ToldChange", "made_before", "tell_changes"),
    "countries": (
        *(
            "CallerNumberRule",
            "CallingRules",
            "country_names",
            "country_of_phone",
            "find_country_pack",
        ),
        *("format_phone", "zones_of_phone"),
    ),
    "custom_fields": (
        *("CustomCondition", "CustomField", "FieldOption", "FieldSettings", "Kind", "add_field"),
        *(
            "all_fields",
            "change_field",
            "date_of",
            "decimal_of",
            "fits",
            "holds_custom",
            "millionths",
        ),
        *("money_of", "retire_field", "search_key", "seen_fields"),
    ),
}
KERNEL = {
    "actor": ("Actor",),
    "clock": ("now", "today"),
    "errors": (
        *("ConflictError", "DomainError", "InvalidInputError", "N_", "NotFoundError"),
        *("PermissionDeniedError", "StaleVersionError"),
    ),
    "events": ("Event",),
    "ids": ("new_id",),
    "job_rows": ("Urgency",),
    "jobs": ("enqueue_job",),
    "money": ("Money",),
    "notes": ("Note",),
    "paging": ("Order", "Page", "page_of"),
    "rows": ("insert_rows", "update_rows"),
    "types": ("Document", "Exact", "Id", "Moment", "TextList", "sort_text"),
    "uow": ("UnitOfWork",),
    "versions": ("check_version",),
}
_ABOUT_HOOKS = """\
A hook is a question that the server asks each plugin once, when it starts. The answer is a list of
values; what these call, runs later, while the plugin is enabled. A plugin answers in `hooks.py`, by
functions under `@hookimpl` that are called as the hooks are. A name that is none is refused.
[plugins.md](plugins.md) is the guide, [events.md](events.md) says what can be subscribed to,
[interface.md](interface.md) what may be imported."""
_ABOUT_EVENTS = """\
An event is a fact that a service has recorded. `before_commit(Event, react)` runs in its
transaction and may refuse it, `after_commit(Event, react)` soon afterwards, at least once; both are
answers to the hook `subscriptions`. Fields are only added; when the meaning of one changes,
`payload_version` counts up."""
_ABOUT_THE_INTERFACE = """\
These names stay as they are within an `api` of `plugin.toml`, or are announced as leaving a minor
version before. Everything else may change at any time. Libraries that the server brings (Flask,
SQLAlchemy, WTForms, Flask-Babel) may be used as well."""
_MADE = "<!-- Made from the code by `make reference`; change it there. -->"


def main() -> None:
    """Write all pages."""
    for name, text in pages().items():
        (Path(__file__).parents[2] / "docs" / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """File of docs/ → what it should hold."""
    return {
        "hooks.md": "\n".join([*_hooks_page(), ""]),
        "events.md": "\n".join([*_events_page(), ""]),
        "interface.md": "\n".join([*_interface_page(), ""]),
    }


def events() -> list[type[Event]]:
    """Those of the core, by slice and name."""
    for name in app.SLICES:
        import_module(f"salesforce_lite.{name}.hooks")
    import_module("salesforce_lite.purchases")
    found = kinds_of_events([str(app.__package__)]).values()
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def gaps() -> Iterator[str]:
    """Everything that a reader of the pages would miss."""
    yield from gaps_of_hooks(plugin.HookSpecs, labels=("Runs", "Fails"))
    yield from gaps_of_hooks(plugin.LifecycleSpecs, labels=("Asked", "Runs", "Fails"))
    for kind in VALUES:
        yield from gaps_of_class(kind, of_fields=True)
    for kind in (*VALUES_OF_SLICES, *events()):
        yield from gaps_of_class(kind, of_fields=False)


def _hooks_page() -> Iterator[str]:
    yield from (
        *("# Hooks", "", _MADE, ""),
        _ABOUT_HOOKS,
        *("", "## What a plugin adds", ""),
    )
    yield from _hook_sections(hooks_of(plugin.HookSpecs))
    yield from (
        *("## What a plugin is asked about itself", ""),
        "These are asked of one plugin only, when something happens to it.",
        "",
    )
    yield from _hook_sections(hooks_of(plugin.LifecycleSpecs))
    yield from ("## Values", "", "All of them are made with names: `Panel(slot=…, …)`.", "")
    for kind in (*VALUES, *VALUES_OF_SLICES):
        yield from _value_section(kind)
    yield from ("## Slots of pages", "", "| slot | where it is, and what `load` is given |")
    yield "| --- | --- |"
    yield from (f"| `{slot}` | {words} |" for slot, words in plugin.SLOTS.items())


def _hook_sections(hooks: Iterable[Hook]) -> Iterator[str]:
    for hook in hooks:
        yield from (f"### `{hook.name}({hook.arguments}) -> {hook.answer}`", "", hook.words, "")
        yield from (f"* {label}: {words}" for label, words in hook.promises.items())
        yield ""


def _value_section(kind: type[Any]) -> Iterator[str]:
    described = describe(kind)
    yield from (f"### `{_imported(kind)}`", "", described.words, "")
    if described.fields:
        yield from _fields(described)
        yield ""


def _fields(described: Described) -> Iterator[str]:
    has_words = any(one.words for one in described.fields)
    yield "| field | type | default |" + (" what it is |" if has_words else "")
    yield "| --- | --- | --- |" + (" --- |" if has_words else "")
    for one in described.fields:
        yield _field(one) + (f" {one.words} |" if has_words else "")


def _field(one: Field) -> str:
    default = f"`{one.default}`" if one.default else "–"
    kind = one.kind.replace("|", "\\|")
    return f"| `{one.name}` | `{kind}` | {default} |"


def _events_page() -> Iterator[str]:
    yield from (
        *("# Events", "", _MADE, ""),
        _ABOUT_EVENTS,
        "",
    )
    package = ""
    for kind in events():
        if kind.__module__ != package:
            package = kind.__module__
            yield from (f"## `{package.rpartition('.')[0]}`", "")
        described = describe(kind)
        version = f" (payload version {kind.payload_version})" if kind.payload_version > 1 else ""
        yield from (f"### `{described.name}`{version}", "", described.words, "")
        yield from (f"* `{one.name}`: `{one.kind}`" for one in described.fields)
        yield ""


def _interface_page() -> Iterator[str]:
    yield from (
        *("# What plugins may import", "", _MADE, ""),
        _ABOUT_THE_INTERFACE,
        "",
    )
    for door in DOORS:
        module = f"salesforce_lite.{door}"
        yield from _names(module, import_module(module).__all__)
    for name, names in SOME.items():
        yield from _names(f"salesforce_lite.{name}", names)
    for name, names in KERNEL.items():
        yield from _names(f"salesforce_lite.kernel.{name}", names)


def _names(module: str, names: Iterable[str]) -> Iterator[str]:
    yield from (f"## `{module}`", "")
    yield from (f"* `{name}`" for name in names)
    yield ""


def _imported(kind: type[Any]) -> str:
    return f"{'.'.join(kind.__module__.split('.')[:2])}.{kind.__name__}"


if __name__ == "__main__":
    main()
