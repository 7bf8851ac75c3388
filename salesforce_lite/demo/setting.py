"""Puts the stage up: the company's name and rates, the people, teams, portfolios, pipelines."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select

from salesforce_lite.access import User, create_user
from salesforce_lite.company import (
    get_company,
    list_exchange_rates,
    save_company,
    set_exchange_rate,
)
from salesforce_lite.demo.cast import COLLEAGUES, INTRODUCED, PORTFOLIOS, TEAMS, Colleague
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.demo.sales import PER_EURO
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.vocabulary import Voice
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Pipeline, Stage, StageFields, save_pipeline
from salesforce_lite.team import create_portfolio, create_team, load_actor, set_members

_MONTHS = 13


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody to sign in as; the password is told once and kept nowhere in the database."""

    role: str
    name: str
    email: str
    password: str


@dataclass(slots=True)
class Setting:
    """What the story is played with."""

    actors: dict[str, Actor]
    portfolios: dict[str, UUID]
    stages: dict[str, list[UUID]]
    introduced: list[SamplePerson]


def set_up(uow: UnitOfWork, plot: Plot, voice: Voice) -> Setting:
    """Everything that is there before the first customer."""
    _name_company(uow, voice)
    _set_rates(uow, plot)
    users, introduced = _hire(uow, plot)
    _form_teams(uow, voice, users)
    portfolios = _make_portfolios(uow, voice, users)
    stages = _make_pipelines(uow, voice)
    actors = {email: load_actor(uow.session, user) for email, user in users.items()}
    return Setting(actors, portfolios, stages, introduced)


def _mark(uow: UnitOfWork, kind: str, key: object, before: str = "") -> None:
    uow.session.add(SampleMark(kind=kind, key=str(key), before=before))


def _name_company(uow: UnitOfWork, voice: Voice) -> None:
    """A company that nobody has named yet gets the name of the sample company."""
    company = get_company(uow)
    is_named = exists().where(AuditEntry.record_id == company.id, AuditEntry.action == "changed")
    if not uow.session.scalar(select(is_named)):
        name = voice.name("company", "name")
        _mark(uow, "company_name", name, before=company.name)
        save_company(uow, {"name": name})


def _set_rates(uow: UnitOfWork, plot: Plot) -> None:
    """A rate a month for each currency that has none; they drift a little."""
    own = get_company(uow).currency
    known = {rate.currency for rate in list_exchange_rates(uow)}
    if own not in PER_EURO:
        return
    for currency in sorted(PER_EURO.keys() - {own} - known):
        for month in range(_MONTHS):
            first = _month_ago(plot.day, month)
            drift = Decimal(1) + Decimal(plot.rng.randint(-150, 150)) / 10_000
            rate = Decimal(PER_EURO[own]) / Decimal(PER_EURO[currency]) * drift
            made = set_exchange_rate(
                uow, currency, rate.quantize(Decimal("1.000000000")), valid_from=first
            )
            _mark(uow, "exchange_rate", f"{currency}:{first.isoformat()}", str(made.rate))


def _month_ago(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _hire(uow: UnitOfWork, plot: Plot) -> tuple[dict[str, User], list[SamplePerson]]:
    users: dict[str, User] = {}
    introduced: list[SamplePerson] = []
    for one in COLLEAGUES:
        password = secrets.token_urlsafe(12)
        users[one.email] = create_user(
            uow,
            email=one.email,
            name=one.name,
            roles=[one.role],
            password=password,
            locale=one.locale(plot),
            zone=one.zone,
            is_sample=True,
        )
        if one in INTRODUCED:
            introduced.append(SamplePerson(one.role, one.name, one.email, password))
    return users, introduced


def _form_teams(uow: UnitOfWork, voice: Voice, users: dict[str, User]) -> None:
    teams: dict[str, UUID] = {}
    for key, manager, above in TEAMS:
        team = create_team(
            uow,
            voice.name("teams", key),
            parent_id=teams.get(above),
            manager_id=users[manager.email].id,
        )
        teams[key] = team.id
        _mark(uow, "team", team.id)
        set_members(uow, team.id, [users[one.email].id for one in _members(key)])


def _members(team: str) -> list[Colleague]:
    return [one for one in COLLEAGUES if one.team == team]


def _make_portfolios(uow: UnitOfWork, voice: Voice, users: dict[str, User]) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    for key, manager in PORTFOLIOS.items():
        portfolio = create_portfolio(
            uow, voice.name("portfolios", key), manager_id=users[manager.email].id
        )
        made[key] = portfolio.id
        _mark(uow, "portfolio", portfolio.id)
    return made


def _make_pipelines(uow: UnitOfWork, voice: Voice) -> dict[str, list[UUID]]:
    """Two ways of selling; pipelines that nobody has used yet step back meanwhile."""
    before = list(uow.session.scalars(select(Pipeline).where(Pipeline.is_active)))
    made: dict[str, list[UUID]] = {}
    for position, (key, words) in enumerate(voice.words["pipelines"].items()):
        stages: list[StageFields] = [
            {"name": name, "probability": probability, "usual_days": usual_days}
            for name, probability, usual_days in words["stages"]
        ]
        pipeline = save_pipeline(uow, name=words["name"], stages=stages, position=position)
        _mark(uow, "pipeline", pipeline.id)
        its_own = select(Stage.id).where(Stage.pipeline_id == pipeline.id)
        made[key] = list(uow.session.scalars(its_own.order_by(Stage.position)))
    for pipeline in before:
        if not _is_used(uow, pipeline.id):
            _mark(uow, "retired_pipeline", pipeline.id)
            save_pipeline(uow, pipeline.id, name=pipeline.name, is_active=False)
    return made


def _is_used(uow: UnitOfWork, pipeline_id: UUID) -> bool:
    stages = select(Stage.id).where(Stage.pipeline_id == pipeline_id)
    return bool(uow.session.scalar(select(exists().where(Opportunity.stage_id.in_(stages)))))
