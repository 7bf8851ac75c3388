"""Activities that tests of the search look for."""

from uuid import UUID

from salesforce_lite.activities import Activity, log_activity
from salesforce_lite.kernel.uow import UnitOfWork


def a_visit(uow: UnitOfWork, customer_id: UUID | None, **fields) -> Activity:
    return log_activity(uow, {"kind": "visit", "customer_id": customer_id, **fields})
