"""The generation: one integer that says to every worker whether anything changed."""

from sqlalchemy import insert, select, update

from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.model import PluginGeneration

_ONE = 1
_TURN = "plugins"


def next_generation(uow: UnitOfWork) -> int:
    """Count up in the transaction of the change; readers never write it.

    Who changes something about plugins has taken the turn, so no two make the row. This process
    looks again as soon as the unit has ended, the others when they ask next.
    """
    take_plugins_turn(uow)
    counted = uow.session.execute(
        update(PluginGeneration)
        .where(PluginGeneration.id == _ONE)
        .values(number=PluginGeneration.number + 1)
        .returning(PluginGeneration.number)
    ).scalar()
    if counted is None:
        uow.session.execute(insert(PluginGeneration).values(id=_ONE, number=1))
        counted = 1
    look_again = uow.session.info.get("forget_snapshot")
    if look_again is not None:
        uow.afterwards("plugins", look_again)
    return int(counted)


def take_plugins_turn(uow: UnitOfWork) -> None:
    """What is enabled does not change between asking and switching."""
    take_turn(uow, _TURN)


def generation(uow: UnitOfWork) -> int:
    """The number now."""
    return uow.session.scalar(select(PluginGeneration.number)) or 0
