"""The budget of rows: no token reads more in an hour or a day than it may, in all processes.

A process takes rows off the budget in the database before it gives them away: a handful at once,
so that a program which asks for one record after the other does not cause a write each time. What a
process took and did not give away when it ended counts as read; a budget is never exceeded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import select, update

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tokens.errors import RowBudgetSpentError
from salesforce_lite.tokens.events import TokenBudgetLow
from salesforce_lite.tokens.model import ApiToken

# The share of an hour that a process takes at once.
_HANDFUL = 0.05
_HOUR = timedelta(hours=1)
# After this share of a budget its owner is told.
_WARNED_AT = 0.8


@dataclass(slots=True)
class _Purse:
    # What was taken belongs to its hour, and to the budget that held when it was taken.
    of: tuple[datetime, int]
    rows: int


class Purses:
    """What this process has taken off budgets and not given away yet; one per server."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._purses: dict[UUID, _Purse] = {}

    def spend(
        self,
        token_id: UUID,
        rows: int,
        per_hour: int,
        take: Callable[[UUID, int], None],
        *,
        is_sure: bool,
    ) -> None:
        """Give away so many rows; `take(token_id, rows)` takes more off the budget when needed: no
        more than these where it is not sure that what it writes will stand.

        Raises RowBudgetSpentError, and then nothing is to be given away.
        """
        had = self._empty(token_id, per_hour)
        missing = rows - had
        if missing <= 0:
            self._put_back(token_id, per_hour, -missing)
            return
        more = max(int(per_hour * _HANDFUL), missing) if is_sure else missing
        try:
            try:
                take(token_id, more)
            except RowBudgetSpentError:
                # What is left may be less than a handful and still enough.
                more = missing
                take(token_id, more)
        except RowBudgetSpentError:
            self._put_back(token_id, per_hour, had)
            raise
        self._put_back(token_id, per_hour, more - missing)

    def _empty(self, token_id: UUID, per_hour: int) -> int:
        """What is at hand: for this request alone, until it has put back what it does not need."""
        with self._lock:
            purse = self._purse(token_id, per_hour)
            had, purse.rows = purse.rows, 0
            return had

    def _put_back(self, token_id: UUID, per_hour: int, rows: int) -> None:
        with self._lock:
            self._purse(token_id, per_hour).rows += rows

    def _purse(self, token_id: UUID, per_hour: int) -> _Purse:
        of = (_hour_of(clock.now()), per_hour)
        purse = self._purses.get(token_id)
        if purse is None or purse.of != of:
            purse = self._purses[token_id] = _Purse(of, 0)
        return purse


def take_rows(uow: UnitOfWork, token_id: UUID, rows: int, address: str) -> None:
    """Take so many rows off the budget, or raise RowBudgetSpentError and take none.

    Of two at the same moment the second waits for the first, so that both are counted.
    """
    if not is_writing():
        raise RuntimeError("rows are taken off a budget by a unit that writes")
    token = uow.session.execute(
        select(
            ApiToken.user_id,
            ApiToken.hour,
            ApiToken.hour_rows,
            ApiToken.day,
            ApiToken.day_rows,
            ApiToken.rows_per_hour,
            ApiToken.rows_per_day,
        )
        .where(ApiToken.id == token_id)
        .with_for_update()
    ).one()
    # The moment now that nobody else writes, not that at which the request began; and never back.
    moment = clock.now()
    hour = max(_hour_of(moment), token.hour or _hour_of(moment))
    day = max(moment.date(), token.day or moment.date())
    in_hour = (token.hour_rows if token.hour == hour else 0) + rows
    in_day = (token.day_rows if token.day == day else 0) + rows
    if in_hour > token.rows_per_hour:
        raise _spent(moment, hour + _HOUR, token.rows_per_hour)
    if in_day > token.rows_per_day:
        tomorrow = hour.replace(hour=0) + timedelta(days=1)
        raise _spent(moment, tomorrow, token.rows_per_day)
    uow.session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id)
        .values(
            hour=hour,
            hour_rows=in_hour,
            day=day,
            day_rows=in_day,
            used_at=moment,
            used_from=address[:60],
        )
    )
    for window, now, most in (
        ("hour", in_hour, token.rows_per_hour),
        ("day", in_day, token.rows_per_day),
    ):
        if now - rows < most * _WARNED_AT <= now:
            uow.record(
                TokenBudgetLow(token_id=token_id, user_id=token.user_id, window=window, most=most)
            )


def rows_left(token: ApiToken, now: datetime) -> tuple[int, int]:
    """What is left of the budget of this hour, and of this day."""
    in_hour = token.hour_rows if token.hour == _hour_of(now) else 0
    in_day = token.day_rows if token.day == now.date() else 0
    return max(0, token.rows_per_hour - in_hour), max(0, token.rows_per_day - in_day)


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _spent(now: datetime, again: datetime, most: int) -> RowBudgetSpentError:
    seconds = max(1, int((again - now).total_seconds()) + 1)
    return RowBudgetSpentError(seconds=seconds, wait=seconds, most=most)
