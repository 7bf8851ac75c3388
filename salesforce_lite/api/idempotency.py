"""Does what is sent twice with one Idempotency-Key once, and answers the same."""

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from flask import Response, current_app, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.api.errors import (
    AnswerNotKeptError,
    KeyInUseError,
    KeyUsedOtherwiseError,
    WrongKeyError,
)
from salesforce_lite.api.model import IdempotentAnswer
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork

KEPT = timedelta(hours=72)
_LONGEST = 200
_PIECE = 1 << 20
_NOT_KEPT = b"-"
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def once_for_key(
    uow: UnitOfWork,
    act: Callable[[], Response],
    *,
    file: BinaryIO | None = None,
    reads_first: bool = False,
    is_kept: bool = True,
    tell_again: Callable[[bytes], bytes] = bytes,
) -> Response:
    """The answer of `act`, or the one it gave when the same request came with this key before.

    Key, request and answer are rows of the transaction of the effect: what was refused left none,
    and may be sent again. The body is the `file` where there is one. What `reads_first` is not
    made to wait for the key: of two at once the second is refused at its end, and left no trace.
    `tell_again` is given the body that was kept and answers what of it may be told now.
    Raises KeyUsedOtherwiseError for another request with the key, and AnswerNotKeptError where the
    answer held a secret, of which no copy is kept.
    """
    key = request.headers.get("Idempotency-Key")
    user_id = uow.actor.user_id
    if key is None or user_id is None:
        return act()
    if not 0 < len(key) <= _LONGEST or not all("!" <= letter <= "~" for letter in key):
        raise WrongKeyError
    asked = _hash_of_request(file)
    if reads_first:
        kept = _find(uow, user_id, key)
        if kept:
            return _told_again(kept, asked, tell_again)
    elif not _claim(uow, user_id, key, asked):
        return _told_again(_find(uow, user_id, key), asked, tell_again)
    answer = act() if not reads_first else _unless_it_came_meanwhile(uow, user_id, key, act)
    if answer.status_code >= 400:
        return answer
    if reads_first:
        uow.start_writing()
        if not _claim(uow, user_id, key, asked):
            raise KeyInUseError
    uow.session.execute(
        update(IdempotentAnswer)
        .where(IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == key)
        .values(
            status=answer.status_code,
            headers={n: answer.headers[n] for n in _KEPT_HEADERS if n in answer.headers},
            body=answer.get_data() if is_kept else _NOT_KEPT,
        )
    )
    return answer


def _claim(uow: UnitOfWork, user_id: UUID, key: str, asked: str) -> bool:
    """Whether nobody used the key so far. Of two at once the second waits for the first here."""
    dialect = sqlite if uow.session.get_bind().dialect.name == "sqlite" else postgresql
    claim = (
        dialect.insert(IdempotentAnswer)
        .values(
            user_id=user_id,
            key=key,
            request_hash=asked,
            status=0,
            headers={},
            body=b"",
            at=uow.now,
        )
        .on_conflict_do_nothing()
        # PostgreSQL's driver does not count the rows of such an INSERT.
        .returning(IdempotentAnswer.key)
    )
    return uow.session.execute(claim).first() is not None


def _unless_it_came_meanwhile(
    uow: UnitOfWork, user_id: UUID, key: str, act: Callable[[], Response]
) -> Response:
    """The answer of `act`. Raises KeyInUseError where it is refused and another request with the
    key has succeeded since it began: then it is the first of the two that has taken the name."""
    try:
        return act()
    except DomainError:
        uow.rollback()
        if _find(uow, user_id, key):
            raise KeyInUseError from None
        raise


def _find(uow: UnitOfWork, user_id: UUID, key: str) -> IdempotentAnswer | None:
    return uow.session.scalar(
        select(IdempotentAnswer).where(
            IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == key
        )
    )


def _told_again(
    kept: IdempotentAnswer | None, asked: str, tell_again: Callable[[bytes], bytes]
) -> Response:
    if kept is None or kept.request_hash != asked:
        raise KeyUsedOtherwiseError
    if kept.body == _NOT_KEPT:
        raise AnswerNotKeptError
    answer = Response(tell_again(kept.body), kept.status, kept.headers)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _hash_of_request(file: BinaryIO | None) -> str:
    """With the server's secret: a body may hold a password, and nobody is to guess it from this."""
    told = (request.method, request.full_path, request.headers.get("If-Match", ""))
    keyed = hmac.new(str(current_app.secret_key).encode(), "\n".join(told).encode(), "sha256")
    if file is None:
        keyed.update(b"\n" + request.get_data())
    else:
        keyed.update(b"\n")
        while piece := file.read(_PIECE):
            keyed.update(piece)
        file.seek(0)
    return keyed.hexdigest()


def forget_answers(uow: UnitOfWork, _payload: Mapping[str, Any]) -> None:
    """Answers of three days ago; nobody asks for them any more."""
    long_ago = IdempotentAnswer.at < uow.now - KEPT
    uow.session.execute(delete(IdempotentAnswer).where(long_ago))
