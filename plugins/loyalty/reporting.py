"""What points are worth in all: liability, breakage, redemption rate, and points by cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .model import REPORT, Account
from .programs import get_program


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSums:
    """Points of members together; `cohort` is the month of joining, 0 for all."""

    cohort: int
    members: int
    issued: int
    redeemed: int
    expired: int
    reversed: int
    adjusted: int
    outstanding: int
    owed: int

    @property
    def given(self) -> int:
        """Issued, less what was taken back, with what was adjusted."""
        return self.issued + self.adjusted - self.reversed

    @property
    def redemption_rate(self) -> Fraction | None:
        """Redeemed ÷ given; None where nothing was given."""
        return Fraction(self.redeemed, self.given) if self.given > 0 else None

    @property
    def breakage(self) -> Fraction:
        """Expired ÷ (redeemed + expired): of points that have gone, those nobody redeemed."""
        gone = self.redeemed + self.expired
        return Fraction(self.expired, gone) if gone > 0 else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointReport:
    """The sums of a program, by cohort, and what is owed to members in money."""

    total: PointSums
    cohorts: Sequence[PointSums]
    breakage: Fraction
    liability: Money


def point_report(uow: UnitOfWork, program_id: UUID) -> PointReport:
    """Liability = outstanding × (1 − breakage) × what a point is worth, rounded half to even.

    Outstanding are available and waiting points of all members. Breakage is what the program says,
    or expired ÷ (redeemed + expired). From balances, which the journal re-derives.
    """
    uow.actor.require(REPORT)
    program = get_program(uow, program_id)
    cohorts = _sums(uow, program_id)
    total = _together(cohorts)
    said = program.breakage
    breakage = total.breakage if said is None else Fraction(said) / 100
    worth = total.outstanding * (1 - breakage) * Fraction(program.point_value)
    exact = Decimal(worth.numerator) / Decimal(worth.denominator)
    return PointReport(
        total=total,
        cohorts=cohorts,
        breakage=breakage,
        liability=Money.of(exact, program.currency),
    )


def _sums(uow: UnitOfWork, program_id: UUID) -> list[PointSums]:
    names = ("issued", "redeemed", "expired", "reversed", "adjusted")
    query = (
        select(
            Account.cohort,
            func.count(),
            *(func.sum(getattr(Account, name)) for name in names),
            func.sum(Account.available + Account.pending),
            func.sum(Account.debt),
        )
        .where(Account.program_id == program_id)
        .group_by(Account.cohort)
        .order_by(Account.cohort)
    )
    return [
        PointSums(
            cohort=row[0],
            members=row[1],
            **{name: int(row[2 + place]) for place, name in enumerate(names)},
            outstanding=int(row[7]),
            owed=int(row[8]),
        )
        for row in uow.session.execute(query)
    ]


def _together(cohorts: Sequence[PointSums]) -> PointSums:
    return PointSums(
        cohort=0,
        members=sum(one.members for one in cohorts),
        issued=sum(one.issued for one in cohorts),
        redeemed=sum(one.redeemed for one in cohorts),
        expired=sum(one.expired for one in cohorts),
        reversed=sum(one.reversed for one in cohorts),
        adjusted=sum(one.adjusted for one in cohorts),
        outstanding=sum(one.outstanding for one in cohorts),
        owed=sum(one.owed for one in cohorts),
    )
