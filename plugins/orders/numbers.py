"""Running numbers: without gaps, and each given out once, whoever asks at the same time."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .order_model import Counter

ORDER, RETURN, QUOTE = "order", "return", "quote"
_PREFIXES = {ORDER: "order_prefix", RETURN: "return_prefix", QUOTE: "quote_prefix"}
_DIGITS = 6


def take_counter(uow: UnitOfWork, kind: str) -> Counter:
    """The counter, held until the unit ends: what others placed meanwhile is seen afterwards."""
    build = (
        postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    first = build(Counter).values(kind=kind, last=0).on_conflict_do_nothing()
    held = select(Counter).where(Counter.kind == kind).with_for_update()
    found = uow.session.scalar(held.execution_options(populate_existing=True))
    if found is None:
        uow.session.execute(first)
        found = uow.session.scalars(held.execution_options(populate_existing=True)).one()
    return found


def next_numbers(uow: UnitOfWork, kind: str, count: int) -> list[str]:
    """So many numbers in a row. They are lost with the transaction, and given out again."""
    if not count:
        return []
    counter = take_counter(uow, kind)
    prefix = plugin_settings(uow, "orders")[_PREFIXES[kind]]
    first = counter.last + 1
    counter.last += count
    uow.session.flush()
    return [f"{prefix}{number:0{_DIGITS}d}" for number in range(first, counter.last + 1)]
