"""When two customers become one, calls, consents and lists of both are of the one that stays."""

from sqlalchemy import select, update

from salesforce_lite.customers import CustomersMerged
from salesforce_lite.kernel.uow import UnitOfWork

from .desk_model import Consent, Exclusion, Member
from .model import Call


def follow_merged(uow: UnitOfWork, fact: CustomersMerged) -> None:
    """Where both stand on a list, the one with more attempts stays, for nobody is called anew."""
    for table in (Call, Exclusion, Consent):
        uow.session.execute(
            update(table)
            .where(table.customer_id == fact.merged_id)
            .values(customer_id=fact.customer_id)
        )
    both = select(Member).where(Member.customer_id.in_([fact.customer_id, fact.merged_id]))
    standing: dict[object, Member] = {}
    for member in sorted(uow.session.scalars(both), key=lambda one: one.attempts, reverse=True):
        if member.campaign_id in standing:
            kept = standing[member.campaign_id]
            uow.session.delete(member)
            uow.session.flush()
            if "excluded" in (member.state, kept.state):
                kept.state = "excluded"
        else:
            standing[member.campaign_id] = member
    uow.session.flush()
    for member in standing.values():
        member.customer_id = fact.customer_id
