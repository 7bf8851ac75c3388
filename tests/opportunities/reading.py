"""What is kept of an opportunity, read as somebody."""

from salesforce_lite.opportunities import get_opportunity


def read(work, opportunity_id, name="admin"):
    with work(name) as uow:
        return get_opportunity(uow, opportunity_id)
