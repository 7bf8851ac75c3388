"""Files mail with customers as activities of its owner: by itself, or as the owner says."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.access import get_user
from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    ActivityFields,
    Participant,
    outcome_codes,
    save_activities,
)
from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    CustomerKind,
    EmailAddress,
    EmailHolder,
    Lifecycle,
    find_by_emails,
    get_customer,
    save_customer,
)
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.dealings import Dealings, dealings_of
from salesforce_lite.mailbox.errors import NobodyOutsideError
from salesforce_lite.mailbox.filing_words import note_of
from salesforce_lite.mailbox.headers import Correspondent
from salesforce_lite.mailbox.letters import Letter
from salesforce_lite.mailbox.model import MailState, ReceivedMail
from salesforce_lite.mailbox.service import (
    USE,
    get_unfiled,
    letter_of,
    unfiled_mail,
)
from salesforce_lite.mailbox.sorts import Sort
from salesforce_lite.mailbox.telling import tell_of_bounce, tell_of_unfiled

_log = logging.getLogger(__name__)
_MOST_CUSTOMERS = 20
_MOST_PARTICIPANTS = 30
_LONGEST_SUBJECT = 200
_MOST_OF_ONE = 100


def file_mail(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """The job of one mail, in the name of its owner, who sees and may what they do then.

    What machines sent is no contact with anybody; of a bounce the owner is told.
    """
    # Held until the unit ends: its owner may be filing what has waited for long.
    mail = uow.session.get(ReceivedMail, UUID(payload["mail_id"]), with_for_update=True)
    if mail is None or mail.state != MailState.WAITING:
        return
    letter = letter_of(mail)
    failed = letter.undelivered or _failed_inside(uow, letter)
    if failed:
        tell_of_bounce(uow, mail, failed)
    elif letter.sort is not Sort.PERSON or not uow.actor.may(USE):
        mail.be_done()
    else:
        _file(uow, mail, letter)


def file_with(uow: UnitOfWork, mail_id: UUID, customer_id: UUID) -> Activity:
    """The actor says whose mail it is. Raises NotFoundError for what they do not see."""
    mail = get_unfiled(uow, mail_id)
    dealings = dealings_of(uow, letter_of(mail), mail.received_at)
    get_customer(uow, customer_id)
    holders = find_by_emails(uow, [one.address for one in dealings.outside])
    theirs = [one for one in holders.values() if one.customer_id == customer_id]
    found = {customer_id: theirs[0] if theirs else EmailHolder(customer_id)}
    activity = _save(uow, dealings, found, holders)[0]
    mail.be_done()
    return activity


def make_customer_of(uow: UnitOfWork, mail_id: UUID) -> tuple[Customer, int]:
    """Make whoever the mail is with a customer, as a lead with that address, and file with them all
    that waits from there; how many that are. Raises NobodyOutsideError.

    Whoever has become a customer meanwhile is not made again.
    """
    mail = get_unfiled(uow, mail_id)
    dealings = dealings_of(uow, letter_of(mail), mail.received_at)
    if not dealings.outside:
        raise NobodyOutsideError
    person = dealings.outside[0]
    held = find_by_emails(uow, [person.address]).get(person.address)
    customer = get_customer(uow, held.customer_id) if held else _lead(uow, person)
    count = 0
    for one in _waiting_from(uow, mail, person.address):
        holder = held or EmailHolder(customer.id)
        _save(
            uow,
            dealings_of(uow, letter_of(one), one.received_at),
            {customer.id: holder},
            {person.address: holder},
        )
        one.be_done()
        count += 1
    return customer, count


def _lead(uow: UnitOfWork, person: Correspondent) -> Customer:
    draft = CustomerDraft.of(
        {
            "kind": CustomerKind.PERSON,
            "name": person.shown,
            "lifecycle": Lifecycle.LEAD,
            "emails": [EmailAddress(person.address)],
        }
    )
    return save_customer(uow, draft)


def _waiting_from(uow: UnitOfWork, first: ReceivedMail, address: str) -> Sequence[ReceivedMail]:
    """This one, and what else waits that is with that address alone; not what others file now."""
    others = unfiled_mail(uow).where(ReceivedMail.id != first.id).limit(_MOST_OF_ONE)
    others = others.with_for_update(skip_locked=True)
    return [
        first,
        *(
            mail
            for mail in uow.session.scalars(others.order_by(ReceivedMail.id)).all()
            if _is_with(dealings_of(uow, letter_of(mail), mail.received_at), address)
        ),
    ]


def _is_with(dealings: Dealings, address: str) -> bool:
    return dealings.is_sure and [one.address for one in dealings.outside] == [address]


def _file(uow: UnitOfWork, mail: ReceivedMail, letter: Letter) -> None:
    """What is refused, by a rule of the company for instance, is its owner's to look at too."""
    dealings = dealings_of(uow, letter, mail.received_at)
    try:
        with uow.lent("mailbox"):
            is_filed = _file_by_itself(uow, dealings)
    except DomainError as refusal:
        _log.info("a mail was not filed: %s", refusal.code)
        is_filed = False
    if is_filed:
        mail.be_done()
    else:
        mail.state = MailState.UNFILED
        tell_of_unfiled(uow, mail)


