"""Drafts of contacts: checked and normalised, not yet saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypedDict
from uuid import UUID

from salesforce_lite.customers.drafts import TOO_LONG, clean_ways_to_reach
from salesforce_lite.customers.values import EmailAddress, PhoneNumber
from salesforce_lite.kernel.errors import N_, InvalidInputError

_LONGEST = {"name": 200, "salutation": 40, "language": 10, "note": 4000}
LONGEST_FUNCTION = 120
_EMPTY = N_("Fill this in.")
_ENDS_BEFORE = N_("The end lies before the beginning.")


class ContactFields(TypedDict, total=False):
    """Fields of a contact as services take them; a missing key leaves the field as it is."""

    name: str
    salutation: str
    emails: Sequence[EmailAddress]
    phones: Sequence[PhoneNumber]
    language: str
    note: str
    person_id: UUID | None
    custom: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLinkDraft:
    """A contact's function at a customer, as it should become."""

    customer_id: UUID
    function: str = ""
    is_primary: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """Valid by construction: make it with `of`.

    `links` are added, or replace those to the same customer; other links stay. The rest is as in
    a draft of a customer.
    """

    fields: dict[str, Any]
    links: tuple[ContactLinkDraft, ...] = ()
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    references: tuple[tuple[str, str], ...] = ()
    is_sample: bool = False

    @classmethod
    def of(
        cls,
        fields: ContactFields,
        *,
        links: Sequence[ContactLinkDraft] = (),
        id: UUID | None = None,  # noqa: A002 – the name every record has
        new_id: UUID | None = None,
        version: int | None = None,
        references: Sequence[tuple[str, str]] = (),
        is_sample: bool = False,
    ) -> Self:
        """Check and normalise; raises InvalidInputError that names every wrong field."""
        cleaned: dict[str, Any] = dict(fields)
        problems: dict[str, str] = {}
        if id is None:
            cleaned.setdefault("name", "")
        _clean_texts(cleaned, problems)
        clean_ways_to_reach(cleaned, problems)
        kept = tuple({link.customer_id: _cleaned(link, problems) for link in links}.values())
        if problems:
            raise InvalidInputError(fields=problems)
        return cls(
            fields=cleaned,
            links=kept,
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
            fields[name] = text.strip() if name == "note" else " ".join(text.split())
            if len(fields[name]) > longest:
                problems[name] = TOO_LONG
    if "name" in fields and not fields["name"]:
        problems["name"] = _EMPTY


def _cleaned(link: ContactLinkDraft, problems: dict[str, str]) -> ContactLinkDraft:
    function = " ".join(link.function.split())
    if len(function) > LONGEST_FUNCTION:
        problems["function"] = TOO_LONG
    if link.since and link.until and link.until < link.since:
        problems["until"] = _ENDS_BEFORE
    return ContactLinkDraft(
        customer_id=link.customer_id,
        function=function,
        is_primary=link.is_primary,
        since=link.since,
        until=link.until,
    )
