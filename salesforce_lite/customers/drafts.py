"""Drafts: what a person or a file says about a customer, checked and normalised, not yet saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypedDict
from uuid import UUID

from salesforce_lite.countries import PhoneReading, read_phone, read_tax_id
from salesforce_lite.customers.model import Customer, CustomerKind, Lifecycle
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import N_, InvalidInputError

LONGEST_NOTE = 4000
_LONGEST = {"name": 200, "legal_name": 200, "website": 300, "note": LONGEST_NOTE}
MOST_OF_A_KIND = 100
LONGEST_LABEL = 40
LONGEST_PHONE = 60
LONGEST_ADDRESS = {
    "label": LONGEST_LABEL,
    "street": 200,
    "unit": 60,
    "district": 120,
    "city": 120,
    "region": 120,
    "postal_code": 20,
}
_LONGEST_WORD = 60
_LONGEST_EXTENSION = 20
_LONGEST_TAX_ID = {"tax_type": 20, "tax_value": 40}
_EMPTY = N_("Fill this in.")
TOO_LONG = N_("This is too long. Shorten it.")
_NOT_A_CHOICE = N_("This is none of the choices.")
NOT_AN_EMAIL = N_("An e-mail address looks like name@example.com.")
_TOO_MANY = N_("There are too many. Keep those that are of use.")
_NOT_A_COUNTRY = N_("A country is given by its two letters, such as MX.")
_NOT_A_PLACE = N_("Latitude goes from -90 to 90, longitude from -180 to 180.")


class CustomerFields(TypedDict, total=False):
    """Fields of a customer as services take them; a missing key leaves the field as it is."""

    kind: CustomerKind | str
    name: str
    legal_name: str
    lifecycle: Lifecycle | str
    roles: Sequence[str]
    tags: Sequence[str]
    website: str
    emails: Sequence[EmailAddress]
    phones: Sequence[PhoneNumber]
    addresses: Sequence[PostalAddress]
    tax_country: str
    tax_type: str
    tax_value: str
    latitude: float | None
    longitude: float | None
    note: str
    parent_id: UUID | None
    portfolio_id: UUID | None
    owner_id: UUID | None
    custom: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDraft:
    """Valid by construction: make it with `of`.

    `id` names the customer to change; without it a new one is made, with `new_id` where the client
    chose one. `version` is what the editor had read. `references` are (system, reference) pairs.
    """

    fields: dict[str, Any]
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    references: tuple[tuple[str, str], ...] = field(default=())
    is_sample: bool = False

    @classmethod
    def of(
        cls,
        fields: CustomerFields,
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
        _clean_texts(cleaned, problems, is_new=id is None)
        _clean_choices(cleaned, problems)
        clean_ways_to_reach(cleaned, problems)
        _clean_tax_id(cleaned, problems)
        _clean_place(cleaned, problems)
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


def _clean_texts(fields: dict[str, Any], problems: dict[str, str], *, is_new: bool) -> None:
    if is_new:
        fields.setdefault("name", "")
    for name, longest in _LONGEST.items():
        if name in fields:
            # Browsers send the ends of lines as two characters.
            words = fields[name].strip().replace("\r\n", "\n")
            fields[name] = words if name == "note" else " ".join(words.split())
            if len(fields[name]) > longest:
                problems[name] = TOO_LONG
    if "name" in fields and not fields["name"]:
        problems["name"] = _EMPTY


def _clean_choices(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name, choices in (("kind", CustomerKind), ("lifecycle", Lifecycle)):
        if name in fields:
            try:
                fields[name] = choices(fields[name])
            except ValueError:
                problems[name] = _NOT_A_CHOICE
    for name in ("roles", "tags"):
        if name in fields:
            words = [" ".join(word.split()) for word in fields[name]]
            # A dict keeps the first of equals in its place.
            fields[name] = tuple(dict.fromkeys(word for word in words if word))
            if any(len(word) > _LONGEST_WORD for word in words):
                problems[name] = TOO_LONG
            if len(fields[name]) > MOST_OF_A_KIND:
                problems[name] = _TOO_MANY


def clean_ways_to_reach(fields: dict[str, Any], problems: dict[str, str]) -> None:
    """E-mails in the form in which they are compared, each once; also used for contacts."""
    if "emails" in fields:
        emails = [
            EmailAddress(email.address.strip().lower(), email.label)
            for email in fields["emails"]
            if email.address.strip()
        ]
        if any(not is_email(email.address) for email in emails):
            problems["emails"] = NOT_AN_EMAIL
        first_of_each = {email.address: email for email in reversed(emails)}
        fields["emails"] = tuple(first_of_each.values())[::-1]
    for name in ("phones", "addresses"):
        if name in fields:
            fields[name] = tuple(fields[name])
    _check_lengths(fields, problems)
    for name in ("emails", "phones", "addresses"):
        if len(fields.get(name, ())) > MOST_OF_A_KIND:
            problems[name] = _TOO_MANY
    if any(not _is_country(address.country) for address in fields.get("addresses", ())):
        problems["addresses"] = _NOT_A_COUNTRY


def _check_lengths(fields: dict[str, Any], problems: dict[str, str]) -> None:
    """Nothing is cut to fit: who typed it shortens it."""
    if any(len(email.label) > LONGEST_LABEL for email in fields.get("emails", ())):
        problems["emails"] = TOO_LONG
    for phone in fields.get("phones", ()):
        parts = (
            (phone.typed, LONGEST_PHONE),
            (phone.number or "", LONGEST_PHONE),
            (phone.extension, _LONGEST_EXTENSION),
            (phone.label, LONGEST_LABEL),
        )
        if any(len(text) > longest for text, longest in parts):
            problems["phones"] = TOO_LONG
    for address in fields.get("addresses", ()):
        if any(len(getattr(address, part)) > most for part, most in LONGEST_ADDRESS.items()):
            problems["addresses"] = TOO_LONG


def is_email(address: str) -> bool:
    """Whether it has the shape of an address; whether it receives mail only sending tells."""
    local, _, domain = address.rpartition("@")
    return bool(local) and "." in domain.strip(".") and len(address) <= 254 and not _blank(address)


def _blank(text: str) -> bool:
    return any(letter.isspace() or letter in '<>,;"' for letter in text)


def phone_of(typed: str, country: str, *, label: str = "") -> PhoneNumber:
    """A phone as typed in a country, with its E.164 form where it can be read."""
    return phone_from(read_phone(typed, country), label=label)


def phone_from(reading: PhoneReading, *, label: str = "") -> PhoneNumber:
    """A phone that was read already."""
    return PhoneNumber(reading.number, reading.typed.strip(), reading.extension or "", label)


def _is_country(code: str) -> bool:
    """Whether it is none or has the shape of a country's code."""
    return not code or (len(code) == 2 and code.isascii() and code.isalpha())


