"""The questions put to every slice and plugin once, at the start of a process.

Each answers with a list of typed values. None of them touches the database or a request. “Runs”
says in which transaction the functions of the values run later, “Fails” what a failure there does.
"""

from typing import TYPE_CHECKING, Any

import pluggy

from salesforce_lite.plugin.api_values import ApiInclude
from salesforce_lite.plugin.asking_values import ActivityLines, ActivityQuestions, ExportColumns
from salesforce_lite.plugin.command_values import CliCommand, SampleData
from salesforce_lite.plugin.customer_values import LinkPage
from salesforce_lite.plugin.list_values import ListColumn
from salesforce_lite.plugin.shown_values import GlanceSource, OpportunityChips, TimelineSource
from salesforce_lite.plugin.sync_values import SyncCommand
from salesforce_lite.plugin.told_values import NotificationKind
from salesforce_lite.plugin.values import (
    ActivityKind,
    JobKind,
    MenuItem,
    Panel,
    Permission,
    Subscription,
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
        """Pages, mounted under `/x/<id>/`. Every route declares its policy.

        Runs: a view in the transaction of its request, which the server commits.
        Fails: the page says that the plugin failed, and nothing of the request is saved; routes
            without a policy are refused when the server starts.
        """

    @hookspec
    def admin_views(self) -> list[type[Any]]:  # type: ignore[empty-body]  # a specification
        """Pages of the back office: subclasses of `admin.BackOfficeView`. The first one stands at
        `/admin/x/<id>/`, each further one at `/admin/x/<id>/<url_name>/`.

        Runs: a page in the transaction of its request, which the server commits.
        Fails: the page says that the plugin failed, and nothing of the request is saved; a page
            without a permission is refused when the server starts.
        """

    @hookspec
    def api_resources(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """What programs can ask for (`api.Resource`), mounted under `/api/v1/x/<id>/`.

        Runs: a function of it in the transaction of its request, which the server commits.
        Fails: the program is told that the plugin failed, and nothing of the request is saved; one
            that cannot be mounted is refused when the server starts.
        """

    @hookspec
    def api_includes(self) -> list[ApiInclude]:  # type: ignore[empty-body]  # a specification
        """Related records that a program may ask for along with others.

        Runs: `load` once for the records of an answer, in the transaction of the request.
        Fails: the records come without them.
        """

    @hookspec
    def sync_commands(self) -> list[SyncCommand]:  # type: ignore[empty-body]  # a specification
        """What phones in the field may send, applied once for each time that it was done.

        Runs: `apply` in a transaction of its own, which the server commits.
        Fails: the phone is told to send it again, and nothing of it is saved.
        """

    @hookspec
    def menu_items(self) -> list[MenuItem]:  # type: ignore[empty-body]  # a specification
        """Entries of the rail, and commands that the search field knows.

        Runs: nothing; the address is built when a page is drawn.
        Fails: an entry that leads nowhere is left out.
        """

    @hookspec
    def panels(self) -> list[Panel]:  # type: ignore[empty-body]  # a specification
        """What fills the slots of pages.

        Runs: `load` and the template in the reading transaction of the page.
        Fails: the panel is left out.
        """

    @hookspec
    def glance_sources(self) -> list[GlanceSource]:  # type: ignore[empty-body]  # a specification
        """Sentences of "At a glance".

        Runs: `load` in the reading transaction of the page.
        Fails: its sentences are left out.
        """

    @hookspec
    def timeline_sources(self) -> list[TimelineSource]:  # type: ignore[empty-body]  # a specification
        """Rows of the timeline.

        Runs: `load` and the templates in the reading transaction of the page.
        Fails: its rows are left out.
        """

    @hookspec
    def activity_kinds(self) -> list[ActivityKind]:  # type: ignore[empty-body]  # a specification
        """Kinds of activities people can plan and log.

        Runs: nothing.
        Fails: a code that is there already keeps the plugin from being switched on.
        """

    @hookspec
    def activity_questions(self) -> list[ActivityQuestions]:  # type: ignore[empty-body]  # a specification
        """Questions in the form that logs, completes and edits activities.

        Runs: `ask` in the transaction of the page; `keep` in that of the save, once the activity is
            saved, in a savepoint, and only where something was answered. What is ticked off in a
            list, brought in by a file or saved by a service is not asked anything; where an answer
            is required, ticking off opens the form.
        Fails: a form without its questions; what `keep` changed is undone, the activity is saved,
            and the person told which answers were not kept. A `DomainError` of `keep` refuses all.
        """

    @hookspec
    def activity_lines(self) -> list[ActivityLines]:  # type: ignore[empty-body]  # a specification
        """Lines below the activities of a timeline.

        Runs: `load` in the reading transaction of the page, once for all entries.
        Fails: its lines are left out.
        """

    @hookspec
    def opportunity_chips(self) -> list[OpportunityChips]:  # type: ignore[empty-body]  # a specification
        """What the cards of the board say about the next step.

        Runs: `load` in the reading transaction of the page, once for all cards.
        Fails: its chips are left out.
        """

    @hookspec
    def notification_kinds(self) -> list[NotificationKind]:  # type: ignore[empty-body]  # a specification
        """What people are told about with the bell, by `notifications.notify`.

        Runs: `words` in the reading transaction of the page, or in that of the job that writes the
            mail, in the name of the reader.
        Fails: they are shown without words.
        """

    @hookspec
    def list_columns(self) -> list[ListColumn]:  # type: ignore[empty-body]  # a specification
        """Columns of the lists of customers and of opportunities, to sort and to filter by.

        Runs: `load` once for the records of a page, `choices` and `condition` for the filter above
            the list, all in the reading transaction of the page.
        Fails: the cells stay empty; a list that cannot be sorted by it comes in its usual order,
            and a filter that fails narrows nothing.
        """

    @hookspec
    def permissions(self) -> list[Permission]:  # type: ignore[empty-body]  # a specification
        """Permission codes with their sentences and default roles.

        Runs: nothing; they are put in when the plugin is switched on.
        Fails: a code that is there already keeps the plugin from being switched on.
        """

    @hookspec
    def list_definitions(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Lists of values (`lists.ListDefinition`) with the values they start with.

        Runs: nothing; they are put in when the plugin is switched on.
        Fails: a name that does not begin with the id is refused when the server starts.
        """

    @hookspec
    def subscriptions(self) -> list[Subscription]:  # type: ignore[empty-body]  # a specification
        """Reactions to events: inside the transaction that recorded them, or after its commit.

        Runs: `before_commit` in the transaction of the event, in a savepoint; `after_commit` in one
            of its own soon afterwards, at least once.
        Fails: before the commit its changes are undone and the rest is saved, but a `DomainError`
            refuses all of it; after the commit it is tried again, eight times in all.
        """

    @hookspec
    def jobs(self) -> list[JobKind]:  # type: ignore[empty-body]  # a specification
        """Work for later and on schedules, done by the worker.

        Runs: each call of `run` in a transaction of its own.
        Fails: it is tried again after 10 seconds, then 20 and so on, eight times in all; a
            `DomainError` says “not now” and counts as no failure.
        """

    @hookspec
    def importers(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Entities that files can bring in (`imports.Importer`).

        Runs: its functions in the transaction of a batch.
        Fails: the import stops and says so; batches before it stay.
        """

    @hookspec
    def export_columns(self) -> list[ExportColumns]:  # type: ignore[empty-body]  # a specification
        """More columns of the files that `export` writes.

        Runs: its functions in the transaction of the export.
        Fails: the export stops and says so. An import passes over these columns.
        """

    @hookspec
    def link_pages(self) -> list[LinkPage]:  # type: ignore[empty-body]  # a specification
        """Pages for customers, at `/p/…`, for whoever was sent the link.

        Runs: `load` and `file` in the reading transaction of the page, `act` in that of what was
            sent, which the server commits; all as the system.
        Fails: the page says that it cannot be shown just now; nothing of it is saved.
        """

    @hookspec
    def search_sources(self) -> list[Any]:  # type: ignore[empty-body]  # a specification
        """Kinds of records the search knows (`search.SearchSource`).

        Runs: `entries` in the transaction that saves the records, `shown` in that of the page.
        Fails: records are shown as they were kept; what saves or renews the search is refused.
        """

    @hookspec
    def cli_commands(self) -> list[CliCommand]:  # type: ignore[empty-body]  # a specification
        """Commands of the operator, as `salesforce-lite x <id> …`.

        Runs: outside of any transaction; it opens its own.
        Fails: one sentence that names the plugin, and exit code 1.
        """

    @hookspec
    def sample_data(self) -> list[SampleData]:  # type: ignore[empty-body]  # a specification
        """What the sample company has done with the plugin, for whoever tries the server.

        Runs: `play` once the sample company is there, in the transaction that puts it in, or in
            that of switching the plugin on; `forget` in the one that empties the sample data.
        Fails: the sample company comes without it.
        """

    @hookspec
    def settings_form(self) -> list[type[Any]]:  # type: ignore[empty-body]  # a specification
        """The one WTForms form of what administrators set; its defaults hold until they do.

        Runs: its validators in the transaction that saves the settings.
        Fails: the settings stay as they were; a form that cannot be made is refused when the server
            starts.
        """
