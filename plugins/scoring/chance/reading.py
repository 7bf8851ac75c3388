"""Reads what is known of many sales at once, as they are now, ended, or stood at some moment.

Only what was known before the end counts. What winning itself changes – the customer's lifecycle
and roles – is left out, and so is who the people are: no names, no persons, no fields about them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from salesforce_lite.company import get_company, rates_on
from salesforce_lite.custom_fields import CustomField, Kind, all_fields
from salesforce_lite.customers import Customer, CustomerKind
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome, StageChange, all_stages
from salesforce_lite.team import TeamMember

from .bands import AMOUNTS, DAYS, bin_of
from .facts import (
    AMOUNT,
    BOUGHT,
    COUNTRY,
    CUSTOM,
    KIND,
    NO,
    PIPELINE,
    SOURCE,
    TEAM,
    YES,
    SaleFacts,
)

COLUMNS = (
    *(Opportunity.id, Opportunity.customer_id, Opportunity.owner_id, Opportunity.created_at),
    *(Opportunity.pipeline_id, Opportunity.stage_id, Opportunity.source, Opportunity.custom),
    *(Opportunity.amount_minor, Opportunity.amount_currency),
    *(Opportunity.outcome, Opportunity.closed_on),
    *(Customer.kind, Customer.country),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRow:
    """One row of `COLUMNS`."""

    id: UUID
    customer_id: UUID
    owner_id: UUID | None
    created_at: datetime
    pipeline_id: UUID
    stage_id: UUID
    source: str
    custom: Mapping[str, Any]
    amount_minor: int | None
    amount_currency: str | None
    outcome: str
    closed_on: date | None
    kind: str
    country: str

    @property
    def is_won(self) -> bool:
        return self.outcome == Outcome.WON

    @property
    def was_followed(self) -> bool:
        """Whether it was open here for a while: of what was put in with its end, no stage and no
        age is known."""
        return self.closed_on is None or self.closed_on > self.created_at.date()

    @property
    def began_on(self) -> date:
        began: date = self.created_at.date()
        return began if self.closed_on is None else min(began, self.closed_on)

    @property
    def halfway(self) -> datetime:
        """The moment in the middle between its beginning and its end."""
        if self.closed_on is None or not self.was_followed:
            return self.created_at
        end = datetime.combine(self.closed_on, time(), UTC)
        return self.created_at + (end - self.created_at) / 2


# The moment at which facts are to be told; None for all that is known up to now, or to the end.
Moments = Callable[[SaleRow], datetime | None]


def to_the_end(_row: SaleRow) -> None:
    return None


def halfway(row: SaleRow) -> datetime:
    return row.halfway


def rows_of(uow: UnitOfWork, query: Select[Any]) -> list[SaleRow]:
    """The sales of a query for opportunities."""
    asked = query.join(Customer, Customer.id == Opportunity.customer_id)
    found = uow.session.execute(asked.with_only_columns(*COLUMNS, maintain_column_froms=True))
    return [SaleRow(**row) for row in found.mappings()]


def facts_of(
    uow: UnitOfWork,
    rows: Sequence[SaleRow],
    *,
    at: Moments = to_the_end,
    without: Iterable[str] = (),
) -> dict[UUID, SaleFacts]:
    """Sale → what is known of it at that moment; fields named in `without` are left out."""
    if not rows:
        return {}
    reader = _Reader(uow, rows, frozenset(without))
    return {row.id: reader.facts(row, at(row)) for row in rows}


def teams_of(uow: UnitOfWork, owner_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Person → the team by which their sales are counted: of several always the same one."""
    wanted = sorted({uid for uid in owner_ids if uid})
    if not wanted:
        return {}
    members = select(TeamMember.user_id, TeamMember.team_id).where(TeamMember.user_id.in_(wanted))
    found: dict[UUID | None, str] = {}
    for user_id, team_id in uow.session.execute(members):
        found[user_id] = min(str(team_id), found.get(user_id, str(team_id)))
    return found


def stages_in_order(uow: UnitOfWork) -> dict[UUID, list[UUID]]:
    """Pipeline → all its stages, retired ones too, in their order."""
    return uow.once("scoring.stages", lambda: _stages(uow))


def choice_fields(uow: UnitOfWork) -> list[CustomField]:
    """The custom fields of sales that have few values and are in use."""
    wanted = (Kind.CHOICE, Kind.YES_NO)
    return [one for one in all_fields(uow, "opportunity") if one.is_live and one.kind in wanted]


