"""Which number a campaign shows to those whom it calls, as their country allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.company import get_company
from salesforce_lite.countries import (
    CallerNumberRule,
    CallingRules,
    country_of_phone,
    find_country_pack,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .coming_back import bring_back
from .desk_model import Campaign
from .model import MANAGE
from .numbers import read_number

_NO_NUMBER = N_("This is no number that can be dialled.")
_FORBIDDEN = N_("The law forbids that such calls show this number. Choose another one.")
_OTHER_RANGE = N_("Such calls must show a number of the range that the law has for them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The number of a campaign, empty for that of the line; whether the rules allow it, whether
    they want one to be shown, and where that is written."""

    number: str
    is_allowed: bool
    must_be_shown: bool
    source: str


def caller_number_typed(uow: UnitOfWork, purpose: str, typed: str) -> str:
    """As it can be dialled, empty for that of the line.

    Raises InvalidInputError where it is none, or where the country whose number it is forbids it
    for that purpose; those of other countries are asked about when each of them is called.
    """
    number = read_number(uow, typed).number if typed.strip() else ""
    if number is None:
        raise InvalidInputError(fields={"caller_number": _NO_NUMBER})
    rule = _rule(uow, purpose, number)
    # Whether who is called has agreed is asked when they are.
    if rule is None or rule.permits(number, is_agreed=True):
        return number
    in_range = rule.allowed is not None or rule.agreed is not None
    raise InvalidInputError(fields={"caller_number": _OTHER_RANGE if in_range else _FORBIDDEN})


def set_caller_number(
    uow: UnitOfWork, campaign: Campaign, typed: str, *, version: int | None = None
) -> None:
    """From the next call on; who could not be called for the number waits again."""
    uow.actor.require(MANAGE)
    check_version(campaign, version)
    campaign.caller_number = caller_number_typed(uow, campaign.purpose, typed)
    bring_back(uow, campaign_id=campaign.id)


def source_against(
    rules: CallingRules | None, purpose: str, number: str, *, is_agreed: bool
) -> str | None:
    """Where it is written that this number may not be shown to somebody; None where it may."""
    rule = rules.caller_number_rule(purpose) if rules is not None else None
    if rule is None or rule.permits(number, is_agreed=is_agreed):
        return None
    return rule.source


def shown_by(uow: UnitOfWork, campaigns: Sequence[Campaign]) -> dict[UUID, Shown]:
    """Campaign → what it shows, by the rules of the country whose number it is."""
    found: dict[UUID, Shown] = {}
    for one in campaigns:
        rule = _rule(uow, one.purpose, one.caller_number)
        found[one.id] = Shown(
            number=one.caller_number,
            is_allowed=rule is None or rule.permits(one.caller_number, is_agreed=True),
            must_be_shown=rule is not None and rule.must_be_shown,
            source=rule.source if rule else "",
        )
    return found


def _rule(uow: UnitOfWork, purpose: str, number: str) -> CallerNumberRule | None:
    country = country_of_phone(number) if number else ""
    pack = find_country_pack(country or get_company(uow).country)
    return pack.calling.caller_number_rule(purpose) if pack else None
