"""The timeline of a customer for programs: added to the resource of customers."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Listed, Moment, PageQuery, list_name
from salesforce_lite.customers.api import resource
from salesforce_lite.customers.service import get_customer
from salesforce_lite.customers.timelines import timeline, timeline_query
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.plugin import TimelineEntry
from salesforce_lite.web import current_contributions, current_uow

_BETWEEN = "~"


class TimelineRecord(Struct, kw_only=True, frozen=True):
    """One line of the timeline, in the words of its page and the language of the reader.

    `id` is that of the record behind it: the activity, or the change that was saved. `plugin` is
    the id of the plugin that tells it, empty for those of the server.
    """

    id: UUID
    at: Moment
    kind: str
    source: str
    plugin: str
    title: str
    words: list[str]


class TimelineAsk(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which lines; what is left out does not narrow."""

    kind: Annotated[
        str, Meta(max_length=60, description="A kind of activity, or the name of a source.")
    ] = ""
    q: Annotated[str, Meta(max_length=200, description="Words that a line has all of.")] = ""


@resource.get("/<uuid:customer_id>/timeline", needs="customers.view")
def timeline_of(customer_id: UUID, query: TimelineAsk) -> Listed[TimelineRecord]:
    """What happened with the customer, the newest first, as far as it may be seen."""
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    name = list_name(f"timeline:{customer_id}", query)
    asked = timeline_query(
        "customer",
        customer.id,
        mark=_mark(name, query.cursor),
        kinds=[query.kind],
        limit=query.limit,
    )
    page = timeline(uow, asked, current_contributions().timeline_sources, words=query.q)
    return Listed(
        items=[_told(entry) for entry in page.entries],
        next_cursor=f"{name}{_BETWEEN}{page.next_cursor}" if page.next_cursor else None,
    )


def _mark(name: str, cursor: str) -> str | None:
    """Where the page before ended; raises InvalidCursorError for the mark of another list."""
    if not cursor:
        return None
    found, _, mark = cursor.rpartition(_BETWEEN)
    if found != name:
        raise InvalidCursorError
    return mark


def _told(entry: TimelineEntry) -> TimelineRecord:
    title, *further = [word for word in entry.words if word] or [entry.kind]
    return TimelineRecord(
        id=entry.id,
        at=entry.at,
        kind=entry.kind,
        source=entry.source,
        plugin=entry.plugin,
        title=title,
        words=further,
    )
