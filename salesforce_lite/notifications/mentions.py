"""Mentions: who is meant by “@Ana Ruiz” in a note, and telling those who may see it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.service import notify
from salesforce_lite.search import folded
from salesforce_lite.team import load_actor

MENTION = "mention"
_MOST_OFFERED = 8
# Names have so many words at most; what follows is the sentence.
_LONGEST_NAME = 6
# Not the one in an e-mail address.
_AT = re.compile(r"(?<![\w.+@-])@(?=\w)")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ADDRESS = re.compile(r"[\w.+-]+(?:@[\w-]+(?:\.[\w-]+)+)?")
_UNSEEN = N_("%(name)s cannot see this, and is not told of being mentioned.")
_UNCLEAR = N_("Several people can be meant by “@%(name)s”. Write the whole name, or the e-mail.")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """User → how often they are meant, and what was written that can mean several people."""

    people: Mapping[UUID, int]
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody who can be chosen: `handle`, written behind the sign, means nobody else."""

    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class _Person:
    id: UUID
    name: str
    email: str
    words: tuple[str, ...]


def tell_mentioned(
    uow: UnitOfWork,
    note: str,
    *,
    before: str = "",
    about: UUID,
    kind: str,
    may_see: Callable[[Actor], bool],
) -> None:
    """Tell whoever is newly meant in the note of a record, and the author whom that does not reach.

    `kind` is that of the search (“activity”); `before` is what stood there. Saved again, and also
    moved within the note, a mention tells nobody twice; another one of the same person does.
    """
    if "@" not in note or uow.actor.user_id is None:
        return
    people = _people(uow)
    now, then = _mentioned(people, note), _mentioned(people, before)
    for user_id, times in now.people.items():
        if user_id != uow.actor.user_id and times > then.people.get(user_id, 0):
            _tell(uow, user_id, times, about, kind, may_see)
    for written in now.unclear:
        if written not in then.unclear:
            uow.remarks.append((_UNCLEAR, {"name": written}))


def _tell(
    uow: UnitOfWork,
    user_id: UUID,
    times: int,
    about: UUID,
    kind: str,
    may_see: Callable[[Actor], bool],
) -> None:
    user = uow.session.get_one(User, user_id)
    if not may_see(load_actor(uow.session, user)):
        uow.remarks.append((_UNSEEN, {"name": user.name}))
        return
    params = {"by": uow.actor.user_id, "kind": kind}
    notify(uow, user_id, MENTION, about=about, params=params, key=f"{about}/{times}")


def mentioned_in(uow: UnitOfWork, text: str) -> Mentioned:
    """Who is meant in the text, of those who work here now."""
    return _mentioned(_people(uow), text) if "@" in text else Mentioned({})


def people_to_mention(uow: UnitOfWork, typed: str) -> list[Mentionable]:
    """Whom the letters behind the sign may mean, by name; oneself is not among them."""
    wanted = folded(typed).split()
    people = _people(uow)
    names = Counter(person.words for person in people)
    found = [one for one in people if one.id != uow.actor.user_id and _begins(one, wanted)]
    return [
        Mentionable(one.name, one.name if names[one.words] == 1 and one.words else one.email)
        for one in found[:_MOST_OFFERED]
    ]


def _begins(person: _Person, wanted: Sequence[str]) -> bool:
    """Each of the words is the beginning of one of the name, in its order."""
    left = iter(person.words)
    return all(any(word.startswith(each) for word in left) for each in wanted)


def _people(uow: UnitOfWork) -> Sequence[_Person]:
    """Everybody who works here; read once, and only where somebody wrote the sign."""
    query = select(User.id, User.name, User.email).where(User.active)
    return uow.once(
        "people to mention",
        lambda: [
            _Person(row.id, row.name, row.email, tuple(_words(row.name)))
            for row in uow.session.execute(query.order_by(User.name, User.id))
        ],
    )


def _mentioned(people: Sequence[_Person], text: str) -> Mentioned:
    times: Counter[UUID] = Counter()
    unclear: list[str] = []
    for at in _AT.finditer(text):
        written, meant = _meant(people, text[at.end() :])
        if len(meant) == 1:
            times[meant[0].id] += 1
        elif meant:
            unclear.append(written)
    return Mentioned(times, tuple(dict.fromkeys(unclear)))


def _meant(people: Sequence[_Person], behind: str) -> tuple[str, Sequence[_Person]]:
    """What was written, and whom it can mean: an e-mail, else as many words of a name as fit."""
    address = _ADDRESS.match(behind)
    if address:
        written = address.group().rstrip(".-")
        by_address = [one for one in people if _is_address(one.email, written)]
        if by_address:
            return written, by_address
    words = list(_leading(behind))
    for count in range(len(words), 0, -1):
        said = tuple(words[:count])
        whole = [one for one in people if one.words == said]
        found = whole or [one for one in people if one.words[:count] == said]
        if found:
            return " ".join(_WORD.findall(behind)[:count]), found
    return "", ()


def _is_address(email: str, written: str) -> bool:
    said = written.lower()
    return "." in said and said in (email, email.partition("@")[0])


def _leading(behind: str) -> Iterator[str]:
    """The words that follow the sign with single spaces between them, folded."""
    at = 0
    for count, word in enumerate(_WORD.finditer(behind)):
        if count == _LONGEST_NAME or word.start() != at:
            return
        yield folded(word.group())
        at = word.end() + 1
        if behind[word.end() : at] != " ":
            return


def _words(name: str) -> list[str]:
    return [folded(word) for word in _WORD.findall(name)]


def by_whom(params: Mapping[str, Any]) -> UUID | None:
    """Who has written the mention."""
    return UUID(params["by"]) if params.get("by") else None
