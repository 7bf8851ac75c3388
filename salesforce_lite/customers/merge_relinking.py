"""Lets everything that belonged to a merged customer follow to the survivor."""

from datetime import date
from typing import cast

from sqlalchemy import Table, or_, select, update

from salesforce_lite.customers.contact_drafts import LONGEST_FUNCTION
from salesforce_lite.customers.contact_linking import renew_versions
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.errors import FunctionsTooLongTogetherError
from salesforce_lite.customers.model import Customer, CustomerRelation, LifecycleChange
from salesforce_lite.customers.relations import LONGEST_RELATION_NOTE
from salesforce_lite.kernel.uow import UnitOfWork

# The table, not the class: what hangs on the merged one follows, whether the actor sees it or not.
_customers = cast(Table, Customer.__table__)


def move_contacts(uow: UnitOfWork, keep: Customer, merged: Customer) -> list[Contact]:
    """Links and the persons behind contacts; answers the contacts whose links moved."""
    links = uow.session.scalars(
        select(ContactLink).where(ContactLink.customer_id.in_([keep.id, merged.id]))
    ).all()
    standing = {link.contact_id: link for link in links if link.customer_id == keep.id}
    has_primary = any(link.is_primary for link in standing.values())
    moving = [link for link in links if link.customer_id == merged.id]
    for link in moving:
        double = standing.get(link.contact_id)
        if double is not None:
            _join(uow, double, link)
            double.is_primary = double.is_primary or (link.is_primary and not has_primary)
            uow.session.delete(link)
        else:
            link.customer_id, link.scope_owner_id = keep.id, keep.scope_owner_id
            link.is_primary = link.is_primary and not has_primary
    for contact in uow.session.scalars(select(Contact).where(Contact.person_id == merged.id)):
        contact.person_id = keep.id
    ids = [link.contact_id for link in moving]
    found = select(Contact).where(Contact.id.in_(ids), Contact.deleted_at.is_(None))
    contacts = list(uow.session.scalars(found)) if ids else []
    renew_versions(uow, contacts)
    return contacts


def _join(uow: UnitOfWork, stays: ContactLink, goes: ContactLink) -> None:
    """Both functions and the longest time of the two; refused where one link cannot hold them."""
    function = _together(stays.function, goes.function, ", ")
    if len(function) > LONGEST_FUNCTION:
        contact = uow.session.get_one(Contact, stays.contact_id)
        raise FunctionsTooLongTogetherError(name=contact.name, longest=LONGEST_FUNCTION)
    stays.function = function
    stays.since = _earlier(stays.since, goes.since)
    stays.until = max(stays.until, goes.until) if stays.until and goes.until else None


def _together(first: str, second: str, between: str) -> str:
    """Both texts, each once."""
    return between.join(dict.fromkeys(text for text in (first, second) if text))


def _earlier(first: date | None, second: date | None) -> date | None:
    return min((on for on in (first, second) if on), default=None)


def move_relations(uow: UnitOfWork, keep: Customer, merged: Customer) -> None:
    """Relations between the two end in nothing; the same relation twice becomes one.

    Where one cannot hold what both say, both stay: their other end may be nobody the actor sees, so
    that nobody could shorten a note.
    """
    ends = [keep.id, merged.id]
    relations = uow.session.scalars(
        select(CustomerRelation).where(
            or_(CustomerRelation.from_id.in_(ends), CustomerRelation.to_id.in_(ends))
        )
    ).all()
    # The survivor's own come first, so that of two equal ones they stay.
    known: dict[tuple[object, ...], CustomerRelation] = {}
    for relation in sorted(relations, key=lambda one: merged.id in (one.from_id, one.to_id)):
        from_id = keep.id if relation.from_id == merged.id else relation.from_id
        to_id = keep.id if relation.to_id == merged.id else relation.to_id
        same = (from_id, to_id, relation.kind, relation.ends_on)
        if from_id == to_id or (same in known and _unite(known[same], relation)):
            uow.session.delete(relation)
            continue
        known.setdefault(same, relation)
        relation.from_id, relation.to_id = from_id, to_id


def _unite(stays: CustomerRelation, goes: CustomerRelation) -> bool:
    """The earlier start, both notes, and whether an agent is ours alone where only one says so.

    Answers whether all of it has room in one.
    """
    note = _together(stays.note, goes.note, "\n")
    if len(note) > LONGEST_RELATION_NOTE:
        return False
    stays.starts_on = _earlier(stays.starts_on, goes.starts_on)
    stays.note = note
    if stays.is_captive is None:
        stays.is_captive = goes.is_captive
    return True


def move_children(uow: UnitOfWork, keep: Customer, merged: Customer) -> None:
    """Those the actor sees with an entry in their history, the others silently."""
    seen = select(Customer).where(Customer.parent_id == merged.id, Customer.id != keep.id)
    for child in uow.session.scalars(seen):
        child.parent_id = keep.id
    uow.session.flush()
    columns = _customers.c
    uow.session.execute(
        update(_customers)
        .where(columns.parent_id == merged.id)
        .values(parent_id=keep.id, version=columns.version + 1, updated_at=uow.now)
    )


def move_past(uow: UnitOfWork, keep: Customer, merged: Customer) -> None:
    """The history of the lifecycle, and those who were merged into the merged one before."""
    uow.session.execute(
        update(LifecycleChange)
        .where(LifecycleChange.customer_id == merged.id)
        .values(customer_id=keep.id)
    )
    uow.session.execute(
        update(_customers)
        .where(_customers.c.merged_into_id == merged.id)
        .values(merged_into_id=keep.id)
    )
