"""Moving, winning, losing, reopening, deleting and restoring opportunities."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    CustomerDraft,
    delete_customer,
    restore_customer,
    save_customer,
)
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityClosedError,
    OpportunityDraft,
    OpportunityOpenError,
    StageChange,
    StageDemandsError,
    check_totals,
    delete_opportunity,
    get_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    restore_opportunity,
    save_opportunity,
    save_stage,
    win_opportunity,
)
from tests.customers.pages import form_values


def test_a_move_keeps_the_time_in_the_stage_before(work, opportunity_of, stages):
    made = opportunity_of()
    with work("rep") as uow:
        uow.now += timedelta(days=3)
        moved = move_opportunity(uow, made.id, stages[2].id, version=made.version)
        assert moved.stage_since == uow.now
    with work("rep") as uow:
        changes = uow.session.scalars(select(StageChange).order_by(StageChange.at)).all()
        assert [(one.from_stage_id, one.to_stage_id) for one in changes] == [
            (None, stages[0].id),
            (stages[0].id, stages[2].id),
        ]
        assert changes[0].seconds_in_stage is None
        assert changes[1].seconds_in_stage >= 3 * 86400
        assert changes[1].actor_name == "Rep"
        assert "OpportunityStageChanged" in uow.session.scalars(select(EventRecord.name)).all()


def test_moving_to_where_it_stands_changes_nothing(work, opportunity_of, stages):
    made = opportunity_of()
    with work("rep") as uow:
        move_opportunity(uow, made.id, stages[0].id)
    with work("rep") as uow:
        assert get_opportunity(uow, made.id).version == made.version


def test_a_stage_may_demand_fields(work, opportunity_of, stages):
    made = opportunity_of(amount=None)
    proposal = stages[2]
    with work("admin") as uow:
        save_stage(
            uow,
            proposal.id,
            pipeline_id=proposal.pipeline_id,
            name="Proposal",
            probability=50,
            demands=["amount", "source"],
        )
    with work("rep") as uow:
        with pytest.raises(StageDemandsError) as refused:
            move_opportunity(uow, made.id, proposal.id)
        assert list(refused.value.fields) == ["amount", "source"]
        assert "Proposal" in str(refused.value)
    with work("rep") as uow:
        filled = {"amount": Money(1, "EUR"), "source": "visit", "stage_id": proposal.id}
        save_opportunity(uow, OpportunityDraft.of(filled, id=made.id))
    with work("rep") as uow:
        assert get_opportunity(uow, made.id).stage_id == proposal.id


@pytest.fixture
def demanding(work, opportunity_of, stages):
    """A sale in a stage that demands amount, source and competitor; the last was never said."""
    first = stages[0]
    made = opportunity_of(amount="100", source="visit", stage_id=first.id)
    with work("admin") as uow:
        save_stage(
            uow,
            first.id,
            pipeline_id=first.pipeline_id,
            name="First",
            probability=5,
            demands=["amount", "source", "competitor"],
        )
    return made


def test_what_the_present_stage_demands_is_not_emptied(work, demanding):
    emptied = OpportunityDraft.of({"amount": None, "source": "", "note": "x"}, id=demanding.id)
    with work("rep") as uow, pytest.raises(StageDemandsError) as refused:
        save_opportunity(uow, emptied)
    assert list(refused.value.fields) == ["amount", "source"]
    assert "First" in str(refused.value)
    with work("rep") as uow:
        kept = get_opportunity(uow, demanding.id)
        assert (kept.amount, kept.source, kept.note) == (demanding.amount, "visit", "")


def test_what_was_empty_before_may_stay_so(work, demanding):
    with work("rep") as uow:
        save_opportunity(uow, OpportunityDraft.of({"competitor": "", "note": "x"}, id=demanding.id))
    with work("rep") as uow:
        assert get_opportunity(uow, demanding.id).note == "x"


def test_what_only_the_stage_before_demanded_may_be_emptied_on_leaving_it(work, demanding, stages):
    with work("rep") as uow:
        left = {"stage_id": stages[1].id, "source": ""}
        save_opportunity(uow, OpportunityDraft.of(left, id=demanding.id))
    with work("rep") as uow:
        assert get_opportunity(uow, demanding.id).source == ""


def test_the_edit_form_tells_beside_the_field_what_the_stage_demands(client_of, demanding):
    rep = client_of("rep")
    form = form_values(rep.get(f"/opportunities/{demanding.id}/edit").text)
    answer = rep.post(f"/opportunities/{demanding.id}/edit", data=form | {"amount": ""})
    assert answer.status_code == 422
    notes = answer.text.index('id="amount-notes"')
    assert "The stage needs this." in answer.text[notes : answer.text.index("</div>", notes)]


def test_a_new_opportunity_meets_the_demands_of_its_stage(work, customer_of, stages):
    customer_id = customer_of()
    with work("admin") as uow:
        save_stage(
            uow,
            stages[0].id,
            pipeline_id=stages[0].pipeline_id,
            name="First",
            probability=5,
            demands=["amount"],
        )
    with work("rep") as uow, pytest.raises(StageDemandsError):
        save_opportunity(uow, OpportunityDraft.of({"title": "X", "customer_id": customer_id}))


def test_an_opportunity_is_won_only_once(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow:
        won = win_opportunity(uow, made.id)
        assert (won.outcome, won.closed_on) == ("won", uow.now.date())
        with pytest.raises(OpportunityClosedError):
            win_opportunity(uow, made.id)
        with pytest.raises(OpportunityClosedError):
            lose_opportunity(uow, made.id, reason="price")


def test_a_closed_opportunity_does_not_move(work, opportunity_of, stages):
    made = opportunity_of()
    with work("rep") as uow:
        win_opportunity(uow, made.id)
        with pytest.raises(OpportunityClosedError):
            move_opportunity(uow, made.id, stages[1].id)


def test_losing_asks_for_a_reason_of_the_list(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow:
        for reason in ("", "bad weather"):
            with pytest.raises(InvalidInputError) as refused:
                lose_opportunity(uow, made.id, reason=reason)
            assert set(refused.value.fields) == {"reason"}
        lost = lose_opportunity(uow, made.id, reason="price", note=" too dear ")
        assert (lost.outcome, lost.loss_reason, lost.loss_note) == ("lost", "price", "too dear")


def test_a_note_on_the_loss_that_is_too_long_is_refused_and_not_cut(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow, pytest.raises(InvalidInputError) as refusal:
        lose_opportunity(uow, made.id, reason="price", note="x" * 1001)
    assert refusal.value.fields == {"note": "This is too long. Shorten it."}
    with work("rep") as uow:
        lost = lose_opportunity(uow, made.id, reason="price", note="x" * 1000)
        assert lost.loss_note == "x" * 1000


def test_reopening_takes_the_ending_back(work, opportunity_of, stages):
    made = opportunity_of()
    with work("rep") as uow:
        with pytest.raises(OpportunityOpenError):
            reopen_opportunity(uow, made.id)
        lose_opportunity(uow, made.id, reason="price", note="x")
        again = reopen_opportunity(uow, made.id)
        assert (again.outcome, again.closed_on, again.loss_reason) == ("open", None, "")
        assert again.stage_id == stages[0].id


def test_what_was_deleted_can_be_restored(work, opportunity_of):
    made = opportunity_of()
    with work("manager") as uow:
        delete_opportunity(uow, made.id, version=made.version)
    with work("manager") as uow, pytest.raises(NotFoundError):
        get_opportunity(uow, made.id)
    with work("manager") as uow:
        restore_opportunity(uow, made.id)
    with work("rep") as uow:
        assert get_opportunity(uow, made.id).title == "B line"


def test_without_its_customer_an_opportunity_is_not_restored(work, opportunity_of):
    made = opportunity_of()
    with work("manager") as uow:
        delete_opportunity(uow, made.id)
        delete_customer(uow, made.customer_id)
    with work("manager") as uow, pytest.raises(NotFoundError):
        restore_opportunity(uow, made.id)


CHANGES = [
    ("opportunities.edit", lambda uow, one, stage: move_opportunity(uow, one.id, stage.id)),
    ("opportunities.close", lambda uow, one, stage: win_opportunity(uow, one.id)),
    ("opportunities.close", lambda uow, one, stage: lose_opportunity(uow, one.id, reason="price")),
    ("opportunities.close", lambda uow, one, stage: reopen_opportunity(uow, one.id)),
    ("opportunities.delete", lambda uow, one, stage: delete_opportunity(uow, one.id)),
    ("opportunities.delete", lambda uow, one, stage: restore_opportunity(uow, one.id)),
]


@pytest.mark.parametrize(("permission", "change"), CHANGES)
def test_a_viewer_sees_and_changes_nothing(work, opportunity_of, stages, permission, change):
    made = opportunity_of()
    with work("viewer") as uow:
        assert get_opportunity(uow, made.id).title == "B line"
        with pytest.raises(PermissionDeniedError) as refused:
            change(uow, made, stages[1])
        assert refused.value.params == {"permission": permission}


@pytest.mark.parametrize("change", [change for _, change in CHANGES[:4]])
def test_nobody_changes_what_another_rep_has(work, opportunity_of, stages, change):
    made = opportunity_of("rep")
    with work("other") as uow, pytest.raises(NotFoundError):
        change(uow, made, stages[1])


def test_a_rep_deletes_nothing(work, opportunity_of):
    made = opportunity_of()
    with work("rep") as uow, pytest.raises(PermissionDeniedError):
        delete_opportunity(uow, made.id)


@pytest.mark.parametrize("change", [move_opportunity, win_opportunity, reopen_opportunity])
def test_a_stale_version_is_refused(work, opportunity_of, stages, change):
    made = opportunity_of()
    arguments = (stages[1].id,) if change is move_opportunity else ()
    with work("rep") as uow, pytest.raises(StaleVersionError):
        change(uow, made.id, *arguments, version=made.version + 1)


def test_when_the_customer_changes_hands_the_open_opportunities_go_along(
    work, opportunity_of, actor_of
):
    open_one = opportunity_of("rep")
    customer_id = open_one.customer_id
    won = opportunity_of("rep", customer_id=customer_id, title="Won")
    others = opportunity_of("rep", customer_id=customer_id, title="Of the manager")
    rep, manager, other = (actor_of(name).user_id for name in ("rep", "manager", "other"))
    with work("admin") as uow:
        win_opportunity(uow, won.id)
        save_opportunity(uow, OpportunityDraft.of({"owner_id": manager}, id=others.id))
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other}, id=customer_id))
    with work("other") as uow:
        assert get_opportunity(uow, open_one.id).owner_id == other
        assert get_opportunity(uow, won.id).owner_id == rep
        assert get_opportunity(uow, others.id).owner_id == manager
        assert check_totals(uow) == []
        assert "OpportunityOwnerChanged" in uow.session.scalars(select(EventRecord.name)).all()
    with work("rep") as uow, pytest.raises(NotFoundError):
        get_opportunity(uow, open_one.id)


def test_opportunities_go_and_come_back_with_their_customer(work, opportunity_of):
    kept = opportunity_of()
    gone = opportunity_of(customer_id=kept.customer_id, title="Deleted before")
    with work("manager") as uow:
        delete_opportunity(uow, gone.id)
    with work("manager") as uow:
        delete_customer(uow, kept.customer_id)
    with work("manager") as uow:
        with pytest.raises(NotFoundError):
            get_opportunity(uow, kept.id)
        assert check_totals(uow) == []
    with work("manager") as uow:
        restore_customer(uow, kept.customer_id)
    with work("manager") as uow:
        assert get_opportunity(uow, kept.id).deleted_at is None
        with pytest.raises(NotFoundError):
            get_opportunity(uow, gone.id)
        assert check_totals(uow) == []
