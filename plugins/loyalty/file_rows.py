"""What rows of files say alike: which program, whose points, when, and of which products."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from salesforce_lite.imports import Batch, ImportRow, RowRefusedError, customer_of
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money

from .journal_model import ACCRUED
from .ledger import posted_keys
from .members import accounts_of, number_read, visible_members
from .model import Account, Program
from .programs import list_programs
from .sales import SaleLine

_NO_PROGRAM = N_("The row does not say which program it belongs to, and there are several.")
_UNKNOWN_PROGRAM = N_("There is no program with the code “%(text)s”.")
_UNKNOWN_MEMBER = N_("No member of the program has the number “%(text)s”.")
NO_MEMBER = N_("This customer is no member of the program.")
_NO_MOMENT = N_("The row does not say when it was.")
_NOON = time(12)


@dataclass(slots=True)
class Found:
    """What the rows of a batch need: programs by code, members by number and by customer."""

    programs: Mapping[str, Program]
    only: Program | None
    by_number: Mapping[tuple[UUID, str], Account]
    by_customer: dict[UUID, Mapping[UUID, Account]]
    # What was posted before: by the program, and the number of the row.
    posted: Mapping[tuple[UUID, str], UUID]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is counted of a row: not changed where the version is none."""

    id: UUID
    version: int | None = None


def look_up(batch: Batch, kind: str = ACCRUED) -> Found:
    """The programs, and what the rows of the batch name of members and of postings."""
    programs = {one.code: one for one in list_programs(batch.uow)}
    running = [one for one in programs.values() if one.is_open and one.rules]
    numbers = {number for row in batch.rows if (number := member_number(row))}
    query = visible_members(batch.uow).where(Account.number.in_(numbers))
    members = batch.uow.session.scalars(query).all() if numbers else []
    keys = [(batch.source.system, n, kind) for row in batch.rows if (n := number_in(row))]
    posted = {
        (program.id, key[1]): tx_id
        for program in running
        for key, tx_id in posted_keys(batch.uow, program.id, keys).items()
    }
    return Found(
        programs,
        running[0] if len(running) == 1 else None,
        {(one.program_id, one.number): one for one in members},
        {},
        posted,
    )


def number_in(row: ImportRow) -> str:
    """By which the other system knows what the row tells; empty for none."""
    return (row.get("number") or "").strip()


def member_number(row: ImportRow) -> str:
    """The number of the member as it is kept; empty for none."""
    return number_read(row.get("member") or "")


def program_in(batch: Batch, row: ImportRow) -> Program:
    """By its code, else the only one that runs; raises RowRefusedError."""
    code = (row.get("program") or "").strip()
    program = batch.found.programs.get(code) if code else batch.found.only
    if program is None:
        raise RowRefusedError(_UNKNOWN_PROGRAM if code else _NO_PROGRAM, text=code)
    found: Program = program
    return found


def account_in(batch: Batch, program: Program, customer_id: UUID) -> Account | None:
    """Those of all rows are read at once, when the first is asked for."""
    found = batch.found
    if program.id not in found.by_customer:
        numbered = {one.customer_id for one in found.by_number.values() if one.customer_id}
        named = numbered | set(_named(batch))
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


def customer_in(batch: Batch, row: ImportRow, program: Program) -> UUID:
    """By the number of the member, else by the customer; raises RowRefusedError."""
    number = member_number(row)
    if number:
        account = batch.found.by_number.get((program.id, number))
        if account is None or account.customer_id is None:
            raise RowRefusedError(_UNKNOWN_MEMBER, text=number)
        found: UUID = account.customer_id
        return found
    customer_id = customer_of(batch, row, is_needed=True)
    if customer_id is None:
        raise RowRefusedError(NO_MEMBER)
    return customer_id


def moment_in(batch: Batch, row: ImportRow) -> datetime:
    """A moment, or a day: its noon where the file comes from, and never later than now."""
    given: Any = row.get("date")
    if given is None:
        raise RowRefusedError(_NO_MOMENT)
    if isinstance(given, datetime):
        return given
    zone = ZoneInfo(batch.source.zone)
    noon = datetime.combine(given, _NOON, zone).astimezone(UTC)
    now: datetime = batch.uow.now
    # A file of this morning tells of this morning.
    return min(noon, now) if given == now.astimezone(zone).date() else noon


def lines_in(row: ImportRow, currency: str, sign: int = 1) -> tuple[SaleLine, ...]:
    """None where the file says nothing of products: rules by amount need no lines."""
    rows = row.all_rows
    if not any(one.get("product") or one.get("category") for one in rows) and len(rows) == 1:
        return ()
    return tuple(
        SaleLine(
            code=one.get("product") or "",
            category=one.get("category") or "",
            quantity=abs(Decimal(1) if one.get("quantity") is None else one.get("quantity")),
            net=Money.of(sign * one.get("amount"), currency),
        )
        for one in rows
    )
