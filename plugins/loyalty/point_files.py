"""Members and what they earn from files, as other systems tell it: each row counts once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from salesforce_lite.imports import Batch, Importer, ImportRow, RowRefusedError, customer_of
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .file_columns import ACCRUAL_FIELDS, ACCRUAL_LABELS, MEMBER_FIELDS, MEMBER_LABELS
from .joining import enrol_many
from .journal_model import ACCRUED
from .ledger import posted_keys
from .members import accounts_of, number_read, visible_members
from .model import ACCRUE, ENROL, Account, Program
from .programs import list_programs
from .sales import Sale, SaleLine
from .told_points import post_happening, post_sales

_NO_PROGRAM = N_("The row does not say which program it belongs to, and there are several.")
_UNKNOWN_PROGRAM = N_("There is no program with the code “%(text)s”.")
_NO_NUMBER = N_("The row does not say the number of the purchase.")
_UNKNOWN_MEMBER = N_("No member of the program has the number “%(text)s”.")
_NO_MEMBER = N_("This customer is no member of the program.")
_SEVERAL = N_("The rows of the purchase name several customers, programs or currencies.")
_NO_MOMENT = N_("The row does not say when it was.")
_NO_AMOUNT = N_("The row says neither an amount nor what happened.")
_BOTH = N_("The row says an amount and what happened: it can be one of them.")
_NOON = time(12)
# What services call a field → what files do.
_NAMES = {"net.amount": "amount", "made_at": "date"}


@dataclass(slots=True)
class _Found:
    """What the rows of a batch need: programs by code, members by number and by customer."""

    programs: Mapping[str, Program]
    only: Program | None
    by_number: Mapping[tuple[UUID, str], Account]
    by_customer: dict[UUID, Mapping[UUID, Account]]
    posted: Mapping[tuple[UUID, str], UUID]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is counted of a row: not changed where the version is none."""

    id: UUID
    version: int | None = None


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


def _look_up(batch: Batch) -> _Found:
    programs = {one.code: one for one in list_programs(batch.uow)}
    running = [one for one in programs.values() if one.is_open and one.rules]
    numbers = {number for row in batch.rows if (number := _member_number(row))}
    query = visible_members(batch.uow).where(Account.number.in_(numbers))
    members = batch.uow.session.scalars(query).all() if numbers else []
    keys = [(batch.source.system, n, ACCRUED) for row in batch.rows if (n := _number(row))]
    posted = {
        (program.id, key[1]): tx_id
        for program in running
        for key, tx_id in posted_keys(batch.uow, program.id, keys).items()
    }
    return _Found(
        programs,
        running[0] if len(running) == 1 else None,
        {(one.program_id, one.number): one for one in members},
        {},
        posted,
    )


def _number(row: ImportRow) -> str:
    return (row.get("number") or "").strip()


def _member_number(row: ImportRow) -> str:
    return number_read(row.get("member") or "")


def _program_in(batch: Batch, row: ImportRow) -> Program:
    code = (row.get("program") or "").strip()
    program = batch.found.programs.get(code) if code else batch.found.only
    if program is None:
        raise RowRefusedError(_UNKNOWN_PROGRAM if code else _NO_PROGRAM, text=code)
    found: Program = program
    return found


def _account_in(batch: Batch, program: Program, customer_id: UUID) -> Account | None:
    """Those of all rows are read at once, when the first is asked for."""
    found = batch.found
    if program.id not in found.by_customer:
        named = set(_named(batch))
        found.by_customer[program.id] = accounts_of(batch.uow, program.id, named)
    account: Account | None = found.by_customer[program.id].get(customer_id)
    return account


def _named(batch: Batch) -> Iterable[UUID]:
    for row in batch.rows:
        try:
            customer_id = customer_of(batch, row, is_needed=True)
        except RowRefusedError:
            continue  # refused when it is its turn
        if customer_id is not None:
            yield customer_id


def _customer_in(batch: Batch, row: ImportRow, program: Program) -> UUID:
    """By the number of the member, else by the customer; raises RowRefusedError."""
    number = _member_number(row)
    if number:
        account = batch.found.by_number.get((program.id, number))
        if account is None or account.customer_id is None:
            raise RowRefusedError(_UNKNOWN_MEMBER, text=number)
        found: UUID = account.customer_id
        return found
    customer_id = customer_of(batch, row, is_needed=True)
    if customer_id is None:
        raise RowRefusedError(_NO_MEMBER)
    return customer_id


def _draft_member(batch: Batch, row: ImportRow) -> _Joining:
    program = _program_in(batch, row)
    customer_id = _customer_in(batch, row, program)
    born = row.get("birthday")
    account = _account_in(batch, program, customer_id)
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
    number = _number(row)
    if not number:
        raise RowRefusedError(_NO_NUMBER)
    currency = row.get("currency") or batch.source.currency
    whose = {
        (_program_in(batch, one).id, _customer_in(batch, one, _program_in(batch, one)))
        for one in row.all_rows
    }
    if len(whose) > 1 or {one.get("currency") or currency for one in row.all_rows} != {currency}:
        raise RowRefusedError(_SEVERAL)
    program_id, customer_id = whose.pop()
    program = _program_in(batch, row)
    account = _account_in(batch, program, customer_id)
    row.record_id = batch.found.posted.get((program_id, number))
    at, event = _moment_in(batch, row), row.get("event")
    amounts = [one.get("amount") for one in row.all_rows]
    if event:
        if any(each is not None for each in amounts):
            raise RowRefusedError(_BOTH)
        if account is None:
            raise RowRefusedError(_NO_MEMBER)
        happening = (account.id, event, batch.source.system, number, at)
        return _Telling(row, program_id, customer_id, None, happening)
    if None in amounts:
        raise RowRefusedError(_NO_AMOUNT)
    if account is None and not program.enrols_buyers:
        raise RowRefusedError(_NO_MEMBER)
    sale = Sale(
        source=batch.source.system,
        reference=number,
        customer_id=customer_id,
        made_at=at,
        net=Money.of(sum(amounts, Decimal(0)), currency),
        lines=_lines(row, currency),
        number=number,
    )
    return _Telling(row, program_id, customer_id, sale, None)


def _lines(row: ImportRow, currency: str) -> tuple[SaleLine, ...]:
    """None where the file says nothing of products: rules by amount need no lines."""
    rows = row.all_rows
    if not any(one.get("product") or one.get("category") for one in rows) and len(rows) == 1:
        return ()
    return tuple(
        SaleLine(
            code=one.get("product") or "",
            category=one.get("category") or "",
            quantity=Decimal(1) if one.get("quantity") is None else one.get("quantity"),
            net=Money.of(one.get("amount"), currency),
        )
        for one in rows
    )


def _moment_in(batch: Batch, row: ImportRow) -> datetime:
    """A moment, or a day: its noon where the file comes from."""
    given: Any = row.get("date")
    if given is None:
        raise RowRefusedError(_NO_MOMENT)
    if isinstance(given, datetime):
        return given
    return datetime.combine(given, _NOON, ZoneInfo(batch.source.zone)).astimezone(UTC)


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
    look_up=_look_up,
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
    look_up=_look_up,
    draft=_draft_accrual,
    save=_save_accruals,
    links={"customer": ("customer",)},
    weight=71,
)
