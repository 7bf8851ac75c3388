"""Calls, consents and a campaign of the sample company."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from sqlalchemy import delete, select

from salesforce_lite.customers import Customer
from salesforce_lite.demo import SampleStory
from salesforce_lite.kernel.uow import UnitOfWork

from .agent_model import AgentState, AgentStateRow, PauseReason, SetBy
from .campaigns import add_campaign, add_members
from .desk_model import Campaign, Consent
from .dispositions import ensure_dispositions, reason_of, rows_by_code
from .model import Call
from .permitting import COMMERCIAL, give_consent
from .scripts import save_script
from .state import Direction, DurationSource, Phase, Result

_SAMPLE = UUID("0d7c2f6e-6f0a-5b52-9a53-3b2f6f1f0c11")
_SOURCE, _PROOF = "sample", "sample"
_CALLS, _DAYS = 300, 360
# After how many of their calls people rest.
_RESTS = 0.4
_NAME = {"es": "Llamadas de cortesía (ejemplo)", "en": "Courtesy calls (sample)"}
_SCRIPT = {
    "es": "# saludo\nBuenos días, ¿es buen momento?\n- si: Sí -> pedido\n- no: No\n\n"
    "# pedido\n¿Llegó bien el último pedido?\n- si: Sí\n- no: No",
    "en": "# greeting\nGood morning, is this a good moment?\n- yes: Yes -> order\n- no: No\n\n"
    "# order\nDid the last order arrive well?\n- yes: Yes\n- no: No",
}
_ENDINGS = ("service_question", "service_order", "interested", "sale", "refused", "complaint")


def play(uow: UnitOfWork, story: SampleStory) -> None:
    """A year of calls, as an exchange would have told of them; once. They stand in the reports and
    with their customers; the timeline has what the core's story says."""
    if uow.session.scalar(select(Call.id).where(Call.source == _SOURCE).limit(1)) is not None:
        return
    ensure_dispositions(uow)
    uow.session.flush()
    ids = [one.id for one in story.customers]
    rows = uow.session.scalars(select(Customer).where(Customer.id.in_(ids[:200]))).all()
    customers = sorted((one for one in rows if one.phone), key=lambda one: ids.index(one.id))
    if not customers:
        return
    reasons = {code: reason_of(uow, one) for code, one in rows_by_code(uow).items()}
    people = sorted(story.people, key=str)
    noon = datetime(story.day.year, story.day.month, story.day.day, 12, tzinfo=UTC)
    for place in range(_CALLS):
        call = _call(story, place, noon, customers, people)
        call.reason = reasons.get(call.disposition, "")
        uow.session.add(call)
        uow.session.add_all(_states(call))
    campaign = add_campaign(uow, name=_NAME[story.language], purpose="service")
    add_members(uow, campaign.id, [one.id for one in customers[:25]])
    save_script(uow, campaign.id, _SCRIPT[story.language])
    for customer in customers[:10]:
        give_consent(uow, customer.id, COMMERCIAL, proof=_PROOF, at=noon - timedelta(days=200))


def forget(uow: UnitOfWork) -> None:
    """All of it, and nothing that people have added."""
    uow.session.execute(delete(Call).where(Call.source == _SOURCE))
    uow.session.execute(delete(AgentStateRow).where(AgentStateRow.key.startswith(f"{_SOURCE}:")))
    uow.session.execute(delete(Campaign).where(Campaign.name.in_(_NAME.values())))
    uow.session.execute(delete(Consent).where(Consent.proof == _PROOF))


def _call(
    story: SampleStory,
    place: int,
    noon: datetime,
    customers: list[Customer],
    people: list[UUID],
) -> Call:
    """Two of three come in; of these one of eight is missed."""
    rng = story.rng
    customer = rng.choice(customers)
    comes_in, is_taken = rng.random() < 0.66, rng.random() < 0.875
    at = noon - timedelta(days=rng.randint(4, _DAYS), minutes=rng.randint(-240, 300))
    wait, talk = rng.randint(3, 45), rng.randint(30, 600) if is_taken else 0
    missed = Result.ABANDONED if comes_in else Result.UNREACHED
    agent = customer.owner_id or (rng.choice(people) if people else None)
    acw = rng.randint(5, 90)
    ended = at + timedelta(seconds=wait + talk)
    return Call(
        id=uuid5(_SAMPLE, str(place)),
        source=_SOURCE,
        direction=Direction.IN if comes_in else Direction.OUT,
        number=customer.phone or "",
        raw_number=customer.phone or "",
        queue=rng.choice(("ventas", "pedidos")) if comes_in else "",
        phase=Phase.ENDED,
        result=Result.HANDLED if is_taken else missed,
        started_at=at,
        answered_at=at + timedelta(seconds=wait) if is_taken else None,
        ended_at=ended,
        wait_s=wait,
        talk_s=talk,
        acw_s=acw if is_taken else 0,
        duration_source=DurationSource.PROVIDER,
        customer_id=customer.id,
        match_method="number",
        agent_id=agent if is_taken or not comes_in else None,
        disposition=rng.choice(_ENDINGS) if is_taken else "" if comes_in else "no_answer",
        logged_at=ended + timedelta(seconds=acw) if is_taken else None,
    )


def _states(call: Call) -> Iterator[AgentStateRow]:
    """Whoever took it was at the telephone for a while before and after; now and then they rested.

    By chances of their own, so that what the core's story tells does not change.
    """
    if call.agent_id is None or call.answered_at is None or call.ended_at is None:
        return
    rng = Random(call.id.int)  # noqa: S311 – sample data, the same each time
    logged = call.ended_at + timedelta(seconds=call.acw_s)
    until = logged + timedelta(minutes=rng.randint(1, 9))
    did = [
        (AgentState.AVAILABLE, call.started_at - timedelta(minutes=rng.randint(1, 9)), SetBy.AGENT),
        (AgentState.ON_CALL, call.answered_at, SetBy.EXCHANGE),
        (AgentState.WRAP_UP, call.ended_at, SetBy.EXCHANGE),
        (AgentState.AVAILABLE, logged, SetBy.LOG),
    ]
    if rng.random() < _RESTS:
        did.append((AgentState.PAUSE, until, SetBy.AGENT))
        until += timedelta(minutes=rng.randint(5, 30))
    did.append((AgentState.OFF, until, SetBy.AGENT))
    for place, (state, at, set_by) in enumerate(did):
        yield AgentStateRow(
            user_id=call.agent_id,
            key=f"{_SOURCE}:{call.id}:{place}",
            state=state,
            reason=rng.choice(tuple(PauseReason)) if state == AgentState.PAUSE else "",
            at=at,
            set_by=set_by,
        )
