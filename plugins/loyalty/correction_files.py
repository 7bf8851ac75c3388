"""Returned purchases and points by hand from files, each row once: opening balances come so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid5

from salesforce_lite.imports import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .adjusting import adjust, standing_adjustments
from .file_columns import ADJUSTMENT_FIELDS, ADJUSTMENT_LABELS, RETURN_FIELDS, RETURN_LABELS
from .file_rows import (
    NO_MEMBER,
    Found,
    Taken,
    account_in,
    customer_in,
    lines_in,
    look_up,
    moment_in,
    number_in,
    program_in,
)
from .journal_model import REVERSED
from .members import visible_members
from .model import ACCRUE, ADJUST, Account
from .sales import SaleReturn
from .told_points import post_returns

_NO_NUMBER = N_("The row does not say the number of the return.")
_NO_SALE = N_("The row does not say the number of the purchase that came back.")
_NO_AMOUNT = N_("The row does not say the amount that came back.")
_SEVERAL = N_("The rows of the return name several purchases, programs or currencies.")
_NO_KEY = N_("The row has no number: without one it would count again with each file.")
_WHOLE = N_("Write a whole number of points, below nothing to take points away.")
# What services call a field → what files do.
_NAMES = {"net.amount": "amount", "returned_at": "date", "sale_reference": "sale"}


@dataclass(frozen=True, slots=True)
class _Returning:
    row: ImportRow
    program_id: UUID
    one: SaleReturn


@dataclass(frozen=True, slots=True)
class _Adjusting:
    id: UUID
    account_id: UUID
    points: int
    reason: str
    lapses_on: date | None


def _draft_return(batch: Batch, row: ImportRow) -> _Returning:
    """Amounts below nothing are read as returned too: many systems write them so."""
    number, sale = number_in(row), (row.get("sale") or "").strip()
    if not number or not sale:
        raise RowRefusedError(_NO_SALE if number else _NO_NUMBER)
    currency = row.get("currency") or batch.source.currency
    said = {
        (program_in(batch, one).id, (one.get("sale") or "").strip(), one.get("currency"))
        for one in row.all_rows
    }
    if len(said) > 1:
        raise RowRefusedError(_SEVERAL)
    amounts = [one.get("amount") for one in row.all_rows]
    if None in amounts:
        raise RowRefusedError(_NO_AMOUNT)
    total = sum(amounts, Decimal(0))
    program = program_in(batch, row)
    row.record_id = batch.found.posted.get((program.id, number))
    one = SaleReturn(
        source=batch.source.system,
        reference=number,
        sale_reference=sale,
        returned_at=moment_in(batch, row),
        net=Money.of(abs(total), currency),
        lines=lines_in(row, currency, -1 if total < 0 else 1),
    )
    return _Returning(row, program.id, one)


def _save_returns(uow: UnitOfWork, drafts: Sequence[_Returning]) -> list[Taken]:
    taken: dict[int, UUID] = {}
    try:
        for program_id in sorted({one.program_id for one in drafts}):
            ours = [each for each in drafts if each.program_id == program_id]
            posted = post_returns(uow, program_id, [each.one for each in ours])
            taken |= {id(each): tx.id for each, tx in zip(ours, posted, strict=True)}
    except InvalidInputError as error:
        named = {_NAMES.get(name, name): text for name, text in error.fields.items()}
        raise InvalidInputError(fields=named) from None
    return [Taken(taken[id(each)]) for each in drafts]


def _look_up_adjustments(batch: Batch) -> Found:
    found = look_up(batch)
    numbers = {number for row in batch.rows if (number := number_in(row))}
    ids = {
        _request_id(program.id, batch, number): (program.id, number)
        for program in found.programs.values()
        for number in numbers
    }
    standing = standing_adjustments(batch.uow, list(ids))
    return replace(found, posted={ids[one.id]: one.id for one in standing})


def _request_id(program_id: UUID, batch: Batch, number: str) -> UUID:
    """The same number of the same system is the same adjustment of the program."""
    return uuid5(program_id, f"{batch.source.system}\n{number}")


def _draft_adjustment(batch: Batch, row: ImportRow) -> _Adjusting:
    number, points = number_in(row), row.get("points")
    if not number:
        raise RowRefusedError(_NO_KEY)
    if points is None or points != int(points):
        raise RowRefusedError(_WHOLE)
    program = program_in(batch, row)
    account = account_in(batch, program, customer_in(batch, row, program))
    if account is None:
        raise RowRefusedError(NO_MEMBER)
    row.record_id = batch.found.posted.get((program.id, number))
    request_id = _request_id(program.id, batch, number)
    return _Adjusting(
        request_id, account.id, int(points), row.get("reason") or "", row.get("lapses_on")
    )


def _save_adjustments(uow: UnitOfWork, drafts: Sequence[_Adjusting]) -> list[Taken]:
    return [
        Taken(
            adjust(
                *(uow, one.account_id, one.points, one.reason),
                lapses_on=one.lapses_on,
                request_id=one.id,
            ).id
        )
        for one in drafts
    ]


RETURNS = Importer(
    entity="loyalty_returns",
    record_kind="loyalty_returns",
    label=N_("Points of returned purchases"),
    permission=ACCRUE,
    fields=RETURN_FIELDS,
    labels=RETURN_LABELS,
    required=("sale",),
    natural_key=(),
    together=("number",),
    model=Account,
    visible=visible_members,
    look_up=partial(look_up, kind=REVERSED),
    draft=_draft_return,
    save=_save_returns,
    weight=72,
)
ADJUSTMENTS = Importer(
    entity="loyalty_adjustments",
    record_kind="loyalty_adjustments",
    label=N_("Adjustments of points by hand"),
    permission=ADJUST,
    fields=ADJUSTMENT_FIELDS,
    labels=ADJUSTMENT_LABELS,
    required=("points",),
    natural_key=(),
    model=Account,
    visible=visible_members,
    look_up=_look_up_adjustments,
    draft=_draft_adjustment,
    save=_save_adjustments,
    links={"customer": ("customer",)},
    weight=73,
)
