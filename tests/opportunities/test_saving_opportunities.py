"""Saving opportunities: defaults, references, what is refused, and who sees them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from salesforce_lite.customers import CustomerDraft, save_customer, save_customers
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    OpportunityFilter,
    StageChange,
    check_totals,
    get_opportunity,
    list_opportunities,
    save_opportunities,
    save_opportunity,
    save_pipeline,
    save_stage,
)
from salesforce_lite.references import find_by_references


def draft(customer_id, **fields):
    return OpportunityDraft.of({"title": "B line", "customer_id": customer_id} | fields)


def user_id(actor_of, name):
    return actor_of(name).user_id


def test_a_new_opportunity_starts_in_the_first_stage_for_the_customers_owner(
    work, customer_of, stages
):
    customer_id = customer_of("rep")
    with work("inside") as uow:
        made = save_opportunity(uow, draft(customer_id))
        assert made.stage_id == stages[0].id
        assert made.outcome == "open"
        assert made.expected_close_on == uow.now.date() + timedelta(days=30)
    with work("rep") as uow:
        assert get_opportunity(uow, made.id).owner_id == uow.actor.user_id


def test_without_an_owner_of_the_customer_it_belongs_to_who_made_it(work, actor_of):
    with work("admin") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Nobody's", "owner_id": None}))
        customer.owner_id = customer.scope_owner_id = None
        uow.session.flush()
        made = save_opportunity(uow, draft(customer.id))
        assert made.owner_id == uow.actor.user_id
        assert made.scope_owner_id is None


def test_what_hangs_on_another_reps_customer_does_not_exist(work, opportunity_of):
    made = opportunity_of("rep")
    with work("other") as uow:
        with pytest.raises(NotFoundError):
            get_opportunity(uow, made.id)
        assert list_opportunities(uow).items == []
        with pytest.raises(InvalidInputError) as refused:
            save_opportunity(uow, draft(made.customer_id))
        assert set(refused.value.fields) == {"customer_id"}
    with work("manager") as uow:
        assert get_opportunity(uow, made.id).title == "B line"


def test_every_wrong_field_is_named(work, customer_of):
    with pytest.raises(InvalidInputError) as refused:
        OpportunityDraft.of({"title": " ", "probability": 101, "amount": Money(-1, "EUR")})
    assert set(refused.value.fields) == {"title", "customer_id", "probability", "amount"}


@pytest.mark.parametrize("field", ["owner_id", "stage_id", "pipeline_id"])
def test_what_does_not_exist_is_refused(work, customer_of, field):
    customer_id = customer_of()
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        save_opportunity(uow, draft(customer_id, **{field: new_id()}))
    assert set(refused.value.fields) == {field}


def test_a_source_must_be_in_its_list(work, customer_of):
    customer_id = customer_of()
    with work("rep") as uow:
        assert save_opportunity(uow, draft(customer_id, source="visit")).source == "visit"
        with pytest.raises(InvalidInputError) as refused:
            save_opportunity(uow, draft(customer_id, source="moon"))
        assert set(refused.value.fields) == {"source"}


def test_a_contact_must_belong_to_the_customer(work, customer_of, contact_at):
    one, two = customer_of(), customer_of(called="Kiosco Sol")
    contact_id = contact_at(one)
    with work("rep") as uow:
        made = save_opportunity(uow, draft(one, contact_id=contact_id))
        with pytest.raises(InvalidInputError) as refused:
            save_opportunity(uow, draft(two, contact_id=contact_id))
        assert set(refused.value.fields) == {"contact_id"}
        with pytest.raises(InvalidInputError):
            save_opportunity(uow, OpportunityDraft.of({"customer_id": two}, id=made.id))


def test_only_those_who_may_assign_choose_another_owner(
    work, customer_of, opportunity_of, actor_of
):
    other = user_id(actor_of, "other")
    made = opportunity_of("rep")
    for work_on in (
        draft(made.customer_id, owner_id=other),
        OpportunityDraft.of({"owner_id": other}, id=made.id),
    ):
        with pytest.raises(PermissionDeniedError), work("rep") as uow:
            save_opportunity(uow, work_on)
    with work("manager") as uow:
        save_opportunity(uow, OpportunityDraft.of({"owner_id": other}, id=made.id))
    with work("manager") as uow:
        assert get_opportunity(uow, made.id).owner_id == other


def test_a_viewer_changes_nothing(work, customer_of):
    customer_id = customer_of()
    with work("viewer") as uow, pytest.raises(PermissionDeniedError):
        save_opportunity(uow, draft(customer_id))


def test_a_change_is_told_and_kept_in_the_history(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow:
        values = {"title": "C line", "amount": Money.of("9000.50", "EUR"), "probability": 80}
        save_opportunity(uow, OpportunityDraft.of(values, id=made.id, version=made.version))
    with work("rep") as uow:
        entry = uow.session.scalars(
            select(AuditEntry).where(
                AuditEntry.record_id == made.id, AuditEntry.action == "changed"
            )
        ).one()
        assert entry.changes["title"] == ["B line", "C line"]
        assert entry.changes["amount"][1] == {"amount": "9000.50", "currency": "EUR"}
        assert entry.changes["probability_set"] == [None, 80]
        names = set(uow.session.scalars(select(EventRecord.name)))
        assert {"OpportunityCreated", "OpportunityChanged"} <= names


def test_a_stale_version_is_refused(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow:
        save_opportunity(uow, OpportunityDraft.of({"title": "Two"}, id=made.id, version=1))
    with work("rep") as uow, pytest.raises(StaleVersionError):
        save_opportunity(uow, OpportunityDraft.of({"title": "Three"}, id=made.id, version=1))


def test_a_file_may_bring_in_what_ended_elsewhere(work, customer_of, stages):
    customer_id = customer_of()
    ended = {"outcome": "lost", "closed_on": date(2025, 3, 1), "loss_reason": "price"}
    with work("rep") as uow:
        lost = save_opportunity(uow, draft(customer_id, stage_id=stages[-1].id, **ended))
        assert (lost.outcome, lost.closed_on, lost.loss_reason) == (
            "lost",
            date(2025, 3, 1),
            "price",
        )
        with pytest.raises(InvalidInputError) as refused:
            draft(customer_id, outcome="lost")
        assert set(refused.value.fields) == {"loss_reason"}
    with work("rep") as uow:
        again = OpportunityDraft.of({"outcome": "won", "closed_on": date(2025, 4, 1)}, id=lost.id)
        won = save_opportunity(uow, again)
        assert (won.outcome, won.closed_on, won.loss_reason) == ("won", date(2025, 4, 1), "")
        assert check_totals(uow) == []


def test_references_of_other_systems_are_remembered(work, customer_of):
    customer_id = customer_of()
    with work("rep") as uow:
        made = save_opportunity(
            uow,
            OpportunityDraft.of(
                {"title": "B line", "customer_id": customer_id}, references=[("crm", "006x")]
            ),
        )
        assert find_by_references(uow, "opportunity", "crm", ["006x"]) == {"006x": made.id}


def test_a_batch_needs_no_more_statements_than_one(app, work):
    def statements_for(count):
        seen = []
        with work("rep") as uow:
            names = [CustomerDraft.of({"name": f"{count} {n}"}) for n in range(count)]
            customers = save_customers(uow, names)
            drafts = [draft(one.id, amount=Money(100, "EUR"), source="visit") for one in customers]
            uow.session.flush()
            count_one = lambda *args: seen.append(args[2])  # noqa: E731 – a listener
            event.listen(app.engine, "before_cursor_execute", count_one)
            save_opportunities(uow, drafts)
            uow.session.flush()
            event.remove(app.engine, "before_cursor_execute", count_one)
        return len(seen)

    assert statements_for(40) == statements_for(1)


def test_pages_of_the_list_go_forwards_and_backwards_by_expected_close(work, customer_of):
    customer_id = customer_of()
    days = [date(2026, 5, day) for day in range(1, 8)]
    with work("rep") as uow:
        save_opportunities(uow, [draft(customer_id, expected_close_on=day) for day in days])
    with work("rep") as uow:
        first = list_opportunities(uow, limit=3)
        second = list_opportunities(uow, limit=3, cursor=first.next_cursor)
        back = list_opportunities(uow, limit=3, cursor=second.previous_cursor)
        assert [one.expected_close_on for one in (*first.items, *second.items)] == days[:6]
        assert [one.id for one in back.items] == [one.id for one in first.items]
    with work("manager") as uow:
        again = list_opportunities(uow, limit=3)
        assert [one.id for one in again.items] == [one.id for one in first.items]


def test_filters_narrow_the_list(work, customer_of, stages, actor_of):
    one, two = customer_of(), customer_of(called="Kiosco Sol")
    with work("rep") as uow:
        made = save_opportunities(
            uow,
            [
                draft(one, expected_close_on=date(2026, 5, 1), stage_id=stages[1].id),
                draft(two, expected_close_on=date(2026, 6, 1)),
                draft(two, outcome="won", closed_on=date(2026, 5, 9)),
            ],
        )
    ids = [each.id for each in made]

    def found(**wanted):
        with work("rep") as uow:
            return [each.id for each in list_opportunities(uow, OpportunityFilter(**wanted)).items]

    assert found() == ids[:2]
    assert found(outcome="won") == ids[2:]
    assert set(found(outcome=None)) == set(ids)
    assert found(stage_id=stages[1].id) == ids[:1]
    assert found(customer_id=two) == ids[1:2]
    assert found(owner_id=user_id(actor_of, "rep")) == ids[:2]
    assert found(owner_id=user_id(actor_of, "other")) == []
    assert found(pipeline_id=stages[0].pipeline_id) == ids[:2]
    assert found(closing_from=date(2026, 5, 2), closing_to=date(2026, 6, 1)) == ids[1:2]
    assert found(outcome="won", closing_from=date(2026, 5, 9)) == ids[2:]
    assert found(outcome="won", closing_to=date(2026, 5, 8)) == []


def test_another_customer_takes_the_opportunity_with_its_history(work, opportunity_of, customer_of):
    made, elsewhere = opportunity_of("rep"), customer_of("other")
    with work("admin") as uow:
        save_opportunity(uow, OpportunityDraft.of({"customer_id": elsewhere}, id=made.id))
    with work("other") as uow:
        assert get_opportunity(uow, made.id).customer_id == elsewhere
        change = select(StageChange.customer_id).where(StageChange.opportunity_id == made.id)
        assert uow.session.scalars(change).all() == [elsewhere]
        assert check_totals(uow) == []


def test_pipelines_are_for_those_who_manage_them(work, stages):
    with work("admin") as uow:
        first = {"name": "Asked", "probability": 20}
        pipeline = save_pipeline(uow, name="Service  contracts", stages=[first])
        stage = save_stage(uow, pipeline_id=pipeline.id, name="Promised", probability=70)
        assert (pipeline.name, pipeline.position, stage.position) == ("Service contracts", 1, 1)
    with work("manager") as uow, pytest.raises(PermissionDeniedError):
        save_pipeline(uow, name="Mine")
