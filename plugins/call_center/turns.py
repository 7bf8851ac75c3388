"""One at a time: what two do with the same call or number at once, one does after the other."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, String, cast, func, select

from salesforce_lite.kernel.uow import UnitOfWork


def take_turns(uow: UnitOfWork, names: Iterable[str]) -> None:
    """Until the unit ends nobody else has these turns. SQLite has one writer anyhow.

    They are taken in the order of their names, so that two units never wait for each other.
    """
    wanted = [f"call_center:{name}" for name in sorted(set(names))]
    if wanted and uow.session.get_bind().dialect.name == "postgresql":
        name = func.unnest(cast(wanted, ARRAY(String))).column_valued("name")
        key = func.hashtextextended(name, 0)
        uow.session.execute(select(func.pg_advisory_xact_lock(key)))
