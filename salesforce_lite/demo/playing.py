"""Plays the story: everything goes through the services, in the order in which it happened."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Any

from sqlalchemy import exists, select

from salesforce_lite.access import User
from salesforce_lite.activities import save_activities
from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    relate_customers,
    save_contacts,
    save_customers,
)
from salesforce_lite.demo.acquaintances import Tie, introduce, relate
from salesforce_lite.demo.cast import ADMIN, Colleague
from salesforce_lite.demo.diary import Diary
from salesforce_lite.demo.errors import SampleDataThereError
from salesforce_lite.demo.model import SampleMark
from salesforce_lite.demo.plans import plan
from salesforce_lite.demo.rhythm import Rhythm
from salesforce_lite.demo.sales import Sale, sell
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.setting import SamplePerson, Setting, set_up
from salesforce_lite.demo.shops import Shop, found_shops
from salesforce_lite.demo.vocabulary import Voice
from salesforce_lite.kernel.ids import ids_from
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import OpportunityDraft, OpportunityFields, save_opportunities

_BATCH = 500
Tell = Callable[[int, int], None]


class Step(IntEnum):
    """What comes first when several things are written down at the same moment."""

    CUSTOMER = 1
    BRANCH = 2
    CONTACT = 3
    RELATION = 4
    LIFECYCLE = 5
    SALE = 6
    MOVE = 7
    ACTIVITY = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that somebody writes down at a moment."""

    at: datetime
    step: Step
    who: Colleague
    what: Any  # Any: the draft that the service of the step takes

    @property
    def page(self) -> tuple[datetime, Step, str]:
        """What is on the same page is saved together."""
        return self.at, self.step, self.who.email


def has_sample_data(uow: UnitOfWork) -> bool:
    """Whether there is anything that emptying would take away."""
    found = (exists().where(model.is_sample) for model in (Customer, User))
    return any(
        bool(uow.session.scalar(select(one)))
        for one in (exists().where(SampleMark.kind != ""), *found)
    )


def add_sample_data(
    uow: UnitOfWork, plot: Plot, *, tell: Tell = lambda _done, _all: None
) -> list[SamplePerson]:
    """Put in a company with a year behind it; answers whom to sign in as.

    It is one transaction: stopped half-way, nothing of it is there.
    """
    if has_sample_data(uow):
        raise SampleDataThereError
    diary = Diary(plot.day)
    voice = Voice(plot.language, plot.rng)
    plot.ids.moment = diary.opening
    with ids_from(plot.ids):
        with uow.acting_as(uow.actor, diary.opening):
            setting = set_up(uow, plot, voice)
        facts = _remember(plot, diary, voice, setting)
        _write(uow, plot, setting, facts, tell)
    return setting.introduced


def _remember(plot: Plot, diary: Diary, voice: Voice, setting: Setting) -> list[Fact]:
    """The whole year as facts in order."""
    rhythm = Rhythm(plot, diary, voice)
    facts: list[Fact] = []
    shops = found_shops(plot, diary, voice)
    sales: list[Sale] = []
    for shop in shops:
        of_shop = list(sell(plot, diary, voice, shop))
        sales += of_shop
        facts += _beginnings(plot, diary, voice, shop, setting)
        for sale in of_shop:
            facts += _course(sale, setting)
        facts += _entries(diary, rhythm.of(shop, of_shop))
    for tie in relate(plot, voice, shops):
        at = max(tie.of.since, tie.to.since)
        facts.append(Fact(at, Step.RELATION, ADMIN, tie))
    facts += _entries(diary, plan(plot, diary, voice, shops, sales))
    return sorted(facts, key=lambda fact: fact.page)


def _beginnings(
    plot: Plot, diary: Diary, voice: Voice, shop: Shop, setting: Setting
) -> Iterator[Fact]:
    """How the customer came to us; those who were there a year ago were brought in by a file."""
    who = ADMIN if shop.since == diary.opening else shop.owner
    shop.fields["portfolio_id"] = setting.portfolios[shop.portfolio]
    if shop.is_key_account:
        shop.fields["owner_id"] = setting.actors[shop.owner.email].user_id
    draft = CustomerDraft.of(shop.fields, new_id=shop.id, is_sample=True)
    yield Fact(shop.since, Step.BRANCH if shop.is_branch else Step.CUSTOMER, who, draft)
    for contact in introduce(plot, voice, shop):
        yield Fact(shop.since, Step.CONTACT, who, contact)
    for at, stage in shop.story.changes():
        change = CustomerDraft.of({"lifecycle": stage}, id=shop.id)
        yield Fact(at, Step.LIFECYCLE, shop.owner, change)


def _course(sale: Sale, setting: Setting) -> Iterator[Fact]:
    who, stages = sale.shop.owner, setting.stages[sale.pipeline]
    fields: OpportunityFields = {**sale.fields, "stage_id": stages[0]}
    new = OpportunityDraft.of(fields, new_id=sale.id, is_sample=True)
    yield Fact(sale.entered, Step.SALE, who, new)
    for at, stage in sale.moves:
        move = OpportunityDraft.of({"stage_id": stages[stage]}, id=sale.id)
        yield Fact(at, Step.MOVE, who, move)
    if sale.ended is not None:
        yield Fact(sale.ended, Step.MOVE, who, OpportunityDraft.of(sale.ending, id=sale.id))


def _entries(diary: Diary, entries: Any) -> Iterator[Fact]:  # Any: of several generators
    for entry in entries:
        at = diary.copied_at(entry.who, entry.at)
        yield Fact(at, Step.ACTIVITY, entry.who, entry.draft)


def _write(
    uow: UnitOfWork, plot: Plot, setting: Setting, facts: Sequence[Fact], tell: Tell
) -> None:
    done = 0
    for (at, step, email), page in groupby(facts, key=lambda fact: fact.page):
        plot.ids.moment = at
        whats = [fact.what for fact in page]
        with uow.acting_as(setting.actors[email], at):
            for start in range(0, len(whats), _BATCH):
                _SAVE[step](uow, whats[start : start + _BATCH])
        done += len(whats)
        tell(done, len(facts))


def _save_ties(uow: UnitOfWork, ties: Sequence[Tie]) -> None:
    for tie in ties:
        relate_customers(
            uow,
            tie.of.id,
            tie.kind,
            tie.to.id,
            is_captive=tie.is_captive,
            starts_on=tie.starts_on,
            note=tie.note,
        )


_SAVE: dict[Step, Callable[[UnitOfWork, Any], object]] = {
    Step.CUSTOMER: save_customers,
    Step.BRANCH: save_customers,
    Step.CONTACT: save_contacts,
    Step.RELATION: _save_ties,
    Step.LIFECYCLE: save_customers,
    Step.SALE: save_opportunities,
    Step.MOVE: save_opportunities,
    Step.ACTIVITY: save_activities,
}
