"""Who was taken off the lists of campaigns comes back when what forbade the call is gone."""

from uuid import UUID

from sqlalchemy import or_, update

from salesforce_lite.kernel.uow import UnitOfWork

from .desk_model import Member


def bring_back(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    number: str = "",
    campaign_id: UUID | None = None,
) -> None:
    """To wait for the next call, at which all rules are asked again: who may not be called for
    another reason is left out again then."""
    same = [Member.customer_id == customer_id] if customer_id else []
    same += [Member.number == number] if number else []
    same += [Member.campaign_id == campaign_id] if campaign_id else []
    if not same:
        return
    uow.session.execute(
        update(Member)
        .where(Member.state == "excluded", or_(*same))
        .values(state="waiting", next_at=uow.now, version=Member.version + 1)
    )
