"""What was counted did not happen: all that it gave is taken back, whatever it was."""

from collections.abc import Iterable

from salesforce_lite.kernel.uow import UnitOfWork

from .errors import BalanceChangedError
from .journal_model import ACCRUED, REVERSED
from .ledger import lock_accounts, posted_keys
from .model import Program
from .postings import Posting
from .returning import finish, given_by, purses_of, reversal


def undo(uow: UnitOfWork, program: Program, keys: Iterable[tuple[str, str]]) -> list[Posting]:
    """Take back whole what the accruals of these (source, reference) gave, each once.

    What gave nothing is left out. As with returns the points come from who has them by now; what
    was spent is owed, or refused with PointsSpentError. Constant in statements.
    """
    wanted = set(keys)
    accruals = posted_keys(uow, program.id, {(*key, ACCRUED) for key in wanted})
    if not accruals:
        return []
    holders = lock_accounts(uow, {x.holder_id for x in given_by(uow, accruals.values()).values()})
    known = posted_keys(uow, program.id, {(*key, REVERSED) for key in wanted})
    purses = purses_of(uow, holders)
    given = given_by(uow, accruals.values())
    postings, undone = [], []
    for (source, reference, _), tx_id in sorted(accruals.items()):
        each = given[tx_id]
        if (source, reference, REVERSED) in known:
            continue
        if each.holder_id not in holders:
            # Merged into another one since it was looked for.
            raise BalanceChangedError
        due = {lot.id: lot.points - each.reversed[lot.id] for lot in each.lots}
        for lot in each.lots:
            each.returned[lot.id], each.reversed[lot.id] = lot.basis, lot.points
        key, purse = (source, reference), purses[each.holder_id]
        postings.append(reversal(uow, program, each, due, purse, key=key, at=uow.now))
        undone.append(each)
    if postings:
        finish(uow, program, postings, undone, holders)
    return postings
