"""Use cases of who may be called: do-not-call, public lists, consents, and the word on a call."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.countries import find_country_pack
from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .caller_numbers import source_against
from .calling_rules import Hindrance, Purpose, Verdict, Window, hours_for
from .coming_back import bring_back
from .desk_model import Consent, Exclusion
from .events import ConsentGiven, ConsentWithdrawn, NumberExcluded
from .model import LOG, MANAGE, VIEW, Call
from .numbers import read_number
from .zones import country_of, zone_of

OWN_LIST = "own"
CHANNELS = ("phone", "web", "paper", "email", "message", "in_person")
COMMERCIAL, RECORDING = "commercial", "recording"
_NO_NUMBER = N_("This is no number that can be dialled.")
_NO_PROOF = N_("Write what proves it: a recording, a form, a letter, a message.")
_NO_PURPOSE = N_("Choose what was agreed to.")
_NO_CHANNEL = N_("Choose by what way they agreed.")
_MOST_NUMBERS = 900


def may_call(
    uow: UnitOfWork,
    customer: Customer | None,
    number: str,
    at: datetime,
    purpose: Purpose,
    *,
    caller_number: str | None = None,
) -> Verdict:
    """Whether this number may be called at that moment, by the customer's clock and country, and
    shown the number of a campaign; None where somebody calls by hand."""
    zone = zone_of(uow, customer, number)
    pack = find_country_pack(country_of(uow, customer, number))
    rules = pack.calling if pack else None
    lists = _lists_with(uow, number)
    sources: list[str] = []
    hindrances: list[Hindrance] = []
    if OWN_LIST in lists and purpose != Purpose.CALLBACK:
        hindrances.append(Hindrance.DO_NOT_CALL)
    consents = _has_consent(uow, customer, COMMERCIAL) if purpose == Purpose.COMMERCIAL else True
    if purpose == Purpose.COMMERCIAL and lists - {OWN_LIST} and not consents:
        hindrances.append(Hindrance.EXCLUSION_LIST)
        public = rules.exclusion_lists if rules is not None else ()
        sources += [one.name for one in public if one.code in lists]
    if rules is not None and rules.needs_consent and not consents:
        hindrances.append(Hindrance.NO_CONSENT)
        sources.append(rules.source)
    if caller_number is not None:
        against = source_against(rules, purpose, caller_number, is_agreed=consents)
        hindrances += [Hindrance.CALLER_NUMBER] if against else []
        sources.append(against or "")
    day = hours_for(purpose, zone, rules, own_hours(uow))
    never = bool(hindrances)
    if (closed := day.hindrance_at(at)) is not None:
        hindrances.append(closed)
        sources.append(day.source)
    return Verdict(
        hindrances=tuple(hindrances),
        next_at=None if never else day.next_at(at),
        zone=zone,
        sources=tuple(dict.fromkeys(one for one in sources if one)),
    )


def own_hours(uow: UnitOfWork) -> list[Window]:
    """When the company itself calls people, as an administrator has set it."""
    settings = plugin_settings(uow, "call_center")
    begins, ends = settings["calls_from"], settings["calls_until"]
    saturday = settings["calls_on_saturday"]
    return [
        Window(day, begins if isinstance(begins, time) else time(9), ends)
        for day in range(6 if saturday else 5)
    ]


def exclude_number(
    uow: UnitOfWork,
    typed: str,
    *,
    customer_id: UUID | None = None,
    reason: str = "",
    list_code: str = OWN_LIST,
) -> Exclusion:
    """This number is not called any more; said again, it changes nothing."""
    uow.actor.require(LOG if list_code == OWN_LIST else MANAGE)
    number = read_number(uow, typed).number
    if number is None:
        raise InvalidInputError(fields={"number": _NO_NUMBER})
    if customer_id is not None:
        get_customer(uow, customer_id)
    standing = uow.session.get(Exclusion, (number, list_code))
    if standing is not None:
        return standing
    row = Exclusion(
        number=number,
        list_code=list_code,
        customer_id=customer_id,
        reason=reason.strip()[:300],
        since=uow.now,
        added_by=uow.actor.user_id,
    )
    uow.session.add(row)
    uow.record(NumberExcluded(customer_id=customer_id, list_code=list_code))
    return row


def allow_number(uow: UnitOfWork, number: str, *, list_code: str = OWN_LIST) -> None:
    """It may be called again, because its holder said so, or is another one now."""
    uow.actor.require(MANAGE)
    uow.session.execute(
        delete(Exclusion).where(Exclusion.number == number, Exclusion.list_code == list_code)
    )
    bring_back(uow, number=number)


def give_consent(
    uow: UnitOfWork,
    customer_id: UUID,
    purpose: str,
    *,
    proof: str,
    channel: str = "",
    reference: str = "",
    at: datetime | None = None,
) -> Consent:
    """The customer has agreed; without a proof it is worth nothing. `channel` is one of `CHANNELS`
    or empty, `reference` the number or place of what proves it."""
    uow.actor.require(LOG)
    customer = get_customer(uow, customer_id)
    if purpose not in (COMMERCIAL, RECORDING):
        raise InvalidInputError(fields={"purpose": _NO_PURPOSE})
    if not proof.strip():
        raise InvalidInputError(fields={"proof": _NO_PROOF})
    if channel not in ("", *CHANNELS):
        raise InvalidInputError(fields={"channel": _NO_CHANNEL})
    row = Consent(
        customer_id=customer.id,
        purpose=purpose,
        proof=proof.strip()[:500],
        channel=channel,
        reference=" ".join(reference.split())[:200],
        given_at=at or uow.now,
        recorded_by=uow.actor.user_id,
    )
    uow.session.add(row)
    if purpose == COMMERCIAL:
        bring_back(uow, customer_id=customer.id)
    uow.record(ConsentGiven(customer_id=customer.id, purpose=purpose))
    return row


def withdraw_consent(uow: UnitOfWork, customer_id: UUID, purpose: str) -> None:
    """The customer agrees no more; that it once did stays written down."""
    uow.actor.require(LOG)
    customer = get_customer(uow, customer_id)
    standing = _consents(uow, customer.id, purpose)
    for one in standing:
        one.withdrawn_at = uow.now
    if standing:
        uow.record(ConsentWithdrawn(customer_id=customer.id, purpose=purpose))


def list_consents(uow: UnitOfWork, customer_id: UUID) -> Sequence[Consent]:
    """The newest first, with those that were withdrawn."""
    uow.actor.require(VIEW)
    customer = get_customer(uow, customer_id)
    query = select(Consent).where(Consent.customer_id == customer.id)
    return uow.session.scalars(query.order_by(Consent.given_at.desc(), Consent.id.desc())).all()


def may_listen(uow: UnitOfWork, call: Call) -> bool:
    """Whether the recording of a call may be opened: its customer agrees to it, and where both
    sides have to, the agents too; and its time is not over, though no job may have come to forget
    it yet."""
    settings = plugin_settings(uow, "call_center")
    kept = timedelta(days=settings["recordings_kept_days"])
    agents_agree = not settings["recording_needs_both"] or bool(settings["agents_proof"].strip())
    return (
        bool(call.recording)
        and agents_agree
        and call.started_at > uow.now - kept
        and call.customer_id is not None
        and bool(_consents(uow, call.customer_id, RECORDING))
    )


def lists_of(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, list[Exclusion]]:
    """Number → the lists on which it stands, ours and public ones."""
    uow.actor.require(VIEW)
    query = select(Exclusion).where(Exclusion.number.in_(numbers[:_MOST_NUMBERS]))
    found: dict[str, list[Exclusion]] = {}
    for row in uow.session.scalars(query.order_by(Exclusion.list_code)):
        found.setdefault(row.number, []).append(row)
    return found


def excluded_numbers(uow: UnitOfWork, numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that are on our own list."""
    query = select(Exclusion.number).where(
        Exclusion.number.in_(numbers[:_MOST_NUMBERS]), Exclusion.list_code == OWN_LIST
    )
    return set(uow.session.scalars(query))


def _lists_with(uow: UnitOfWork, number: str) -> set[str]:
    query = select(Exclusion.list_code).where(Exclusion.number == number)
    return set(uow.session.scalars(query))


def _has_consent(uow: UnitOfWork, customer: Customer | None, purpose: str) -> bool:
    return customer is not None and bool(_consents(uow, customer.id, purpose))


def _consents(uow: UnitOfWork, customer_id: UUID, purpose: str) -> Sequence[Consent]:
    query = select(Consent).where(
        Consent.customer_id == customer_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    return uow.session.scalars(query).all()
