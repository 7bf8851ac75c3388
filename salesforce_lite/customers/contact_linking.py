"""Links between contacts and customers, saved for many contacts at once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from salesforce_lite.audit import says_otherwise
from salesforce_lite.customers.contact_drafts import ContactLinkDraft
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import standing_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

_NO_SUCH = N_("This does not exist (any more).")
_PAIRS_PER_QUERY = 900


def save_links(
    uow: UnitOfWork, wanted: Sequence[tuple[Contact, Sequence[ContactLinkDraft]]]
) -> set[UUID]:
    """Add or change the links of contacts; answers the ids of those that have other links."""
    drafts = [(contact, draft) for contact, links in wanted for draft in links]
    if not drafts:
        return set()
    owners = _owners(uow, {draft.customer_id for _contact, draft in drafts})
    known = _known(uow, [(contact.id, draft.customer_id) for contact, draft in drafts])
    # A customer has one primary contact: of several in one batch the last.
    primary = {draft.customer_id: contact.id for contact, draft in drafts if draft.is_primary}
    _make_room(uow, primary)
    touched: set[UUID] = set()
    for contact, draft in drafts:
        link = known.get((contact.id, draft.customer_id))
        is_primary = primary.get(draft.customer_id) == contact.id
        if link is None:
            link = _new_link(contact, draft.customer_id, owners[draft.customer_id])
            uow.session.add(link)
            touched.add(contact.id)
        if link.become(draft.function, draft.since, draft.until, is_primary=is_primary):
            touched.add(contact.id)
    uow.session.flush()
    return touched


def links_say_otherwise(
    uow: UnitOfWork, contact: Contact, drafts: Sequence[ContactLinkDraft]
) -> bool:
    """Whether these are other links than those the contact was made with; what others changed
    since is nothing that was said."""
    query = select(ContactLink).where(
        ContactLink.contact_id == contact.id, ContactLink.created_at == contact.created_at
    )
    first = {link.customer_id: link for link in uow.session.scalars(query)}
    wanted = {draft.customer_id: draft for draft in drafts}
    return first.keys() != wanted.keys() or any(
        says_otherwise(uow, _said(wanted[customer_id]), link.id, link)
        for customer_id, link in first.items()
    )


def _said(draft: ContactLinkDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("function", "is_primary", "since", "until")}


def renew_versions(uow: UnitOfWork, contacts: Iterable[Contact]) -> None:
    """Their links are part of what was read of them: other links are a new version."""
    for contact in contacts:
        contact.updated_at, contact.updated_by = uow.now, uow.actor.user_id


def _owners(uow: UnitOfWork, customer_ids: set[UUID]) -> dict[UUID, UUID | None]:
    """Customer → owner; links take over its row scope. Unseen customers are an error."""
    query = standing_customers(uow, customer_ids)
    rows = uow.session.execute(query.with_only_columns(Customer.id, Customer.scope_owner_id))
    owners = dict(rows.all())
    if customer_ids - owners.keys():
        raise InvalidInputError(fields={"customer_id": _NO_SUCH})
    return owners


def _known(
    uow: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], ContactLink]:
    known: dict[tuple[UUID, UUID], ContactLink] = {}
    for start in range(0, len(pairs), _PAIRS_PER_QUERY):
        columns = tuple_(ContactLink.contact_id, ContactLink.customer_id)
        found = uow.session.scalars(
            select(ContactLink).where(columns.in_(pairs[start : start + _PAIRS_PER_QUERY]))
        )
        known.update(((link.contact_id, link.customer_id), link) for link in found)
    return known


def _make_room(uow: UnitOfWork, primary: dict[UUID, UUID]) -> None:
    """Whoever was the primary contact of these customers steps back."""
    if not primary:
        return
    before = uow.session.scalars(
        select(ContactLink).where(ContactLink.customer_id.in_(primary), ContactLink.is_primary)
    )
    others = [link for link in before if link.contact_id != primary[link.customer_id]]
    for link in others:
        link.is_primary = False
    if others:
        ids = [link.contact_id for link in others]
        renew_versions(uow, uow.session.scalars(select(Contact).where(Contact.id.in_(ids))))


def _new_link(contact: Contact, customer_id: UUID, owner_id: UUID | None) -> ContactLink:
    link = ContactLink(contact_id=contact.id, customer_id=customer_id)
    link.scope_owner_id = owner_id
    return link
