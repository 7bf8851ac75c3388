"""Phones, an office and a bad network, played at random against a server (stateful hypothesis)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.sync.model import SyncConflict, SyncOp
from tests.api.conftest import Program
from tests.sync.conftest import Phone, at

FIELDS = ("note", "website", "legal_name")
PHONES = st.integers(0, 1)
CUSTOMERS = st.integers(0, 1)
VALUES = st.sampled_from(["a", "b", "c"])
NETWORK = st.sampled_from(["ok", "ok", "no request", "no answer", "twice", "shuffled", "part"])


class World:
    """What all sequences share: the server, and who speaks to it."""

    def __init__(self, rep: Program, office: Program, open_session: Callable[[], Any]) -> None:
        self.rep, self.office, self.open_session = rep, office, open_session
        self.rep_id = rep.get("/me").json["id"]
        self.office_id = office.get("/me").json["id"]


class Pocket:
    """A phone with what it carries and what waits on it; both survive when its app is killed."""

    def __init__(self, program: Program) -> None:
        self.phone = Phone(program)
        self.carries: dict[str, dict[str, Any]] = {}
        self.waiting: list[dict[str, Any]] = []

    def push(self, network: str) -> None:
        sent = list(self.waiting)
        if network == "shuffled":
            random.Random(len(sent)).shuffle(sent)
        elif network == "part":
            sent = sent[len(sent) // 2 :]
        if network == "no request" or not sent:
            return
        answer = self.phone.push(*sent)
        if network == "twice":
            answer = self.phone.push(*sent)
        if network == "no answer":
            return
        for result in answer["results"]:
            if not result.get("retry"):
                self.waiting = [one for one in self.waiting if one["op_id"] != result["op_id"]]
            if result.get("record") and result["record_kind"] == "customer":
                self.carries[result["id"]] = result["record"]

    def pull(self, *, is_lost: bool) -> None:
        cursor = self.phone.cursor
        items = self.phone.pull()
        if is_lost:
            self.phone.cursor = cursor
            return
        for item in items:
            if item.get("is_gone"):
                self.carries.pop(item["id"], None)
            elif item["kind"] == "customer":
                self.carries[item["id"]] = item["record"]


class Sequences(RuleBasedStateMachine):
    """One sequence; at its end everything is sent, and then nothing may be missing."""

    world: World

    @initialize()
    def begin(self) -> None:
        office = self.world.office
        self.customers = [
            office.post("/customers", {"name": f"C{n}", "owner_id": self.world.rep_id}).json["id"]
            for n in range(2)
        ]
        self.pockets = [Pocket(self.world.rep), Pocket(self.world.rep)]
        for pocket in self.pockets:
            pocket.pull(is_lost=False)
        self.visits: list[str] = []
        self.edits: list[tuple[str, str, str, str]] = []

    @rule(phone=PHONES, customer=CUSTOMERS, is_late=st.booleans())
    def log_visit(self, phone: int, customer: int, *, is_late: bool) -> None:
        pocket = self.pockets[phone]
        moment = clock.now() + pocket.phone.wrong_by - timedelta(hours=is_late)
        subject = f"visit {self.customers[0]} {len(self.visits)}"
        self.visits.append(subject)
        pocket.waiting.append(
            pocket.phone.command(
                "activities.create_activity",
                kind="visit",
                subject=subject,
                customer_id=self.customers[customer],
                completed_at=at(moment),
            )
        )

    @rule(phone=PHONES, customer=CUSTOMERS, field=st.sampled_from(FIELDS), value=VALUES)
    def edit(self, phone: int, customer: int, field: str, value: str) -> None:
        pocket, record_id = self.pockets[phone], self.customers[customer]
        known = pocket.carries.get(record_id)
        if known is None:
            return
        said = f"{value}{len(self.edits)}"
        command = pocket.phone.command(
            "customers.change_customer", known["version"], id=record_id, **{field: said}
        )
        pocket.waiting.append(command)
        self.edits.append((command["op_id"], record_id, field, said))

    @rule(customer=CUSTOMERS, field=st.sampled_from(FIELDS), value=VALUES)
    def office_edits(self, customer: int, field: str, value: str) -> None:
        path = f"/customers/{self.customers[customer]}"
        assert self.world.office.patch(path, {field: value}).status_code == 200

    @rule(customer=CUSTOMERS, to_rep=st.booleans())
    def office_hands_over(self, customer: int, *, to_rep: bool) -> None:
        owner = self.world.rep_id if to_rep else self.world.office_id
        path = f"/customers/{self.customers[customer]}"
        assert self.world.office.patch(path, {"owner_id": owner}).status_code == 200

    @rule(phone=PHONES, network=NETWORK)
    def push(self, phone: int, network: str) -> None:
        self.pockets[phone].push(network)

    @rule(phone=PHONES, is_lost=st.booleans())
    def pull(self, phone: int, *, is_lost: bool) -> None:
        self.pockets[phone].pull(is_lost=is_lost)

    @rule(phone=PHONES, hours=st.sampled_from([-48, -1, 0, 1, 48]))
    def clock_jumps(self, phone: int, hours: int) -> None:
        self.pockets[phone].phone.wrong_by = timedelta(hours=hours)

    def teardown(self) -> None:
        if not hasattr(self, "pockets"):
            return
        try:
            for pocket in self.pockets:
                pocket.push("ok")
                assert pocket.waiting == [], "something is never taken"
            self._nothing_is_lost_or_doubled()
            self._nobody_is_overwritten_silently()
            self._phones_carry_what_stands()
        finally:
            for record_id in self.customers:
                self.world.office.delete(f"/customers/{record_id}")

    def _nothing_is_lost_or_doubled(self) -> None:
        found = [
            one["subject"]
            for record_id in self.customers
            for one in self._all_activities(record_id)
        ]
        assert sorted(found) == sorted(self.visits)
        with self.world.open_session() as session:
            for op_id, record_id, field, said in self.edits:
                assert self._is_accounted_for(session, op_id, record_id, field, said), (field, said)

    def _all_activities(self, record_id: str) -> list[dict[str, Any]]:
        answer = self.world.office.get(f"/activities?customer_id={record_id}&limit=200")
        return answer.json["items"]  # type: ignore[no-any-return]

    def _is_accounted_for(
        self, session: Any, op_id: str, record_id: str, field: str, said: str
    ) -> bool:
        """It stood in the record once, waits for a person, or the same phone has said it anew."""
        op = _op(session, op_id)
        after = [entry.changes.get(field, (None, None))[1] for entry in _saves(session, record_id)]
        kept = [
            each
            for one in session.scalars(
                select(SyncConflict).where(
                    SyncConflict.is_open,
                    SyncConflict.record_id == UUID(record_id),
                    SyncConflict.device_id == op.device_id,
                )
            )
            for each in (
                (one.fields.get(field) or {}).get("wanted"),
                one.payload.get(field),
            )
        ]
        later = [
            other_said
            for other_op, other_record, other_field, other_said in self.edits
            if (other_record, other_field) == (record_id, field)
            and _op(session, other_op).device_id == op.device_id
            and _op(session, other_op).seq > op.seq
        ]
        return said in after or said in kept or bool(later)

    def _nobody_is_overwritten_silently(self) -> None:
        """No command changed a field that somebody else had changed after what it was made from."""
        with self.world.open_session() as session:
            for op_id, record_id, field, _ in self.edits:
                op = _op(session, op_id)
                if op.state != "applied" or op.record_version is None:
                    continue
                saves = _saves(session, record_id)
                own = [one for one in saves if one.record_version == op.record_version]
                if not any(field in one.changes for one in own):
                    continue
                mine = select(SyncOp.record_version).where(
                    SyncOp.device_id == op.device_id, SyncOp.record_id == UUID(record_id)
                )
                same_phone = set(session.scalars(mine))
                others = [
                    one
                    for one in saves
                    if op.base_version < one.record_version < op.record_version
                    and one.record_version not in same_phone
                    and field in one.changes
                ]
                assert others == [], f"{field} of somebody else was overwritten"

    def _phones_carry_what_stands(self) -> None:
        for pocket in self.pockets:
            pocket.pull(is_lost=False)
            stands = {}
            for record_id in self.customers:
                record = self.world.office.get(f"/customers/{record_id}").json
                if record["owner_id"] == self.world.rep_id:
                    stands[record_id] = record
            assert pocket.carries == stands


def _op(session: Any, op_id: str) -> SyncOp:
    op: SyncOp = session.get_one(SyncOp, UUID(op_id))
    return op


def _saves(session: Any, record_id: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.record_id == UUID(record_id))
    return list(session.scalars(query))
