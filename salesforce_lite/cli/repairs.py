"""Makes anew what is kept beside the records and can be reckoned from them."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from salesforce_lite.activities import recount_contacts
from salesforce_lite.cli.operator import operating
from salesforce_lite.custom_fields import FIRST, Mark, renew_part
from salesforce_lite.customers import Customer
from salesforce_lite.migrations import rebuild_text
from salesforce_lite.opportunities import rebuild_totals
from salesforce_lite.search import reindex
from salesforce_lite.web import App

# Small enough that a writer on SQLite waits less than 200 ms.
_BATCH = 500


def make_anew(app: App) -> Iterator[str]:
    """Totals of the board, last contacts, custom values, the search; tells what is done.

    People go on working.
    """
    with operating(app) as uow:
        rebuild_totals(uow)
    yield "The totals of the board are reckoned anew."
    _recount(app)
    yield "The last contacts are looked up anew."
    mark: Mark | None = FIRST
    while mark is not None:
        with operating(app) as uow:
            mark = renew_part(uow, mark)
    yield "What custom fields are filtered by is written anew."
    for _kind, _done in reindex(partial(operating, app), app.contributions.search_sources):
        pass
    with operating(app) as uow:
        rebuild_text(uow.session.connection())
    yield "The search is written anew."


def _recount(app: App) -> None:
    query = select(Customer.id).order_by(Customer.id).limit(_BATCH)
    following = query
    while True:
        with operating(app) as uow:
            ids = list(uow.session.scalars(following))
            recount_contacts(uow, ids)
        if len(ids) < _BATCH:
            return
        following = query.where(Customer.id > ids[-1])
