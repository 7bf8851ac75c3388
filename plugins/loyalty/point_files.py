"""Members and what they earn from files, as other systems tell it: each row counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from salesforce_lite.imports import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .file_columns import ACCRUAL_FIELDS, ACCRUAL_LABELS, MEMBER_FIELDS, MEMBER_LABELS
from .file_rows import (
    NO_MEMBER,
    Taken,
    account_in,
    customer_in,
    lines_in,
    look_up,
    moment_in,
    number_in,
    program_in,
)
from .joining import enrol_many
from .members import accounts_of, visible_members
from .model import ACCRUE, ENROL, Account
from .sales import Sale
from .told_points import post_happening, post_sales

_NO_NUMBER = N_("The row does not say the number of the purchase.")
_SEVERAL = N_("The rows of the purchase name several customers, programs or currencies.")
_NO_AMOUNT = N_("The row says neither an amount nor what happened.")
_BOTH = N_("The row says an amount and what happened: it can be one of them.")
# What services call a field → what files do.
_NAMES = {"net.amount": "amount", "made_at": "date"}


@dataclass(frozen=True, slots=True)
class _Joining:
    row: ImportRow
    program_id: UUID
    customer_id: UUID
    birthday: int


@dataclass(frozen=True, slots=True)
class _Telling:
    row: ImportRow
    program_id: UUID
    customer_id: UUID
    sale: Sale | None
    # A happening: the account, what it was, and the key by which it counts once.
    happening: tuple[UUID, str, str, str, datetime] | None


def _draft_member(batch: Batch, row: ImportRow) -> _Joining:
    program = program_in(batch, row)
    customer_id = customer_in(batch, row, program)
    born = row.get("birthday")
    account = account_in(batch, program, customer_id)
    if account is not None:
        row.record_id = account.id
    return _Joining(row, program.id, customer_id, born.month * 100 + born.day if born else 0)


def _save_members(uow: UnitOfWork, drafts: Sequence[_Joining]) -> list[Taken]:
    before: dict[UUID, int] = {}
    made: dict[tuple[UUID, UUID], Account] = {}
    for program_id in sorted({one.program_id for one in drafts}):
        ours = {one.customer_id: one.birthday for one in drafts if one.program_id == program_id}
        known = accounts_of(uow, program_id, ours)
        before |= {one.id: one.birthday for one in known.values()}
        accounts = enrol_many(uow, program_id, ours)
        made |= {(program_id, key): one for key, one in accounts.items()}
    saved = []
    for one in drafts:
        account = made[one.program_id, one.customer_id]
        same = before.get(account.id) == account.birthday
        saved.append(Taken(account.id, None if same else 1))
    return saved


def _draft_accrual(batch: Batch, row: ImportRow) -> _Telling:
    number = number_in(row)
    if not number:
        raise RowRefusedError(_NO_NUMBER)
    currency = row.get("currency") or batch.source.currency
    whose = {
        (program_in(batch, one).id, customer_in(batch, one, program_in(batch, one)))
        for one in row.all_rows
    }
    if len(whose) > 1 or {one.get("currency") or currency for one in row.all_rows} != {currency}:
        raise RowRefusedError(_SEVERAL)
    program_id, customer_id = whose.pop()
    program = program_in(batch, row)
    account = account_in(batch, program, customer_id)
    row.record_id = batch.found.posted.get((program_id, number))
    at, event = moment_in(batch, row), row.get("event")
    amounts = [one.get("amount") for one in row.all_rows]
    if event:
        if any(each is not None for each in amounts):
            raise RowRefusedError(_BOTH)
        if account is None:
            raise RowRefusedError(NO_MEMBER)
        happening = (account.id, event, batch.source.system, number, at)
        return _Telling(row, program_id, customer_id, None, happening)
    if None in amounts:
        raise RowRefusedError(_NO_AMOUNT)
    if account is None and not program.enrols_buyers:
        raise RowRefusedError(NO_MEMBER)
    sale = Sale(
        source=batch.source.system,
        reference=number,
        customer_id=customer_id,
        made_at=at,
        net=Money.of(sum(amounts, Decimal(0)), currency),
        lines=lines_in(row, currency),
        number=number,
    )
    return _Telling(row, program_id, customer_id, sale, None)


def _save_accruals(uow: UnitOfWork, drafts: Sequence[_Telling]) -> list[Taken]:
    """What gives nothing, and what was told before, is counted as passed over."""
    posted: dict[int, UUID] = {}
    try:
        for program_id in sorted({one.program_id for one in drafts}):
            sales = [one for one in drafts if one.sale and one.program_id == program_id]
            found = post_sales(uow, program_id, [one.sale for one in sales if one.sale])
            posted |= {
                id(one): tx.id for one, tx in zip(sales, found, strict=True) if tx is not None
            }
        for one in drafts:
            if one.happening:
                tx = post_happening(uow, *one.happening)
                posted |= {id(one): tx.id} if tx is not None else {}
    except InvalidInputError as error:
        named = {_NAMES.get(name, name): text for name, text in error.fields.items()}
        raise InvalidInputError(fields=named) from None
    for one in drafts:
        if id(one) not in posted and one.row.record_id is None:
            one.row.record_id = one.customer_id
    return [Taken(posted.get(id(one), one.customer_id)) for one in drafts]


MEMBERS = Importer(
    entity="loyalty_members",
    record_kind="loyalty_members",
    label=N_("Members of programs"),
    permission=ENROL,
    fields=MEMBER_FIELDS,
    labels=MEMBER_LABELS,
    required=("customer", "customer_name"),
    natural_key=(),
    model=Account,
    visible=visible_members,
    look_up=look_up,
    draft=_draft_member,
    save=_save_members,
    links={"customer": ("customer",)},
    weight=70,
)
ACCRUALS = Importer(
    entity="loyalty_accruals",
    record_kind="loyalty_accruals",
    label=N_("Points for purchases and events"),
    permission=ACCRUE,
    fields=ACCRUAL_FIELDS,
    labels=ACCRUAL_LABELS,
    required=("number",),
    natural_key=(),
    together=("number",),
    model=Account,
    visible=visible_members,
    look_up=look_up,
    draft=_draft_accrual,
    save=_save_accruals,
    links={"customer": ("customer",)},
    weight=71,
)
