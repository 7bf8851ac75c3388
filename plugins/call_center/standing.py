"""What stands of calls that were told of, read once for all of them."""

from collections.abc import Sequence

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork

from .model import Call, CallKey


def calls_of(uow: UnitOfWork, source: str, call_keys: Sequence[str]) -> dict[str, Call]:
    """What the exchange calls it → the call; without those that are told of for the first time."""
    query = (
        select(CallKey.key, Call)
        .join(Call, Call.id == CallKey.call_id)
        .where(CallKey.source == source, CallKey.key.in_(call_keys))
    )
    return {key: call for key, call in uow.session.execute(query)}  # noqa: C416 – typed
