"""How points, movements and tiers read, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from flask_babel import format_percent, gettext, ngettext
from sqlalchemy import select

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_date, show_number

from .days import day_of
from .definition import Definition
from .journal_model import (
    ACCRUED,
    ADJUSTED,
    EXPIRED,
    REDEEMED,
    RELEASED,
    REVERSED,
    TRANSFERRED,
    Transaction,
)
from .keeping_model import CANCELLED, OPEN, USED, Reward
from .members import Standing, standing_of
from .model import ACTIVE, CLOSED, MERGED, Account, Program
from .tiers import next_tier, qualifying, window_start
from .versions import program_of, version_now, versions_of

KIND_LABELS = {
    ACCRUED: N_("Points earned"),
    RELEASED: N_("Points released"),
    REDEEMED: N_("Points redeemed"),
    EXPIRED: N_("Points expired"),
    ADJUSTED: N_("Points adjusted"),
    REVERSED: N_("Points corrected"),
    TRANSFERRED: N_("Points moved"),
}
KIND_ICONS = {
    ACCRUED: "plus",
    RELEASED: "check",
    REDEEMED: "gift",
    EXPIRED: "clock",
    ADJUSTED: "edit",
    REVERSED: "undo",
    TRANSFERRED: "merge",
}
STATE_LABELS = {ACTIVE: N_("Member"), CLOSED: N_("Closed"), MERGED: N_("Merged")}
FIGURE_LABELS = {
    "given": N_("Given"),
    "redeemed": N_("Redeemed"),
    "expired": N_("Expired"),
    "outstanding": N_("Outstanding"),
    "owed": N_("Owed"),
}
REDEMPTION_LABELS = {
    OPEN: N_("To be handed out"),
    USED: N_("Handed out"),
    CANCELLED: N_("Cancelled"),
}
REDEMPTION_STATES = {OPEN: "info", USED: "good", CANCELLED: "neutral"}


@dataclass(frozen=True, slots=True)
class MemberCard:
    """What a card says of a member."""

    account: Account
    program: Program
    standing: Standing
    tier: str
    # What is missing to the next tier; empty where there is none.
    next_tier: str
    expiry: str


def points_words(points: int) -> str:
    """“1,240 points”."""
    return str(
        ngettext("%(points)s point", "%(points)s points", points, points=show_number(points))
    )


def signed_points(points: int) -> str:
    """With its sign, as in a journal."""
    return f"+{show_number(points)}" if points > 0 else show_number(points).replace("-", "−")


def cards_of(uow: UnitOfWork, accounts: Sequence[Account]) -> list[MemberCard]:
    """The cards of these members, in a few queries for each program."""
    standings = standing_of(uow, accounts)
    found = []
    for account in accounts:
        program = program_of(uow, account.program_id)
        if not versions_of(uow, program.id):
            continue
        definition = version_now(uow, program.id).definition
        standing = standings[account.id]
        found.append(
            MemberCard(
                account,
                program,
                standing,
                tier_name(definition, account.tier),
                _missing(uow, program, definition, account),
                _expiry(standing, program.zone),
            )
        )
    return found


def tier_name(definition: Definition, code: str) -> str:
    """What the tier is called; the code of one that the rules know no more."""
    tier = definition.tier(code)
    return tier.name if tier else code


def reward_names(uow: UnitOfWork, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Reward → name."""
    wanted = {one for one in ids if one is not None}
    rows = uow.session.execute(select(Reward.id, Reward.name).where(Reward.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def movement_words(one: Transaction) -> str:
    """One line of a history."""
    return str(gettext(KIND_LABELS[one.kind]))


def movement_detail(one: Transaction) -> str:
    """What it was for: a reason, or the number of the purchase."""
    number = one.detail.get("number")
    return one.reason or (str(gettext("Purchase %(number)s", number=number)) if number else "")


def _missing(uow: UnitOfWork, program: Program, definition: Definition, account: Account) -> str:
    above = next_tier(definition, account.tier)
    if above is None:
        return ""
    since = window_start(definition, program, uow.now)
    has = qualifying(uow, [account.id], since=since).get(account.id, 0)
    missing = max(0, above.achieve - has)
    return str(gettext("%(points)s to %(tier)s", points=points_words(missing), tier=above.name))


def _expiry(standing: Standing, zone: str) -> str:
    if standing.next_expiry is None:
        return ""
    # What ends with a day is over at the first moment of the next.
    last = show_date(day_of(standing.next_expiry - timedelta(seconds=1), zone))
    points = points_words(standing.next_points)
    return str(gettext("%(points)s until %(day)s", points=points, day=last))


def share_words(part: Fraction | None) -> str:
    """A part of one as percent, as people write it; a dash where there is nothing to share."""
    return "–" if part is None else str(format_percent(float(part), "#,##0.0 %"))