def _clean_tax_id(fields: dict[str, Any], problems: dict[str, str]) -> None:
    """Normalise; a wrong check digit is for `tax_warning` to tell, never a reason to refuse."""
    if not _is_country(fields.get("tax_country", "")):
        problems["tax_country"] = _NOT_A_COUNTRY
        return
    if fields.get("tax_value") and fields.get("tax_country"):
        kind = fields.get("tax_type") or None
        reading = read_tax_id(fields["tax_country"], fields["tax_value"], kind)
        fields["tax_value"] = reading.value
        fields["tax_type"] = reading.type or ""
    for name, longest in _LONGEST_TAX_ID.items():
        if len(fields.get(name, "")) > longest:
            problems[name] = TOO_LONG


def _clean_place(fields: dict[str, Any], problems: dict[str, str]) -> None:
    for name, furthest in (("latitude", 90), ("longitude", 180)):
        degrees = fields.get(name)
        # The comparison is written so that NaN fails it too.
        if degrees is not None and not -furthest <= degrees <= furthest:
            problems[name] = _NOT_A_PLACE


def changed_fields(customer: Customer, fields: dict[str, Any]) -> tuple[str, ...]:
    """The names of the fields whose value the draft would change."""
    return tuple(name for name, value in fields.items() if getattr(customer, name) != value)
