"""What the pages of plugins say: states, hooks and shares in words."""

from collections.abc import Mapping

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Health, State

# State → (its word, the state of the chip).
STATES: Mapping[State, tuple[str, str]] = {
    State.DISCOVERED: (N_("New"), "info"),
    State.INCOMPATIBLE: (N_("Does not fit"), "warn"),
    State.BROKEN: (N_("Does not work"), "bad"),
    State.NEEDS_MIGRATION: (N_("Tables to be updated"), "warn"),
    State.DISABLED: (N_("Off"), "neutral"),
    State.ENABLED: (N_("On"), "good"),
    State.AUTO_DISABLED: (N_("Switched off by itself"), "bad"),
    State.MISSING: (N_("Code is gone"), "bad"),
}
# Hook → what a plugin adds with it.
ADDED: Mapping[str, str] = {
    "blueprints": N_("Pages"),
    "admin_views": N_("Pages of the back office"),
    "api_resources": N_("Addresses for programs"),
    "api_includes": N_("Records shown along to programs"),
    "sync_commands": N_("What phones may send"),
    "menu_items": N_("Entries of the menu"),
    "panels": N_("Parts of pages"),
    "glance_sources": N_("Sentences at a glance"),
    "timeline_sources": N_("Rows of the timeline"),
    "activity_kinds": N_("Kinds of activities"),
    "activity_questions": N_("Questions in the form of activities"),
    "activity_lines": N_("Lines below activities"),
    "opportunity_chips": N_("Marks on the board"),
    "notification_kinds": N_("What the bell tells"),
    "list_columns": N_("Columns of lists"),
    "permissions": N_("Permissions"),
    "list_definitions": N_("Lists of values"),
    "importers": N_("Imports"),
    "export_columns": N_("Columns of exports"),
    "link_pages": N_("Pages for customers"),
    "search_sources": N_("Kinds of search results"),
    "settings_form": N_("Settings"),
    "subscriptions": N_("Reactions"),
    "jobs": N_("Background jobs"),
    "cli_commands": N_("Commands of the operator"),
    "sample_data": N_("Sample data"),
    "tables": N_("Tables"),
}


HEALTH: Mapping[str, str] = {
    "good": N_("Well"),
    "warn": N_("Needs attention"),
    "bad": N_("Not well"),
}


def health_word(health: Health) -> str:
    """What the plugin says itself, or the word for how it is."""
    return str(gettext(health.text or HEALTH[health.state], **health.values))


def state_word(state: State) -> str:
    return str(gettext(STATES[state][0]))


def state_chip(state: State) -> str:
    return STATES[state][1]


def added_word(hook: str) -> str:
    return str(gettext(ADDED[hook]))
