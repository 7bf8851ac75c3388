"""The only way anything is added: hooks, the values that answer them, and plugins at run time.

Reading order: `manifest`, `discovery`, `ordering`, `loading`, `registry` make an `installation`
once per process; `guard`, `snapshot`, `breaker` and `runtime` are what runs; `switching` is what an
administrator does.
"""

from salesforce_lite.plugin.api_values import ApiInclude
from salesforce_lite.plugin.asking_values import (
    ActivityAnswers,
    ActivityAsked,
    ActivityInput,
    ActivityLine,
    ActivityLines,
    ActivityQuestions,
    ExportColumns,
)
from salesforce_lite.plugin.command_values import CliCommand, CommandWork, SampleData
from salesforce_lite.plugin.contribution import Contribution, Question
from salesforce_lite.plugin.customer_values import LinkFile, LinkPage
from salesforce_lite.plugin.errors import (
    MigrationFailedError,
    NeedsMigrationError,
    PluginError,
    PluginFailedError,
    PluginPageError,
    PluginPagesError,
)
from salesforce_lite.plugin.events import (
    PluginCutOff,
    PluginDisabled,
    PluginEnabled,
    PluginPurged,
    PluginUninstalled,
)
from salesforce_lite.plugin.failures import failures_of_a_day, recent_failures
from salesforce_lite.plugin.generation import next_generation
from salesforce_lite.plugin.given_names import GivenName
from salesforce_lite.plugin.hookspecs import HookSpecs, hookimpl
from salesforce_lite.plugin.installation import Installation, Plugin, install
from salesforce_lite.plugin.job_values import GoOn, Reach, Schedule
from salesforce_lite.plugin.lifecycle import Health, LifecycleSpecs
from salesforce_lite.plugin.list_values import ListCell, ListColumn, ListFilter, ListSort
from salesforce_lite.plugin.loading import unload_plugin
from salesforce_lite.plugin.manifest import Manifest, read_manifest
from salesforce_lite.plugin.migrating import (
    MigrationStep,
    migrate_plugin,
    migration_steps,
    undescribed,
)
from salesforce_lite.plugin.model import PluginRecord, Switch
from salesforce_lite.plugin.purging import Leaving
from salesforce_lite.plugin.registry import collect
from salesforce_lite.plugin.runtime import Plugins
from salesforce_lite.plugin.sealing import Sealer
from salesforce_lite.plugin.settings import plugin_settings, settings_form_of
from salesforce_lite.plugin.settings_fields import settings_of
from salesforce_lite.plugin.shown_values import (
    GlanceLine,
    GlanceSource,
    OpportunityChip,
    OpportunityChips,
    TimelineEntry,
    TimelineQuery,
    TimelineSource,
)
from salesforce_lite.plugin.slots import SLOTS
from salesforce_lite.plugin.snapshot import Snapshot
from salesforce_lite.plugin.states import PluginState, State
from salesforce_lite.plugin.switching import MANAGE, disable_plugin, enable_plugin
from salesforce_lite.plugin.sync_values import DECIDED, SyncCommand, read_version
from salesforce_lite.plugin.tables import owner_of, plugin_registry, table_words
from salesforce_lite.plugin.timing import Measure
from salesforce_lite.plugin.told_values import NotificationKind, NotificationWords, Told
from salesforce_lite.plugin.values import (
    ActivityKind,
    Contributions,
    JobKind,
    MenuItem,
    Panel,
    Permission,
    Subscription,
    after_commit,
    before_commit,
)
from salesforce_lite.plugin.watching import Limits

__all__ = [
    "DECIDED",
    "MANAGE",
    "SLOTS",
    "ActivityAnswers",
    "ActivityAsked",
    "ActivityInput",
    "ActivityKind",
    "ActivityLine",
    "ActivityLines",
    "ActivityQuestions",
    "ApiInclude",
    "CliCommand",
    "CommandWork",
    "Contribution",
    "Contributions",
    "ExportColumns",
    "GivenName",
    "GlanceLine",
    "GlanceSource",
    "GoOn",
    "Health",
    "HookSpecs",
    "Installation",
    "JobKind",
    "Leaving",
    "LifecycleSpecs",
    "Limits",
    "LinkFile",
    "LinkPage",
    "ListCell",
    "ListColumn",
    "ListFilter",
    "ListSort",
    "Manifest",
    "Measure",
    "MenuItem",
    "MigrationFailedError",
    "MigrationStep",
    "NeedsMigrationError",
    "NotificationKind",
    "NotificationWords",
    "OpportunityChip",
    "OpportunityChips",
    "Panel",
    "Permission",
    "Plugin",
    "PluginCutOff",
    "PluginDisabled",
    "PluginEnabled",
    "PluginError",
    "PluginFailedError",
    "PluginPageError",
    "PluginPagesError",
    "PluginPurged",
    "PluginRecord",
    "PluginState",
    "PluginUninstalled",
    "Plugins",
    "Question",
    "Reach",
    "SampleData",
    "Schedule",
    "Sealer",
    "Snapshot",
    "State",
    "Subscription",
    "Switch",
    "SyncCommand",
    "TimelineEntry",
    "TimelineQuery",
    "TimelineSource",
    "Told",
    "after_commit",
    "before_commit",
    "collect",
    "disable_plugin",
    "enable_plugin",
    "failures_of_a_day",
    "hookimpl",
    "install",
    "migrate_plugin",
    "migration_steps",
    "next_generation",
    "owner_of",
    "plugin_registry",
    "plugin_settings",
    "read_manifest",
    "read_version",
    "recent_failures",
    "settings_form_of",
    "settings_of",
    "table_words",
    "undescribed",
    "unload_plugin",
]
