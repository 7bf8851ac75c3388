"""What the bell says of a mention, wherever the note stands in which somebody was meant."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.kernel.scope import visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.mentions import by_whom
from salesforce_lite.plugin import NotificationWords, Told
from salesforce_lite.search import Hit, SearchSource
from salesforce_lite.web import current_contributions

_BEFORE, _LENGTH = 40, 160


def mention_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """For those whose record the reader sees: who has written it, about what, and the place."""
    sources = {source.kind: source for source in current_contributions().search_sources}
    of_kind: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        of_kind[str(one.params.get("kind", ""))].append(one)
    return {
        notification_id: words
        for code, all_told in of_kind.items()
        if code in sources and uow.actor.may(sources[code].permission)
        for notification_id, words in _words(uow, sources[code], all_told)
    }


def _words(
    uow: UnitOfWork, source: SearchSource, told: Sequence[Told]
) -> Iterator[tuple[UUID, NotificationWords]]:
    ids = {one.about for one in told if one.about}
    query = visible(uow.actor, source.model).where(source.model.id.in_(ids))
    records = {record.id: record for record in uow.session.scalars(query)}
    titles = _titles(uow, source, list(records.values()))
    authors = _names(uow, told)
    for one in told:
        if one.about is not None and one.about in records:
            yield (
                one.id,
                NotificationWords(
                    title=gettext(
                        "%(name)s mentioned you: %(what)s",
                        name=authors.get(by_whom(one.params), gettext("Somebody")),
                        what=titles.get(one.about, ""),
                    ),
                    detail=_place(records[one.about].note, uow.actor.name),
                    endpoint=source.endpoint,
                    values={source.argument: one.about},
                ),
            )


def _titles(uow: UnitOfWork, source: SearchSource, records: Sequence[Any]) -> dict[UUID, str]:
    """As the search shows them to the reader."""
    drafts = source.entries(uow, records) if records else ()
    hits: Sequence[Hit] = [Hit(one.kind, one.record_id, one.title, one.subtitle) for one in drafts]
    if source.shown is not None and hits:
        hits = source.shown(uow, hits)
    return {hit.id: hit.title for hit in hits}


def _names(uow: UnitOfWork, told: Sequence[Told]) -> dict[UUID | None, str]:
    ids = {by_whom(one.params) for one in told}
    query = select(User.id, User.name).where(User.id.in_([one for one in ids if one]))
    return {row.id: row.name for row in uow.session.execute(query)}


def _place(note: str, name: str) -> str:
    """The words around the mention; where it was taken out since, the beginning of the note."""
    text = " ".join(note.split())
    first = (name.split() or [""])[0].casefold()
    at = max(text.casefold().find(f"@{first}"), 0)
    # Whole words: from the one that begins after so many letters.
    start = text.find(" ", at - _BEFORE) + 1 if at > _BEFORE else 0
    part = text[start : start + _LENGTH]
    return f"{'… ' if start else ''}{part}{' …' if start + _LENGTH < len(text) else ''}"
