"""Where a phone reads on leads somewhere only while the server knows what came after it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.order import begin_epoch, settled_number
from salesforce_lite.sync import forgetting
from salesforce_lite.sync.forgetting import CHANGES_KEPT, OPS_KEPT, forget
from salesforce_lite.sync.limits import limits_of
from salesforce_lite.sync.model import SyncConflict, SyncOp


@pytest.fixture
def settled(work):
    """`settled()`: up to where the changes of the server go by now."""

    def read():
        with work() as uow:
            return settled_number(uow.session)

    return read


@pytest.fixture
def grow_old(work):
    """`grow_old(17)`: changes up to there are a day older than what is kept."""

    def backdate(position, after=0):
        old = clock.now() - CHANGES_KEPT - timedelta(days=1)
        with work() as uow:
            rows = (RecordChange.position > after) & (RecordChange.position <= position)
            uow.session.execute(update(RecordChange).where(rows).values(at=old))

    return backdate


@pytest.fixture
def forgotten(work):
    """`forgotten()`: the job has run until nothing was left to do."""

    def run():
        steps = 1
        while True:
            with work() as uow:
                if forget(uow, {}) is None:
                    return steps
            steps += 1

    return run


def positions(work):
    with work() as uow:
        return set(uow.session.scalars(select(RecordChange.position)))


def answered(phone):
    answer = phone.program.get(f"/sync/pull?cursor={phone.cursor}")
    return answer.status_code, answer.json.get("code")


def test_after_a_restore_every_phone_begins_anew(phone, work):
    phone.do("customers.create_customer", name="Aceros")
    priming = phone.page()
    phone.pull()
    with work() as uow:
        begin_epoch(uow.session)
    assert answered(phone) == (409, "resync_needed")
    phone.cursor = priming["next_cursor"]
    assert answered(phone) == (409, "resync_needed")
    phone.cursor = ""
    again = phone.page()
    assert [one["record"]["name"] for one in again["items"]] == ["Aceros"]
    assert again["epoch"] != priming["epoch"]
    assert phone.pull() == []


def test_who_was_silent_for_too_long_begins_anew(phone, program, settled, grow_old, forgotten):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    phone.pull()
    long_ago = phone.cursor
    program.patch(f"/customers/{mine}", {"note": "missed"})
    phone.pull()
    lately = phone.cursor
    grow_old(settled())
    program.patch(f"/customers/{mine}", {"note": "new"})
    forgotten()
    phone.cursor = long_ago
    assert answered(phone) == (409, "resync_needed")
    phone.cursor = lately
    assert [one["record"]["note"] for one in phone.pull()] == ["new"]
    phone.cursor = ""
    assert [one["record"]["note"] for one in phone.pull()] == ["new"]


def test_a_pause_in_which_nothing_changed_costs_nothing(
    phone, program, settled, grow_old, forgotten
):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    phone.pull()
    grow_old(settled())
    forgotten()
    assert phone.pull() == []
    program.patch(f"/customers/{mine}", {"note": "new"})
    assert [one["record"]["note"] for one in phone.pull()] == ["new"]


def test_changes_that_are_young_stay_and_all_behind_the_first_of_them(
    phone, work, settled, grow_old, forgotten
):
    phone.do("customers.create_customer", name="Old")
    old = settled()
    phone.do("customers.create_customer", name="Young")
    young = settled()
    # A history that was told later: its moments are old, its place is behind.
    phone.do("customers.create_customer", name="Told later")
    grow_old(old)
    grow_old(settled(), after=young)
    before = positions(work)
    forgotten()
    gone = before - positions(work)
    assert gone == {one for one in before if one <= old} != set()
    with work() as uow:
        assert limits_of(uow).forgotten_to == max(gone)


def test_much_is_forgotten_in_small_steps(phone, work, settled, grow_old, forgotten, monkeypatch):
    monkeypatch.setattr(forgetting, "_BATCH", 2)
    for name in ("A", "B", "C"):
        phone.do("customers.create_customer", name=name)
    grow_old(settled())
    count = len(positions(work))
    assert forgotten() == count // 2 + 1
    assert positions(work) == set()


def conflict_of(phone, program, said):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    program.patch(f"/customers/{made['id']}", {"note": "the office"})
    answer = phone.do("customers.change_customer", made["version"], id=made["id"], note=said)
    return answer["conflict_id"]


def test_commands_and_decisions_go_when_they_are_old_and_questions_stay(
    phone, program, work, forgotten
):
    old, young, waiting = (conflict_of(phone, program, said) for said in "abc")
    for decided in (old, young):
        program.post(f"/sync/conflicts/{decided}/decision", {"choice": "current"})
    last = phone.command("customers.create_customer", name="Last")
    phone.push(last)
    with work() as uow:
        count = uow.session.scalar(select(func.count()).select_from(SyncOp))
        long_ago, lately = (uow.now - OPS_KEPT + timedelta(days=days) for days in (-1, 1))
        for text, moment in ((old, long_ago), (young, lately)):
            is_it = SyncConflict.id == UUID(text)
            uow.session.execute(update(SyncConflict).where(is_it).values(decided_at=moment))
        uow.session.execute(update(SyncOp).values(received_at=long_ago))
        kept = SyncOp.op_id == UUID(last["op_id"])
        uow.session.execute(update(SyncOp).where(kept).values(received_at=lately))
    forgotten()
    with work() as uow:
        assert count > 1
        assert set(uow.session.scalars(select(SyncOp.op_id))) == {UUID(last["op_id"])}
        left = {str(one) for one in uow.session.scalars(select(SyncConflict.id))}
    assert left == {young, waiting}
    assert phone.push(last)["results"][0]["status"] == "duplicate"
