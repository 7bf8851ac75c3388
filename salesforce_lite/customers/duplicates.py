"""Finds customers that may be the same as one being written: a warning, never a refusal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import bindparam, select

from salesforce_lite.countries import match_name, read_tax_id, sort_name
from salesforce_lite.customers.blocking import block_keys
from salesforce_lite.customers.drafts import CustomerFields
from salesforce_lite.customers.likeness import (
    is_worth_telling,
    likeness,
    name_likeness,
    place_likeness,
)
from salesforce_lite.customers.model import Customer, LookUpKey
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

T = TypeVar("T")
Key = tuple[str, str]

# Bounds that keep the search quick at a million customers, however common a name is.
_MOST_PER_KEY = 60
_MOST_NAMED = 200
_MOST_COMPARED = 25
_IDS_PER_QUERY = 900


# Contacts are filed there too and fall out when names are read; asking for the kind of record would
# leave the index. One short look per key: a common key is read no further than it is of use.
_FILED = (
    select(LookUpKey.record_id)
    .where(LookUpKey.kind == bindparam("kind"), LookUpKey.value == bindparam("value"))
    .limit(_MOST_PER_KEY)
)


class Reason(StrEnum):
    """Why two customers may be one; in the order in which they convince."""

    EMAIL = "email"
    PHONE = "phone"
    TAX_ID = "tax_id"
    NAME_AND_PLACE = "name_and_place"
    NAME = "name"


# How sure one reason alone makes us. Branches share the tax id of one legal entity.
_STRENGTH = {Reason.EMAIL: 90.0, Reason.PHONE: 80.0, Reason.TAX_ID: 55.0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer that may be the same, why, and how sure that makes us (0 to 100)."""

    customer: Customer
    reasons: tuple[Reason, ...]
    score: int


def find_duplicates(
    uow: UnitOfWork, fields: CustomerFields, *, exclude_id: UUID | None = None, limit: int = 5
) -> list[Candidate]:
    """Customers the actor sees that may be the one described, the likeliest first."""
    excluded = frozenset([exclude_id] if exclude_id else [])
    return find_duplicates_batch(uow, [fields], exclude_ids=excluded, limit=limit)[0]


def find_duplicates_batch(
    uow: UnitOfWork,
    batch: Sequence[CustomerFields],
    *,
    exclude_ids: frozenset[UUID] = frozenset(),
    limit: int = 5,
) -> list[list[Candidate]]:
    """The same for many at once: each key is looked up once, names and records for all together."""
    described = [_Described(fields) for fields in batch]
    holders = _holders(uow, {key for one in described for key in one.keys})
    hits = [one.hits(holders, exclude_ids) for one in described]
    names = _visible_names(uow, {found for one in hits for found in one})
    shortlists = [one.shortlist(found, names) for one, found in zip(described, hits, strict=True)]
    customers = _customers(uow, {found for shortlist in shortlists for found in shortlist})
    return [
        _best((one.compare(customers[found]) for found in shortlist), limit)
        for one, shortlist in zip(described, shortlists, strict=True)
    ]


