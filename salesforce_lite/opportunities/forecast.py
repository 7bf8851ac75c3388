"""The forecast: what should come in and what was won, month by month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select

from salesforce_lite.company import Total, together
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage
from salesforce_lite.opportunities.service import today_of, visible_opportunities
from salesforce_lite.opportunities.sums import (
    ByCurrency,
    Reckoning,
    count_of,
    currencies_of,
    reckoning,
)
from salesforce_lite.opportunities.totals import Sums, measures

MONTHS_BEFORE = 3
MONTHS_AFTER = 8
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """Some opportunities of a row: how many, and what they are worth."""

    count: int
    amount: Total
    weighted: Total


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One month; without `first` all that comes before it, without `last` all after."""

    first: date | None
    last: date | None
    is_past: bool
    is_current: bool
    open: Share
    won: Share


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rows in order of time, the longest bar, and all of them together."""

    rows: tuple[ForecastRow, ...]
    total: ForecastRow
    # What was won before this day is in no row, nor in the total.
    since: date
    # Nor what is dated after this one.
    until: date
    currency: str
    missing_rates: tuple[str, ...]

    @property
    def largest(self) -> int:
        """The largest amount of a row, in minor units: what the bars are measured against."""
        return max(
            (share.amount.amount.minor for row in self.rows for share in (row.open, row.won)),
            default=0,
        )


def forecast(uow: UnitOfWork) -> Forecast:
    """From three months back to eight ahead, and what lies before and after."""
    today = today_of(uow)
    start = _month(today, -MONTHS_BEFORE)
    end = _month(today, MONTHS_AFTER + 1)
    expected = _by_month(uow, _sums_by_day(uow, Opportunity.expected_close_on, Outcome.OPEN))
    won_query = _sums_by_day(uow, Opportunity.closed_on, Outcome.WON)
    in_the_table = Opportunity.closed_on >= start, Opportunity.closed_on < end
    won = _by_month(uow, won_query.where(*in_the_table))
    rates = reckoning(uow, currencies_of([*expected.values(), *won.values()]), today)
    # What was won is worth what it was worth then, however rates have changed since.
    then = {
        month: reckoning(uow, currencies_of([sums]), min(today, _month(month, 1) - _A_DAY))
        for month, sums in won.items()
    }
    months = [_month(start, number) for number in range(MONTHS_BEFORE + MONTHS_AFTER + 1)]
    rows = [
        _row(month, _month(month, 1), today, expected, won, rates, then.get(month, rates))
        for month in months
    ]
    before = _merged({month: sums for month, sums in expected.items() if month < start})
    after = _merged({month: sums for month, sums in expected.items() if month >= end})
    if before:
        rows.insert(0, _edge(None, start - timedelta(days=1), before, rates))
    if after:
        rows.append(_edge(end, None, after, rates))
    total = ForecastRow(
        first=None,
        last=None,
        is_past=False,
        is_current=False,
        open=_share(_merged(expected), rates),
        won=_won_together([row.won for row in rows], rates.currency),
    )
    missing = {*total.open.amount.missing_rates, *total.won.amount.missing_rates}
    return Forecast(tuple(rows), total, start, end - _A_DAY, rates.currency, tuple(sorted(missing)))


def _month(day: date, after: int) -> date:
    """The first day of the month so many months after that of the day."""
    years, month = divmod(day.year * 12 + day.month - 1 + after, 12)
    return date(years, month + 1, 1)


def _sums_by_day(uow: UnitOfWork, day: Any, outcome: Outcome) -> Select[Any]:
    """By day, because the index is ordered by it; months are made of days afterwards."""
    by = (day, Opportunity.amount_currency)
    return (
        visible_opportunities(uow)
        .with_only_columns(*by, *measures(Opportunity.amount_minor, Opportunity.probability_set))
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.outcome == outcome)
        .group_by(*by)
    )


def _by_month(uow: UnitOfWork, query: Select[Any]) -> dict[date, dict[str, Sums]]:
    found: dict[date, dict[str, Sums]] = defaultdict(dict)
    for day, currency, *sums in uow.session.execute(query):
        months = found[day.replace(day=1)]
        code = currency or ""
        months[code] = months.get(code, Sums()) + Sums(*map(int, sums))
    return found


def _merged(months: Mapping[date, ByCurrency]) -> dict[str, Sums]:
    merged: dict[str, Sums] = {}
    for sums in months.values():
        for code, one in sums.items():
            merged[code] = merged.get(code, Sums()) + one
    return merged


def _row(
    month: date,
    following: date,
    today: date,
    expected: Mapping[date, ByCurrency],
    won: Mapping[date, ByCurrency],
    rates: Reckoning,
    then: Reckoning,
) -> ForecastRow:
    return ForecastRow(
        first=month,
        last=following - timedelta(days=1),
        is_past=following <= today,
        is_current=month <= today < following,
        open=_share(expected.get(month, {}), rates),
        won=_share(won.get(month, {}), then),
    )


def _edge(first: date | None, last: date | None, sums: ByCurrency, rates: Reckoning) -> ForecastRow:
    return ForecastRow(
        first=first,
        last=last,
        is_past=first is None,
        is_current=False,
        open=_share(sums, rates),
        won=_share({}, rates),
    )


def _won_together(shares: Sequence[Share], currency: str) -> Share:
    return Share(
        sum(share.count for share in shares),
        together([share.amount for share in shares], currency),
        together([share.weighted for share in shares], currency),
    )


def _share(sums: ByCurrency, rates: Reckoning) -> Share:
    return Share(count_of(sums), rates.amount(sums), rates.weighted(sums))
