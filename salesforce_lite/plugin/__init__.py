"""The only way anything is added: hooks, the values that answer them, the registry."""

from salesforce_lite.plugin.hookspecs import hookimpl
from salesforce_lite.plugin.registry import collect
from salesforce_lite.plugin.values import (
    ActivityKind,
    Contributions,
    GlanceLine,
    GlanceSource,
    MenuItem,
    OpportunityChip,
    OpportunityChips,
    Panel,
    Permission,
    Subscription,
    TimelineEntry,
    TimelineQuery,
    TimelineSource,
    before_commit,
)

__all__ = [
    "ActivityKind",
    "Contributions",
    "GlanceLine",
    "GlanceSource",
    "MenuItem",
    "OpportunityChip",
    "OpportunityChips",
    "Panel",
    "Permission",
    "Subscription",
    "TimelineEntry",
    "TimelineQuery",
    "TimelineSource",
    "before_commit",
    "collect",
    "hookimpl",
]