def _stages(uow: UnitOfWork) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for stage in sorted(all_stages(uow).values(), key=lambda one: (one.position, str(one.id))):
        found.setdefault(stage.pipeline_id, []).append(stage.id)
    return found


class _Reader:
    """What the rows have in common is asked for once: six small queries for all of them."""

    def __init__(self, uow: UnitOfWork, rows: Sequence[SaleRow], without: frozenset[str]) -> None:
        self._without = without
        self._stages = stages_in_order(uow)
        self._entered = _entered(uow, [row.id for row in rows])
        self._first_wins = _first_wins(uow, {row.customer_id for row in rows})
        self._teams = teams_of(uow, (row.owner_id for row in rows))
        self._fields = choice_fields(uow)
        self._rates = _rates(uow, {row.amount_currency for row in rows if row.amount_currency})
        self._now = uow.now

    def facts(self, row: SaleRow, moment: datetime | None) -> SaleFacts:
        values = {name: value for name, value in self._values(row) if name not in self._without}
        if not row.was_followed:
            return SaleFacts(values=values)
        stages = self._stages.get(row.pipeline_id, [])
        reached = self._reached(row, stages, moment)
        return SaleFacts(
            values=values,
            pipeline=str(row.pipeline_id),
            reached=tuple(str(uid) for uid in stages[:reached]),
            stages=tuple(str(uid) for uid in stages) if reached else (),
            age=bin_of(self._days(row, moment), DAYS),
        )

    def _values(self, row: SaleRow) -> Iterable[tuple[str, str]]:
        yield PIPELINE, str(row.pipeline_id)
        yield KIND, row.kind
        first_win = self._first_wins.get(row.customer_id)
        yield BOUGHT, YES if first_win is not None and first_win < row.began_on else NO
        if row.source:
            yield SOURCE, row.source
        # Where a person lives says too much about the person.
        if row.country and row.kind == CustomerKind.ORGANIZATION:
            yield COUNTRY, row.country
        if row.owner_id in self._teams:
            yield TEAM, self._teams[row.owner_id]
        amount = self._amount(row)
        if amount is not None:
            yield AMOUNT, str(bin_of(amount, AMOUNTS))
        for field in self._fields:
            value = row.custom.get(field.code)
            if isinstance(value, bool):
                value = YES if value else NO
            if isinstance(value, str) and value:
                yield f"{CUSTOM}{field.code}", value

    def _amount(self, row: SaleRow) -> Decimal | None:
        """In the company's currency; None where there is no amount, or no rate."""
        rate = self._rates.get(row.amount_currency or "")
        if row.amount_minor is None or row.amount_currency is None or rate is None:
            return None
        return Money(row.amount_minor, row.amount_currency).amount * rate

    def _reached(self, row: SaleRow, stages: Sequence[UUID], moment: datetime | None) -> int:
        """How many stages of its pipeline it has reached; 0 where that is not known."""
        entered = [
            stage for stage, at in self._entered.get(row.id, []) if moment is None or at <= moment
        ]
        if moment is None:
            entered.append(row.stage_id)
        return max((stages.index(stage) + 1 for stage in entered if stage in stages), default=0)

    def _days(self, row: SaleRow, moment: datetime | None) -> int:
        if moment is None and row.closed_on is not None:
            return (row.closed_on - row.created_at.date()).days
        return max(0, ((moment or self._now) - row.created_at).days)


def _entered(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, datetime]]]:
    query = select(StageChange.opportunity_id, StageChange.to_stage_id, StageChange.at)
    found: dict[UUID, list[tuple[UUID, datetime]]] = {}
    for sale, stage, at in uow.session.execute(query.where(StageChange.opportunity_id.in_(ids))):
        found.setdefault(sale, []).append((stage, at))
    return found


def _first_wins(uow: UnitOfWork, customer_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Customer → when the first sale to them was won."""
    query = select(Opportunity.customer_id, func.min(Opportunity.closed_on)).where(
        Opportunity.customer_id.in_(sorted(customer_ids)),
        Opportunity.outcome == Outcome.WON,
        Opportunity.deleted_at.is_(None),
    )
    found = uow.session.execute(query.group_by(Opportunity.customer_id))
    return {customer: day for customer, day in found if day is not None}


def _rates(uow: UnitOfWork, currencies: set[str]) -> dict[str, Decimal]:
    """Currency → what one of it is worth now in the company's."""
    own = get_company(uow).currency
    return {own: Decimal(1), **rates_on(uow, uow.today, currencies - {own})}
