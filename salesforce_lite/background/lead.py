"""Who looks after something that one worker is enough for."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, or_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from salesforce_lite.background.model import Lead
from salesforce_lite.kernel.uow import UnitOfWork

LEASE = timedelta(minutes=1)
_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00+00:00")
_leads = cast(Table, Lead.__table__)


def take_lead(uow: UnitOfWork, name: str, worker: str) -> bool:
    """Whether this worker leads until its lease ends; asked again, it leads for longer."""
    insert = postgresql_insert if _is_postgresql(uow) else sqlite_insert
    nobodys = insert(_leads).values(name=name, worker="", until=_LONG_AGO)
    uow.session.execute(nobodys.on_conflict_do_nothing())
    taken = uow.session.execute(
        update(Lead)
        .where(Lead.name == name, or_(Lead.worker == worker, Lead.until < uow.now))
        .values(worker=worker, until=uow.now + LEASE)
        .returning(Lead.name)
    )
    return taken.first() is not None


def _is_postgresql(uow: UnitOfWork) -> bool:
    return uow.session.get_bind().dialect.name == "postgresql"
