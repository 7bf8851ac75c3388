"""Strikes the stage: teams, portfolios, pipelines, rates and the company's name of the sample."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from salesforce_lite.access import User
from salesforce_lite.company import Company, ExchangeRate
from salesforce_lite.customers import Customer
from salesforce_lite.demo.forgetting import forget
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Pipeline, Stage, StageChange, StageTotal
from salesforce_lite.team import Portfolio, Team, TeamMember
from salesforce_lite.webhooks import Webhook

_teams: Any = Team.__table__  # Any: a Table, which the classes do not say
_portfolios: Any = Portfolio.__table__
_pipelines: Any = Pipeline.__table__
_stages: Any = Stage.__table__
_webhooks: Any = Webhook.__table__


def take_down(uow: UnitOfWork) -> None:
    """What people have meanwhile taken into use stays where it is."""
    marks = list(uow.session.scalars(select(SampleMark)))
    _restore_pipelines(uow, _ids(marks, "retired_pipeline"))
    _remove_pipelines(uow, _ids(marks, "pipeline"))
    _remove_portfolios(uow, _ids(marks, "portfolio"))
    _remove_teams(uow, _ids(marks, "team"))
    for mark in marks:
        if mark.kind == "exchange_rate":
            currency, day = mark.key.split(":")
            _remove_rate(uow, currency, date.fromisoformat(day), mark.before)
        elif mark.kind == "company_name":
            _restore_name(uow, mark)
    uow.session.execute(delete(SampleMark))


def _ids(marks: Sequence[SampleMark], kind: str) -> list[UUID]:
    return [UUID(mark.key) for mark in marks if mark.kind == kind]


def _restore_pipelines(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    # Not a change that history should tell: that they stepped back is forgotten too.
    back = update(_pipelines).where(_pipelines.c.id.in_(ids))
    uow.session.execute(back.values(is_active=True))


def _remove_pipelines(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    for pipeline_id in ids:
        stages = select(_stages.c.id).where(_stages.c.pipeline_id == pipeline_id)
        used = exists().where(Opportunity.stage_id.in_(stages)) | exists().where(
            StageChange.to_stage_id.in_(stages) | StageChange.from_stage_id.in_(stages)
        )
        if uow.session.scalar(select(used)):
            continue
        forget(uow, stages)
        forget(uow, select(_pipelines.c.id).where(_pipelines.c.id == pipeline_id))
        totals: Any = StageTotal.__table__  # Any: as above
        uow.session.execute(delete(totals).where(totals.c.stage_id.in_(stages)))
        uow.session.execute(delete(_stages).where(_stages.c.pipeline_id == pipeline_id))
        uow.session.execute(delete(_pipelines).where(_pipelines.c.id == pipeline_id))


def _remove_portfolios(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    customers: Any = Customer.__table__  # Any: as above
    is_used = exists().where(customers.c.portfolio_id == _portfolios.c.id)
    is_named = exists().where(_webhooks.c.portfolio_id == _portfolios.c.id)
    unused = select(_portfolios.c.id).where(_portfolios.c.id.in_(ids), ~is_used, ~is_named)
    _delete(uow, _portfolios, list(uow.session.scalars(unused)))


def _remove_teams(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    """A team with somebody of ours in it stays, at the top when the one above it goes; so does one
    by which a webhook chooses."""
    ours = exists().where(
        TeamMember.team_id == _teams.c.id, TeamMember.user_id == User.id, ~User.is_sample
    )
    led = exists().where(User.id == _teams.c.manager_id, ~User.is_sample)
    named = exists().where(_webhooks.c.team_id == _teams.c.id)
    unused = select(_teams.c.id).where(_teams.c.id.in_(ids), ~ours, ~led, ~named)
    going = list(uow.session.scalars(unused))
    uow.session.execute(update(_teams).where(_teams.c.parent_id.in_(going)).values(parent_id=None))
    _delete(uow, _teams, going)


def _delete(uow: UnitOfWork, table: Any, ids: Sequence[UUID]) -> None:  # Any: as above
    forget(uow, select(table.c.id).where(table.c.id.in_(ids)))
    uow.session.execute(delete(table).where(table.c.id.in_(ids)))


def _remove_rate(uow: UnitOfWork, currency: str, day: date, made: str) -> None:
    """Unless somebody has set another one since."""
    rates: Any = ExchangeRate.__table__  # Any: as above
    is_meant = (rates.c.currency == currency) & (rates.c.valid_from == day)
    if made:
        is_meant &= rates.c.rate == Decimal(made)
    forget(uow, select(rates.c.id).where(is_meant))
    uow.session.execute(delete(rates).where(is_meant))


def _restore_name(uow: UnitOfWork, mark: SampleMark) -> None:
    """Unless somebody has given the company a name since."""
    companies: Any = Company.__table__  # Any: as above
    is_meant = companies.c.name == mark.key
    uow.session.execute(update(companies).where(is_meant).values(name=mark.before))