def _file_by_itself(uow: UnitOfWork, dealings: Dealings) -> bool:
    """Whether its customers are known, and it is certain who wrote it."""
    holders = find_by_emails(uow, [one.address for one in dealings.outside])
    if not holders or not dealings.is_sure:
        return False
    _save(uow, dealings, _by_customer(dealings, holders), holders)
    return True


def _by_customer(dealings: Dealings, holders: Mapping[str, EmailHolder]) -> dict[UUID, EmailHolder]:
    """One for each customer, in the order in which they are named."""
    found: dict[UUID, EmailHolder] = {}
    for one in dealings.outside:
        holder = holders.get(one.address)
        if holder is not None and len(found) < _MOST_CUSTOMERS:
            found.setdefault(holder.customer_id, holder)
    return found


def _save(
    uow: UnitOfWork,
    dealings: Dealings,
    found: Mapping[UUID, EmailHolder],
    holders: Mapping[str, EmailHolder],
) -> list[Activity]:
    """One activity for each customer. Nobody is mentioned by what others have written."""
    outcomes = outcome_codes(uow, "email")
    fields: ActivityFields = {
        "kind": "email",
        "subject": dealings.subject[:_LONGEST_SUBJECT],
        "note": note_of(dealings),
        "outcome": dealings.direction if dealings.direction in outcomes else "",
        "started_at": dealings.at,
        "completed_at": dealings.at,
        "zone": uow.actor.zone,
        "owner_id": uow.actor.user_id,
        "participants": _participants(uow, dealings, holders),
    }
    drafts = [
        ActivityDraft.of({**fields, "customer_id": customer_id, "contact_id": holder.contact_id})
        for customer_id, holder in found.items()
    ]
    return save_activities(uow, drafts)


def _participants(
    uow: UnitOfWork, dealings: Dealings, holders: Mapping[str, EmailHolder]
) -> list[Participant]:
    """Everybody but the owner, whose activity it is."""
    named: Iterable[Correspondent] = filter(None, [dealings.sender, *dealings.recipients])
    people = {one.address: _participant(dealings, holders, one) for one in named}
    oneself = str(uow.actor.user_id)
    return [one for one in people.values() if one.id != oneself][:_MOST_PARTICIPANTS]


def _participant(
    dealings: Dealings, holders: Mapping[str, EmailHolder], person: Correspondent
) -> Participant:
    colleague, holder = dealings.colleagues.get(person.address), holders.get(person.address)
    if colleague is not None:
        return Participant(colleague.name, "user", str(colleague.id))
    if holder is not None and holder.contact_id is not None:
        return Participant(person.shown, "contact", str(holder.contact_id))
    return Participant(person.shown)


def _failed_inside(uow: UnitOfWork, letter: Letter) -> Sequence[str]:
    """Of a bounce that the owner has forwarded to the mailbox alone."""
    inner = letter.forwarded
    if inner is None or not inner.undelivered or letter.sender is None or letter.recipients:
        return ()
    assert uow.actor.user_id is not None  # noqa: S101 – the job of a mail is its owner's
    is_own = letter.sender.address == get_user(uow, uow.actor.user_id).email
    return inner.undelivered if is_own else ()
