"""Many records in one request: each has its own result, and one commit keeps what succeeded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Select

from salesforce_lite.api.errors import TooManyRefusedError
from salesforce_lite.api.problems import refusal_of
from salesforce_lite.api.resource import Misshapen
from salesforce_lite.audit import sent_before
from salesforce_lite.kernel.errors import DomainError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork


class _Draft(Protocol):
    @property
    def new_id(self) -> UUID | None: ...


class _Saved(Protocol):
    """Of the core or of a plugin."""

    id: Any  # a UUID, which mapped columns are not


I = TypeVar("I")  # noqa: E741 – what goes in
D = TypeVar("D", bound=_Draft)
R = TypeVar("R", bound=_Saved)
T = TypeVar("T")

# Seconds for which others wait at most.
_LONGEST = 5.0


class Refusal(msgspec.Struct, kw_only=True, frozen=True):
    """Why one of them was refused: as in the answer to a single request."""

    code: str
    detail: str
    errors: dict[str, str] = {}


class Result(msgspec.Struct, Generic[T], kw_only=True, frozen=True, omit_defaults=True):
    """What became of one of them, in the place where it was sent."""

    status: int
    record: T | None = None
    problem: Refusal | None = None


class Results(msgspec.Struct, Generic[T], kw_only=True, frozen=True):
    """One result for each that was sent, in that order."""

    results: Sequence[Result[T]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving(Generic[D, R, T]):
    """How the records of a resource are saved and shown.

    `save_one` answers what is there already when a draft comes again with the id that was chosen
    for it; `save_all` makes or changes several, all or none; `show` is given what was saved.
    """

    save_one: Callable[[UnitOfWork, D], R]
    save_all: Callable[[UnitOfWork, Sequence[D]], Sequence[R]]
    show: Callable[[UnitOfWork, Sequence[R]], Sequence[T]]

    def one(self, uow: UnitOfWork, draft: D) -> T:
        """Save one, and show it."""
        return self.show(uow, [self.save_one(uow, draft)])[0]

    def each(
        self,
        uow: UnitOfWork,
        items: Sequence[I],
        drafts_of: Callable[[Sequence[I]], Sequence[D]],
        *,
        status: int,
    ) -> Results[T]:
        """Save those that are right; each has a result of its own, with this status where it is.

        `drafts_of` makes one draft of each item; what it raises counts as a refusal of them all,
        until it is known of which. Who was misshapen is refused here and reaches it not.
        """

        def save(part: Sequence[I]) -> Sequence[T]:
            return self.show(uow, self._saved(uow, drafts_of(part)))

        right = [one for one in items if not isinstance(one, Misshapen)]
        saved = iter(_save_each(uow, right, save, status=status))
        return Results(
            results=[
                refused(one.error) if isinstance(one, Misshapen) else next(saved) for one in items
            ]
        )

    def _saved(self, uow: UnitOfWork, drafts: Sequence[D]) -> list[R]:
        """A batch that comes again is as quick as it was: what is there already is not tried."""
        there = sent_before(uow, [draft.new_id for draft in drafts if draft.new_id])
        new = [draft for draft in drafts if draft.new_id not in there]
        saved = iter(self.save_all(uow, new) if new else ())
        return [
            self.save_one(uow, draft) if draft.new_id in there else next(saved) for draft in drafts
        ]


def known_by_id(uow: UnitOfWork, visible: Select[R], ids: Sequence[UUID]) -> dict[UUID, R]:
    """Id → record, of those that the query of what the actor sees finds.

    Raises NotFoundError where one of them is not there, or is named twice.
    """
    kind: type[R] = visible.column_descriptions[0]["entity"]
    known = {one.id: one for one in uow.session.scalars(visible.where(kind.id.in_(ids)))}
    if len(known) < len(ids):
        raise NotFoundError
    return known


def _save_each(
    uow: UnitOfWork,
    items: Sequence[I],
    save: Callable[[Sequence[I]], Sequence[T]],
    *,
    status: int,
) -> list[Result[T]]:
    """Save them together; where that is refused, each half for itself, until it is known which.

    Every try has a savepoint: what one of them had written before it was refused is undone, and the
    others stay. A few that are wrong among a thousand cost a few dozen savepoints. Many cost
    thousands, and others wait meanwhile: after some seconds what is left is not tried any more.
    """
    ends = monotonic() + _LONGEST
    results: list[Result[Any]] = []
    # Left to right, so that the results come in order.
    waiting = [list(items)] if items else []
    while waiting:
        part = waiting.pop()
        if monotonic() > ends:
            results += [refused(TooManyRefusedError())] * len(part)
            continue
        try:
            with uow.lent("batch"):
                saved = save(part)
                uow.session.flush()
            results += [Result(status=status, record=record) for record in saved]
        except DomainError as error:
            if len(part) == 1:
                results.append(refused(error))
            else:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
    return results


def refused(error: DomainError) -> Result[Any]:
    """The result of one that was refused."""
    told = refusal_of(error)
    status = told.pop("status")
    return Result(status=status, problem=Refusal(**told))
