"""Use cases of administrators: make a program, change it, publish its rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .checking import is_plain, problems_of
from .definition import Definition
from .events import LoyaltyRulesPublished
from .model import DEBT, MANAGE, REFUSE, REPORT, VIEW, Program, ProgramRules

MOST_POINTS = 10**12
_NEEDED = N_("This is needed.")
_TAKEN = N_("Another program has this code.")
_CODE = N_("Use small letters, digits and hyphens, 40 at most.")
_ZONE = N_("There is no time zone of this name. Choose one of the list.")
_RANGE = N_("This number is too small or too large.")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFields:
    """What an administrator says about a program beside its rules.

    `point_value` is in major units of the currency, `breakage` in percent of points that nobody
    will redeem (None: as the ledger shows), `restore_days` the days for which points of a
    cancelled redemption hold again when they had expired meanwhile (0: they stay expired).
    """

    name: str
    currency: str
    zone: str
    negative_policy: str = DEBT
    point_value: Decimal = Decimal("0.01")
    breakage: Decimal | None = None
    enrols_buyers: bool = True
    approve_above: int = 1000
    restore_days: int = 0
    is_open: bool = True


def list_programs(uow: UnitOfWork) -> Sequence[Program]:
    """All programs, the oldest first: there are few."""
    uow.actor.require(VIEW)
    return uow.session.scalars(select(Program).order_by(Program.id)).all()


def get_program(uow: UnitOfWork, program_id: UUID) -> Program:
    """The program, for who sees members or reports; raises NotFoundError."""
    if not uow.actor.may(REPORT):
        uow.actor.require(VIEW)
    program = uow.session.get(Program, program_id)
    if program is None:
        raise NotFoundError
    return program


def make_program(
    uow: UnitOfWork,
    code: str,
    fields: ProgramFields,
    *,
    program_id: UUID | None = None,
    is_sample: bool = False,
) -> Program:
    """A new program, which earns nothing until rules are published.

    With a `program_id` that is there already it answers that one: sent twice, it is made once.
    Raises InvalidInputError with a sentence for each field.
    """
    uow.actor.require(MANAGE)
    standing = uow.session.get(Program, program_id) if program_id else None
    if standing is not None:
        return standing
    problems = _problems(fields)
    if not code or len(code) > 40 or not _LETTERS.issuperset(code):
        problems["code"] = _CODE
    elif uow.session.scalar(select(Program.id).where(Program.code == code)) is not None:
        problems["code"] = _TAKEN
    if problems:
        raise InvalidInputError(fields=problems)
    program = Program(
        id=program_id or new_id(),
        code=code,
        is_sample=is_sample,
        rules=0,
        version=0,
        made_at=uow.now,
    )
    _fill(program, fields)
    uow.session.add(program)
    uow.session.flush()
    return program


def change_program(
    uow: UnitOfWork, program_id: UUID, fields: ProgramFields, *, version: int | None = None
) -> Program:
    """Change what stands beside the rules. The currency stays once points were posted.

    Raises StaleVersionError where somebody else saved it since `version`.
    """
    uow.actor.require(MANAGE)
    program = _held(uow, program_id)
    check_version(program, version)
    problems = _problems(fields)
    if problems:
        raise InvalidInputError(fields=problems)
    _fill(program, fields)
    uow.session.flush()
    return program


def publish_rules(
    uow: UnitOfWork, program_id: UUID, definition: Definition, *, version: int | None = None
) -> ProgramRules:
    """Let these rules hold from now on; what was posted keeps the ones it was posted by.

    Raises InvalidInputError where they cannot hold, with sentences by place (`rules.2.rate`), and
    StaleVersionError where somebody saved the program since `version`.
    """
    uow.actor.require(MANAGE)
    program = _held(uow, program_id)
    check_version(program, version)
    problems = problems_of(definition)
    if problems:
        raise InvalidInputError(fields=problems)
    rules = ProgramRules(
        program_id=program.id,
        number=program.rules + 1,
        content=definition.as_json(),
        published_at=uow.now,
        published_by=uow.actor.user_id,
        published_by_name=uow.actor.name,
    )
    uow.session.add(rules)
    program.rules = rules.number
    program.version += 1
    uow.session.flush()
    uow.once.forget()
    uow.record(LoyaltyRulesPublished(program_id=program.id, number=rules.number))
    return rules


def _held(uow: UnitOfWork, program_id: UUID) -> Program:
    query = select(Program).where(Program.id == program_id).with_for_update()
    program = uow.session.scalar(query.execution_options(populate_existing=True))
    if program is None:
        raise NotFoundError
    return program


def _fill(program: Program, fields: ProgramFields) -> None:
    program.name, program.zone = fields.name.strip(), fields.zone
    program.currency = Money.of(0, fields.currency).currency
    program.negative_policy = fields.negative_policy
    program.point_value, program.breakage = fields.point_value, fields.breakage
    program.enrols_buyers, program.approve_above = fields.enrols_buyers, fields.approve_above
    program.restore_days, program.is_open = fields.restore_days, fields.is_open
    program.version += 1


def _problems(fields: ProgramFields) -> dict[str, str]:
    found = {}
    if not fields.name.strip() or len(fields.name) > 120:
        found["name"] = _NEEDED
    if fields.zone not in available_timezones():
        found["zone"] = _ZONE
    if fields.negative_policy not in (DEBT, REFUSE):
        found["negative_policy"] = _NEEDED
    if not (is_plain(fields.point_value) and 0 <= fields.point_value <= 10**6):
        found["point_value"] = _RANGE
    said = fields.breakage
    if said is not None and not (is_plain(said) and 0 <= said <= 100):
        found["breakage"] = _RANGE
    if not 0 <= fields.approve_above <= MOST_POINTS:
        found["approve_above"] = _RANGE
    if not 0 <= fields.restore_days <= 3650:
        found["restore_days"] = _RANGE
    return found
