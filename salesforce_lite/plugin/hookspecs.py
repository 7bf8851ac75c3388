"""The questions put to every slice and plugin once, at the start of a process.

Each answers with a list of typed values. None of them touches the database or a request.
"""

from typing import TYPE_CHECKING, Any

import pluggy

from salesforce_lite.plugin.values import (
    ActivityKind,
    GlanceSource,
    JobKind,
    MenuItem,
    OpportunityChips,
    Panel,
    Permission,
    Subscription,
    TimelineSource,
)

if TYPE_CHECKING:
    from flask import Blueprint

PROJECT = "salesforce_lite"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class HookSpecs:
    """All hooks there are; a hook is added when the first slice or plugin needs it."""

    @hookspec
    def blueprints(self) -> "list[Blueprint]":  # type: ignore[empty-body]  # a specification
        """Pages. Every route declares its policy, or the server refuses to start."""

    @hookspec
    def menu_items(self) -> list[MenuItem]:  # type: ignore[empty-body]  # a specification
        """Entries of the rail, and commands that the search field knows."""

    @hookspec
    def panels(self) -> list[Panel]:  # type: ignore[empty-body]  # a specification
        """What fills the slots of pages, run in the reading transaction of the page."""

    @hookspec
    def glance_sources(self) -> list[GlanceSource]:  # type: ignore[empty-body]  # a specification
        """Sentences of "At a glance"."""

    @hookspec
    def timeline_sources(self) -> list[TimelineSource]:  # type: ignore[empty-body]  # a specification
        """Rows of the timeline."""

    @hookspec
    def activity_kinds(self) -> list[ActivityKind]:  # type: ignore[empty-body]  # a specification
        """Kinds of activities people can plan and log."""

    @hookspec
    def opportunity_chips(self) -> list[OpportunityChips]:  # type: ignore[empty-body]  # a specification
        """What the cards of the board say about the next step."""

    @hookspec
    def permissions(self) -> list[Permission]:  # type: ignore[empty-body]  # a specification
        """Permission codes with their sentences and default roles."""

    @hookspec
    def list_definitions(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Lists of values (`lists.ListDefinition`) with the values they start with."""

    @hookspec
    def subscriptions(self) -> list[Subscription]:  # type: ignore[empty-body]  # a specification
        """Reactions to events: inside the transaction that recorded them, or after its commit."""

    @hookspec
    def jobs(self) -> list[JobKind]:  # type: ignore[empty-body]  # a specification
        """Work for later and on schedules, run by the worker in transactions of its own."""

    @hookspec
    def importers(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Entities that files can bring in (`imports.Importer`)."""

    @hookspec
    def search_sources(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Kinds of records the search knows (`search.SearchSource`)."""

    @hookspec
    def settings_form(self) -> list[type[Any]]:  # type: ignore[empty-body]  # a specification
        """The one WTForms form of what administrators set; its defaults hold until they do."""