class _Described:
    """What is being written about a customer, half of it perhaps still missing."""

    def __init__(self, fields: CustomerFields) -> None:
        self.names = [name for name in (fields.get("name"), fields.get("legal_name")) if name]
        self.addresses = tuple(fields.get("addresses", ()))
        self.emails = {email.address.strip().lower() for email in fields.get("emails", ())}
        self.phones = {phone.number for phone in fields.get("phones", ()) if phone.number}
        self.tax_id = own_tax_id(fields)
        self.keys = set(self._keys())

    def _keys(self) -> Iterator[Key]:
        yield from (("email", address) for address in self.emails if address)
        yield from (("phone", number) for number in self.phones)
        yield from (("name", match_name(name)) for name in self.names)
        yield from (("block", key) for key in block_keys(self.names, self.addresses))
        if self.tax_id:
            yield "tax", "{0}:{2}".format(*self.tax_id)

    def hits(
        self, holders: Mapping[Key, Sequence[UUID]], excluded: frozenset[UUID]
    ) -> Counter[UUID]:
        """Records that share most keys with this one, and how many."""
        found = Counter(holder for key in self.keys for holder in holders.get(key, ()))
        for one in excluded:
            found.pop(one, None)
        return Counter(dict(found.most_common(_MOST_NAMED)))

    def shortlist(self, hits: Counter[UUID], names: Mapping[UUID, str]) -> list[UUID]:
        """Those worth loading: with most keys in common, and the likeliest names."""
        own = sort_name(self.names[0]) if self.names else ""
        weight = {
            found: 100 * count + fuzz.token_set_ratio(own, names[found])
            for found, count in hits.items()
            if found in names
        }
        return sorted(weight, key=weight.__getitem__, reverse=True)[:_MOST_COMPARED]

    def compare(self, customer: Customer) -> Candidate | None:
        strength = dict(self._exact(customer))
        place = _place(self.addresses, customer)
        theirs = [name for name in (customer.name, customer.legal_name) if name]
        cities = [address.city for address in (*self.addresses, *customer.addresses)]
        alike = likeness(name_likeness(self.names, theirs, cities), place)
        if self._contradicts(customer):
            alike *= 0.8
        if is_worth_telling(alike):
            strength[Reason.NAME if place is None else Reason.NAME_AND_PLACE] = alike
        if not strength:
            return None
        doubt = 1.0
        for sure in strength.values():
            doubt *= 1 - sure / 100
        reasons = tuple(reason for reason in Reason if reason in strength)
        return Candidate(customer, reasons, round(100 * (1 - doubt)))

    def _exact(self, customer: Customer) -> Iterator[tuple[Reason, float]]:
        shared = {
            Reason.EMAIL: self.emails & {email.address for email in customer.emails},
            Reason.PHONE: self.phones & {phone.number for phone in customer.phones},
            Reason.TAX_ID: self.tax_id is not None and self.tax_id == _tax_id_of(customer),
        }
        yield from ((reason, _STRENGTH[reason]) for reason, found in shared.items() if found)

    def _contradicts(self, customer: Customer) -> bool:
        """Two ids of one kind that differ speak for two legal entities."""
        theirs = _tax_id_of(customer)
        if self.tax_id is None or theirs is None:
            return False
        return self.tax_id[:2] == theirs[:2] and self.tax_id != theirs


def own_tax_id(fields: CustomerFields) -> tuple[str, str, str] | None:
    """(country, type, value) as stored; None for ids that many share by rule."""
    country, value = fields.get("tax_country", ""), fields.get("tax_value", "")
    if not country or not value:
        return None
    reading = read_tax_id(country, value, fields.get("tax_type") or None)
    if reading.is_generic or not reading.value:
        return None
    return reading.country, reading.type or "", reading.value[:40]


def _tax_id_of(customer: Customer) -> tuple[str, str, str] | None:
    return own_tax_id(
        {
            "tax_country": customer.tax_country,
            "tax_type": customer.tax_type,
            "tax_value": customer.tax_value,
        }
    )


def _place(addresses: Sequence[Any], customer: Customer) -> float | None:
    alike = [place_likeness(one, other) for one in addresses for other in customer.addresses]
    return max((found for found in alike if found is not None), default=None)


def _holders(uow: UnitOfWork, keys: Iterable[Key]) -> dict[Key, Sequence[UUID]]:
    """Key → records filed under it; of a very common key only some."""
    connection = uow.session.connection()
    return {
        (kind, value): connection.execute(_FILED, {"kind": kind, "value": value}).scalars().all()
        for kind, value in keys
    }


def _visible_names(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, str]:
    names: dict[UUID, str] = {}
    for part in _parts(sorted(ids), _IDS_PER_QUERY):
        query = visible_customers(uow).where(Customer.id.in_(part))
        columns = query.with_only_columns(Customer.id, Customer.sort_name)
        names.update(uow.session.execute(columns).all())
    return names


def _customers(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    customers: dict[UUID, Customer] = {}
    for part in _parts(sorted(ids), _IDS_PER_QUERY):
        found = uow.session.scalars(visible_customers(uow).where(Customer.id.in_(part)))
        customers.update((customer.id, customer) for customer in found)
    return customers


def _best(candidates: Iterable[Candidate | None], limit: int) -> list[Candidate]:
    found = [candidate for candidate in candidates if candidate is not None]
    return sorted(found, key=lambda one: (-one.score, one.customer.sort_name))[:limit]


def _parts(values: Sequence[T], size: int) -> Iterator[list[T]]:
    remaining = iter(values)
    while part := list(islice(remaining, size)):
        yield part
