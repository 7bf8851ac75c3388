"""Tells phones of new stock: of customers who usually buy what there is more or less of now."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import renew_cards
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .catalogue_model import Stock
from .customer_model import Advice

TELL_STOCK = "orders.tell_stock"
BATCH = 500
# A file comes in many batches: the first job tells of all of them, the others find nothing.
_PAUSE = timedelta(minutes=1)


def ask_to_tell(uow: UnitOfWork) -> None:
    """Look soon for stock of which phones have not been told."""
    enqueue_job(uow, TELL_STOCK, {}, run_after=uow.now + _PAUSE, priority=Urgency.BULK)


def tell_stock(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A step: first which stock is new, then the cards of some customers at a time."""
    if "products" not in payload:
        return _begin(uow)
    products = set(payload["products"])
    query = select(Advice.customer_id, Advice.usual).order_by(Advice.customer_id)
    if payload.get("after"):
        query = query.where(Advice.customer_id > UUID(payload["after"]))
    rows = uow.session.execute(query.limit(BATCH)).all()
    renew_cards(
        uow,
        (row.customer_id for row in rows if products & {one["product_id"] for one in row.usual}),
    )
    if len(rows) < BATCH:
        return None
    return GoOn({**payload, "after": str(rows[-1].customer_id)})


def _begin(uow: UnitOfWork) -> GoOn | None:
    query = select(Stock).where(Stock.is_told.is_(False)).order_by(Stock.product_id)
    new = uow.session.scalars(query.with_for_update()).all()
    for one in new:
        one.is_told = True
    return GoOn({"products": [str(one.product_id) for one in new]}) if new else None
