"""Kept totals equal what the opportunities themselves say, whatever happens to them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from salesforce_lite.customers import (
    CustomerDraft,
    delete_customer,
    merge_customers,
    restore_customer,
    save_customer,
)
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import downgrade_database, upgrade_database
from salesforce_lite.opportunities import (
    OpportunityDraft,
    StageTotal,
    check_totals,
    delete_opportunity,
    lose_opportunity,
    move_opportunity,
    rebuild_totals,
    reopen_opportunity,
    restore_opportunity,
    save_opportunity,
    save_stage,
    totals,
    win_opportunity,
)
from salesforce_lite.opportunities.board import load_heads
from salesforce_lite.opportunities.errors import OpportunityClosedError, OpportunityOpenError
from salesforce_lite.opportunities.narrowing import OpportunityFilter

STEPS = st.tuples(
    st.sampled_from(
        [
            *("create", "amount", "percent", "move", "weigh", "win", "lose", "reopen", "delete"),
            *("restore", "hand over", "merge", "delete customer", "restore customer"),
            "to customer",
        ]
    ),
    st.integers(0, 9),
    st.integers(0, 9),
)


class History:
    """Plays steps on a few customers and opportunities, each step in a unit of its own."""

    def __init__(self, work, stages, owners):
        self.work, self.stages, self.owners = work, stages, owners
        self.customers, self.opportunities = [], []
        for name in ("One", "Two"):
            self.do("customer", lambda uow, name=name: self._add_customer(uow, name))

    def do(self, _name, change):
        try:
            with self.work("admin") as uow:
                change(uow)
        except (
            InvalidInputError,
            NotFoundError,
            OpportunityClosedError,
            OpportunityOpenError,
        ):
            pass  # what is impossible now must leave the totals alone, too

    def play(self, step):
        name, which, value = step
        if name in ("hand over", "merge", "delete customer", "restore customer"):
            change = getattr(self, "_" + name.replace(" ", "_"))
            self.do(name, lambda uow: change(uow, which, value))
        elif name == "create":
            self.do(name, lambda uow: self._create(uow, which, value))
        elif name == "weigh":
            self.do(name, lambda uow: self._weigh(uow, which, value))
        elif self.opportunities:
            one = self.opportunities[which % len(self.opportunities)]
            self.do(name, lambda uow: self._change(uow, name, one, value))

    def _change(self, uow, name, one, value):
        match name:
            case "amount":
                save_opportunity(uow, OpportunityDraft.of({"amount": self._money(value)}, id=one))
            case "percent":
                percent = None if value == 0 else value * 10
                save_opportunity(uow, OpportunityDraft.of({"probability": percent}, id=one))
            case "to customer":
                customer_id = self.customers[value % len(self.customers)]
                save_opportunity(uow, OpportunityDraft.of({"customer_id": customer_id}, id=one))
            case "move":
                move_opportunity(uow, one, self.stages[value % len(self.stages)].id)
            case "win":
                win_opportunity(uow, one)
            case "lose":
                lose_opportunity(uow, one, reason="price")
            case "reopen":
                reopen_opportunity(uow, one)
            case "delete":
                delete_opportunity(uow, one)
            case "restore":
                restore_opportunity(uow, one)

    def _add_customer(self, uow, name):
        owner = self.owners[len(self.customers) % len(self.owners)]
        draft = CustomerDraft.of({"name": name, "owner_id": owner})
        self.customers.append(save_customer(uow, draft).id)

    def _money(self, value):
        return None if value == 0 else Money(value * 333, "EUR" if value % 2 else "MXN")

    def _create(self, uow, which, value):
        draft = OpportunityDraft.of(
            {
                "title": "B line",
                "customer_id": self.customers[which % len(self.customers)],
                "amount": self._money(value),
                "stage_id": self.stages[value % len(self.stages)].id,
                "expected_close_on": date(2026, 5, 1),
            }
        )
        self.opportunities.append(save_opportunity(uow, draft).id)

    def _weigh(self, uow, which, value):
        stage = self.stages[which % len(self.stages)]
        save_stage(
            uow, stage.id, pipeline_id=stage.pipeline_id, name=stage.name, probability=value * 11
        )

    def _hand_over(self, uow, which, value):
        owner = self.owners[value % len(self.owners)]
        customer_id = self.customers[which % len(self.customers)]
        save_customer(uow, CustomerDraft.of({"owner_id": owner}, id=customer_id))

    def _merge(self, uow, which, value):
        into, merged = self.customers[0], self.customers[-1]
        if len(self.customers) > 1:
            merge_customers(uow, into, merged)
            self.customers.pop()

    def _delete_customer(self, uow, which, value):
        delete_customer(uow, self.customers[which % len(self.customers)])

    def _restore_customer(self, uow, which, value):
        restore_customer(uow, self.customers[which % len(self.customers)])


@pytest.fixture
def history_of(work, stages, actor_of):
    owners = [actor_of(name).user_id for name in ("rep", "other")]
    return lambda: History(work, stages, owners)


RANDOM = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@RANDOM
@given(steps=st.lists(STEPS, min_size=5, max_size=14))
def test_after_any_history_the_totals_are_those_of_the_opportunities(work, history_of, steps):
    history = history_of()
    for step in steps:
        history.play(step)
        with work("admin") as uow:
            assert check_totals(uow) == [], step


def test_without_the_mechanism_the_totals_would_be_wrong(work, history_of, monkeypatch):
    monkeypatch.setattr(totals, "_add", lambda uow, differences: None)
    history = history_of()
    history.play(("create", 0, 1))
    with work("admin") as uow:
        assert len(check_totals(uow)) == 2


def test_a_write_that_goes_past_the_mechanism_is_found_and_mended(work, opportunity_of):
    made = opportunity_of()
    with work("admin") as uow:
        uow.session.execute(
            update(type(made)).where(type(made).id == made.id).values(amount_minor=1)
        )
        everybodys, owners = check_totals(uow)
        assert everybodys.scope_owner_id == totals.EVERYBODY[0]
        for fault in (everybodys, owners):
            assert (fault.kept.minor, fault.found.minor) == (830000, 1)
        rebuild_totals(uow)
        assert check_totals(uow) == []


def test_one_with_a_narrow_view_finds_no_false_fault(work, opportunity_of):
    opportunity_of("rep")
    with work("other") as uow:
        assert check_totals(uow) == []


def test_totals_that_are_gone_are_found(work, opportunity_of):
    opportunity_of()
    with work("admin") as uow:
        uow.session.execute(delete(StageTotal))
        assert len(check_totals(uow)) == 2


def test_the_totals_tell_count_sum_and_weighted_sum(work, opportunity_of, stages):
    opportunity_of(amount="100", probability=40)
    opportunity_of(amount="50")
    opportunity_of(amount=None)
    with work("admin") as uow:
        query = _of_people().order_by(StageTotal.currency)
        empty, euros = uow.session.scalars(query)
        assert (empty.currency, empty.count, empty.minor) == ("", 1, 0)
        assert (euros.currency, euros.count, euros.minor) == ("EUR", 2, 15000)
        assert euros.minor_times_percent == 10000 * 40 + 5000 * stages[0].probability


def test_what_everybody_has_is_the_sum_of_its_shares(work, opportunity_of, stages, monkeypatch):
    mine = opportunity_of("rep", amount="100")
    theirs = opportunity_of("other", amount="50")
    shares = list(reversed(totals.EVERYBODY))
    monkeypatch.setattr(totals, "share_of", lambda _: shares.pop())
    for card in (mine, theirs, mine):
        with work("admin") as uow:
            stage = stages[1] if card is mine else stages[2]
            move_opportunity(uow, card.id, stage.id)
    with work("admin") as uow:
        heads = load_heads(uow, stages[:3], OpportunityFilter())
        assert [(head.count, head.amount.amount.minor) for head in heads] == [
            (0, 0),
            (1, 10000),
            (1, 5000),
        ]
        assert check_totals(uow) == []
        rebuild_totals(uow, [stages[1].id])
        assert check_totals(uow) == []


def _of_people():
    return select(StageTotal).where(
        StageTotal.count > 0, StageTotal.scope_owner_id.not_in(totals.EVERYBODY)
    )


def test_two_people_moving_different_cards_of_a_stage_lose_nothing(
    app, actor_of, work, opportunity_of, stages
):
    first = opportunity_of("rep")
    mine = [first] + [opportunity_of("rep", customer_id=first.customer_id) for _ in range(7)]
    together = Barrier(2)

    def move(cards, path):
        for stage in path:
            for card in cards:
                together.wait(timeout=20)
                with unit_of_work(app.make_session, actor_of("rep"), surface="test") as uow:
                    move_opportunity(uow, card.id, stage.id)

    there, back = [stages[1], stages[0], stages[2]], [stages[2], stages[0], stages[1]]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(move, mine[:4], there), pool.submit(move, mine[4:], back)]:
            done.result(timeout=60)
    with work("admin") as uow:
        assert check_totals(uow) == []
        [total] = uow.session.scalars(_of_people().where(StageTotal.stage_id == stages[2].id))
        assert total.count == 4


def test_a_new_probability_and_a_move_at_the_same_time_agree(
    app, actor_of, work, opportunity_of, stages
):
    card = opportunity_of("rep")
    together = Barrier(2)

    def weigh():
        for percent in range(20, 32):
            together.wait(timeout=20)
            with unit_of_work(app.make_session, actor_of("admin"), surface="test") as uow:
                stage = stages[1]
                save_stage(
                    uow,
                    stage.id,
                    pipeline_id=stage.pipeline_id,
                    name=stage.name,
                    probability=percent,
                )

    def move():
        for turn in range(12):
            together.wait(timeout=20)
            with unit_of_work(app.make_session, actor_of("rep"), surface="test") as uow:
                move_opportunity(uow, card.id, stages[(turn + 1) % 2].id)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(weigh), pool.submit(move)]:
            done.result(timeout=60)
    with work("admin") as uow:
        assert check_totals(uow) == []


def test_a_database_of_the_version_before_gets_the_totals_of_everybody(
    app, work, opportunity_of, stages
):
    opportunity_of("rep", amount="100")
    opportunity_of("other", amount="50")
    downgrade_database(app.engine, "0004")
    # Nobody is looked up: people have other columns by now.
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        assert {fault.scope_owner_id for fault in check_totals(uow)} == {totals.EVERYBODY[0]}
    upgrade_database(app.engine)
    with work("admin") as uow:
        assert check_totals(uow) == []
        [head] = load_heads(uow, stages[:1], OpportunityFilter())
        assert (head.count, head.amount.amount.minor) == (2, 15000)
