"""Takes whole kinds of records out of the search: those of a plugin that leaves."""

from collections.abc import Callable

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search.indexing import remove_records
from salesforce_lite.search.model import SearchEntry

_BATCH = 500


def forget_kinds(uow: UnitOfWork, is_meant: Callable[[str], bool]) -> None:
    """Remove the entries of every kind that is meant; nothing else knows of them any more."""
    for kind in filter(is_meant, uow.session.scalars(select(SearchEntry.kind).distinct()).all()):
        ids = select(SearchEntry.record_id).where(SearchEntry.kind == kind).limit(_BATCH)
        while found := uow.session.scalars(ids).all():
            remove_records(uow, found)
