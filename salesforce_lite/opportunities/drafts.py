"""Drafts: what a person or a file says about an opportunity, checked, not yet saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypedDict
from uuid import UUID

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities.model import Outcome

LONGEST_LOSS_NOTE = 1000
_LONGEST = {"title": 200, "competitor": 120, "note": 4000, "loss_note": LONGEST_LOSS_NOTE}
_NEEDED = ("title", "customer_id")
# Hundreds of the largest, times 100 percent, fit into a kept total, which refuses to grow further.
LARGEST_MINOR = 10**14
_EMPTY = N_("Fill this in.")
TOO_LONG = N_("This is too long. Shorten it.")
_NEGATIVE = N_("An amount cannot be below zero.")
_TOO_LARGE = N_(
    "This amount is larger than any we can reckon with. Look at the number of its digits."
)
_PERCENT = N_("A probability is a whole number from 0 to 100.")
_NOT_A_CHOICE = N_("This is none of the choices.")
_NO_REASON = N_("Say why it was lost.")


class OpportunityFields(TypedDict, total=False):
    """Fields as services take them; a missing key leaves the field as it is.

    `probability` None means that of the stage. `outcome` with `closed_on` and `loss_reason` is for
    files that bring in what ended elsewhere; people win, lose and reopen.
    """

    title: str
    customer_id: UUID
    contact_id: UUID | None
    pipeline_id: UUID | None
    stage_id: UUID | None
    amount: Money | None
    probability: int | None
    expected_close_on: date | None
    source: str
    competitor: str
    note: str
    owner_id: UUID | None
    outcome: Outcome | str
    closed_on: date | None
    loss_reason: str
    loss_note: str
    custom: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft:
    """Valid by construction: make it with `of`.

    `id` names the opportunity to change; without it a new one is made, with `new_id` where the
    client chose one. `version` is what the editor had read. `references` are pairs of a system and
    what it calls the opportunity.
    """

    fields: dict[str, Any]
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    references: tuple[tuple[str, str], ...] = ()
    is_sample: bool = False

    @classmethod
    def of(
        cls,
        fields: OpportunityFields,
        *,
        id: UUID | None = None,  # noqa: A002 – the name every record has
        new_id: UUID | None = None,
        version: int | None = None,
        references: Sequence[tuple[str, str]] = (),
        is_sample: bool = False,
    ) -> Self:
        """Check and normalise; raises InvalidInputError that names every wrong field."""
        cleaned: dict[str, Any] = dict(fields)
        problems: dict[str, str] = {}
        _clean_texts(cleaned, problems)
        _require(cleaned, problems, is_new=id is None)
        _check_numbers(cleaned, problems)
        _check_outcome(cleaned, problems)
        if problems:
            raise InvalidInputError(fields=problems)
        return cls(
            fields=cleaned,
            id=id,
            new_id=new_id,
            version=version,
            references=tuple(references),
            is_sample=is_sample,
        )


def _clean_texts(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name, longest in _LONGEST.items():
        if name in fields:
            text = fields[name]
            fields[name] = text.strip() if name.endswith("note") else " ".join(text.split())
            if len(fields[name]) > longest:
                problems[name] = TOO_LONG


def _require(fields: dict[str, Any], problems: dict[str, str], *, is_new: bool) -> None:
    for name in _NEEDED:
        if (is_new or name in fields) and not fields.get(name):
            problems[name] = _EMPTY


def _check_numbers(fields: dict[str, Any], problems: dict[str, str]) -> None:
    amount: Money | None = fields.get("amount")
    if amount is not None and amount.minor < 0:
        problems["amount"] = _NEGATIVE
    if amount is not None and amount.minor > LARGEST_MINOR:
        problems["amount"] = _TOO_LARGE
    if "probability" in fields:
        probability = fields["probability_set"] = fields.pop("probability")
        if probability is not None and not 0 <= probability <= 100:
            problems["probability"] = _PERCENT


def _check_outcome(fields: dict[str, Any], problems: dict[str, str]) -> None:
    if "outcome" not in fields:
        return
    try:
        fields["outcome"] = Outcome(fields["outcome"])
    except ValueError:
        problems["outcome"] = _NOT_A_CHOICE
        return
    if fields["outcome"] == Outcome.LOST and not fields.get("loss_reason"):
        problems["loss_reason"] = _NO_REASON
