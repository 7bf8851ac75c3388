"""Lists files that were handed in, those that were brought in among them."""

from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.uploads import visible_uploads
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork


def find_uploads(
    uow: UnitOfWork,
    *,
    entity: str = "",
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 25,
    name: str = "imports",
) -> Page[ImportUpload]:
    """One page of them, the newest first."""
    query = visible_uploads(uow).order_by(None)
    if entity:
        query = query.where(ImportUpload.entity == entity)
    if state:
        query = query.where(ImportUpload.state == state)
    newest = (Order(ImportUpload.id, descending=True),)
    return page_of(uow.session, query, newest, cursor=cursor, limit=limit, name=name)
