"""One timeline of a customer or opportunity, merged from what every slice and plugin tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import TimelineEntry, TimelineQuery, TimelineSource
from salesforce_lite.search import folded

PAGE_SIZE = 20
# A search reads this many entries at once, and so many times, before it asks whether to go on.
_READ = 100
_MOST_READS = 10


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some entries, newest first, and the mark where the next page starts (None at the end)."""

    entries: tuple[TimelineEntry, ...]
    next_cursor: str | None


def timeline(
    uow: UnitOfWork, query: TimelineQuery, sources: Iterable[TimelineSource], *, words: str = ""
) -> TimelinePage:
    """One page of the timeline. Whoever asks has loaded the record, and so may see it.

    `query.kinds` holds kinds of entries or names of sources; a source that is named is asked for
    everything it has, the others for those kinds. `words` must all occur in an entry, whatever
    their accents and capitals.
    """
    asked = list(sources)
    wanted = folded(words).split()
    return _searched(uow, query, asked, wanted) if wanted else _page(uow, query, asked)


def _searched(
    uow: UnitOfWork, query: TimelineQuery, asked: list[TimelineSource], wanted: list[str]
) -> TimelinePage:
    """Entries of one record are few, so they are read and compared here, alike on both engines."""
    found: list[TimelineEntry] = []
    step = replace(query, limit=_READ)
    for _ in range(_MOST_READS):
        page = _page(uow, step, asked)
        for entry in page.entries:
            if not _has_all(entry, wanted):
                continue
            if len(found) == query.limit:
                return TimelinePage(tuple(found), write_mark(found[-1]))
            found.append(entry)
        if page.next_cursor is None:
            return TimelinePage(tuple(found), None)
        before, before_id = read_mark(page.next_cursor)
        step = replace(step, before=before, before_id=before_id)
    return TimelinePage(tuple(found), page.next_cursor)


def _has_all(entry: TimelineEntry, wanted: list[str]) -> bool:
    text = folded(" ".join(entry.words))
    return all(word in text for word in wanted)


def _page(uow: UnitOfWork, query: TimelineQuery, asked: list[TimelineSource]) -> TimelinePage:
    found: list[TimelineEntry] = []
    names = frozenset(source.name for source in asked)
    for source in asked:
        question = _question(query, source, names)
        if question is not None:
            found += _answer(uow, question, source)
    found.sort(key=_place, reverse=True)
    page = tuple(found[: query.limit])
    more = len(found) > query.limit
    return TimelinePage(page, write_mark(page[-1]) if more and page else None)


def timeline_query(
    about: str,
    record_id: UUID,
    *,
    mark: str | None = None,
    kinds: Iterable[str] = (),
    limit: int = PAGE_SIZE,
) -> TimelineQuery:
    """The question of a page; `mark` is the `next_cursor` of the page before."""
    before, before_id = read_mark(mark) if mark else (None, None)
    return TimelineQuery(
        about="opportunity" if about == "opportunity" else "customer",
        record_id=record_id,
        before=before,
        before_id=before_id,
        limit=limit,
        kinds=frozenset(kind for kind in kinds if kind),
    )


def write_mark(entry: TimelineEntry) -> str:
    """The place of an entry, for an address."""
    return f"{entry.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{entry.id.hex}"


def read_mark(mark: str) -> tuple[datetime, UUID]:
    moment, _, entry_id = mark.partition("-")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, UUID(entry_id)
    except ValueError:
        raise InvalidCursorError from None


def _question(
    query: TimelineQuery, source: TimelineSource, names: frozenset[str]
) -> TimelineQuery | None:
    """What this source is asked: one entry more than a page, to know whether there is another."""
    wanted = replace(query, limit=query.limit + 1)
    if not query.kinds:
        return wanted
    if source.name in query.kinds:
        return replace(wanted, kinds=frozenset())
    kinds = query.kinds - names
    return replace(wanted, kinds=kinds) if kinds else None


def _answer(
    uow: UnitOfWork, question: TimelineQuery, source: TimelineSource
) -> Sequence[TimelineEntry]:
    """Its entries; one that ignores the question must not spoil the pages of the others."""
    return [
        replace(entry, plugin=source.plugin) if source.plugin else entry
        for entry in source.load(uow, question)[: question.limit]
        if _is_before(entry, question) and (not question.kinds or entry.kind in question.kinds)
    ]


def _is_before(entry: TimelineEntry, question: TimelineQuery) -> bool:
    if question.before is None:
        return True
    if question.before_id is None:
        return entry.at < question.before
    return _place(entry) < (question.before, question.before_id)


def _place(entry: TimelineEntry) -> tuple[datetime, UUID]:
    return entry.at, entry.id
