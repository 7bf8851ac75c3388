"""E-mails, phones and addresses of a row, joined with what the record has already."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from salesforce_lite.countries import PhoneReading
from salesforce_lite.customers import EmailAddress, PhoneNumber, PostalAddress, phone_from
from salesforce_lite.imports.importer import Batch, ImportRow
from salesforce_lite.intake import split_list

ADDRESS_PARTS = ("street", "district", "city", "region", "postal_code", "country")
_EMAIL = re.compile(r"[^\s;,|<>()\"']+@[^\s;,|<>()\"']+")
_NOTHING = frozenset(["-", "--", "n/a", "null", "none", "no", "s/d", "x"])
_MORE = "more"
MOST = 3
NO_NUMBER = "none"
"""What our own export writes for a phone that was not read as a number."""

T = TypeVar("T")


class _Reachable(Protocol):
    """A customer or contact."""

    emails: tuple[EmailAddress, ...]
    phones: tuple[PhoneNumber, ...]


def take_emails(batch: Batch, row: ImportRow, fields: dict[str, Any], record: Any) -> None:
    """`email`, `email_2` … into one list."""
    names = [number_name("email", number) for number in range(1, MOST + 1)]
    given = [
        EmailAddress(address, row.get(f"{name}_label") or "")
        for name in names
        for text in row.get(name) or ()
        for address in _addresses(text)
    ]
    given += [EmailAddress.from_json(one) for one in more(row, "emails")]
    if given or any(batch.clears(name) for name in names):
        kept = () if batch.source.clears else (record.emails if record else ())
        mine = {email.address.strip().lower() for email in given}
        before = {email.address: email for email in kept}
        # A label that somebody gave here stays.
        given = [
            email if email.label else before.get(email.address.strip().lower(), email)
            for email in given
        ]
        fields["emails"] = given + [email for email in kept if email.address not in mine]


def take_phones(
    batch: Batch,
    row: ImportRow,
    fields: dict[str, Any],
    record: Any,
    labels: Mapping[str, str],
) -> None:
    """The columns of `labels` into one list; each keeps its label unless the row names one."""
    given: list[PhoneNumber] = []
    for name, label in labels.items():
        given += [_phone(row, name, reading, label) for reading in row.get(name) or ()]
    given += [PhoneNumber.from_json(one) for one in more(row, "phones")]
    if given or any(batch.clears(name) for name in labels):
        kept = () if batch.source.clears else (record.phones if record else ())
        mine = {phone.number or phone.typed for phone in given}
        fields["phones"] = _once(
            given + [phone for phone in kept if (phone.number or phone.typed) not in mine]
        )


def _phone(row: ImportRow, name: str, reading: PhoneReading, label: str) -> PhoneNumber:
    read = phone_from(reading, label=row.get(f"{name}_label") or label)
    number = row.get(f"{name}_number") or read.number
    if number == NO_NUMBER:
        number = None
    extension = row.get(f"{name}_extension") or read.extension
    return PhoneNumber(number, read.typed, extension, read.label)


def take_addresses(batch: Batch, row: ImportRow, fields: dict[str, Any], record: Any) -> None:
    """The first address, and the one for deliveries where it is another."""
    first = _address(row, "", "")
    is_own = batch.source.is_own
    second = _address(row, "shipping_", "" if is_own else "shipping")
    given = [one for one in (first, second) if one is not None]
    if first and second and not is_own and _place(first) == _place(second):
        given = [first]
    given += [PostalAddress.from_json(one) for one in more(row, "addresses")]
    if given or any(batch.clears(part) for part in ADDRESS_PARTS):
        kept = () if batch.source.clears else (record.addresses if record else ())
        mine = {address.label for address in given}
        fields["addresses"] = given + [one for one in kept if one.label not in mine]


def _address(row: ImportRow, prefix: str, label: str) -> PostalAddress | None:
    parts = {part: row.get(prefix + part) or "" for part in ADDRESS_PARTS}
    if extra := row.get(f"{prefix}street_2"):
        parts["street"] = f"{parts['street']}, {extra}" if parts["street"] else extra
    if not any(parts.values()):
        return None
    return PostalAddress(label=row.get(f"{prefix}address_label") or label, **parts)


def _place(address: PostalAddress) -> tuple[str, ...]:
    return tuple(getattr(address, part) for part in ADDRESS_PARTS)


def number_name(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def more(row: ImportRow, name: str) -> Sequence[Any]:
    """What had no column of its own in our own export."""
    document = row.get(_MORE)
    return document.get(name, ()) if isinstance(document, dict) else ()


def merged_words(given: Iterable[str], kept: Iterable[str], *, clears: bool) -> tuple[str, ...]:
    """The words of the file first; those the record has besides stay unless the source clears."""
    words = [word for text in given for word in split_list(text)]
    return tuple(dict.fromkeys([*words, *(() if clears else kept)]))


def _addresses(text: str) -> list[str]:
    found: list[str] = _EMAIL.findall(text)
    if found:
        return found
    # What is no address is refused by the draft, with its reason.
    return [] if text.strip().casefold() in _NOTHING else [text]


def _once(phones: Sequence[PhoneNumber]) -> list[PhoneNumber]:
    return list({phone.number or phone.typed: phone for phone in reversed(phones)}.values())[::-1]
