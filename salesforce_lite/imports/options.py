"""What a person may say about an import, and what holds for it in the end."""

import re
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from salesforce_lite.company import Company
from salesforce_lite.imports.assignment import Assignment
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import (
    MappingFileError,
    SourceNameError,
    UnknownCountryNameError,
    UnknownOwnerError,
    UnknownZoneError,
)
from salesforce_lite.imports.importer import OWN, Importer, Source
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.intake import country_code
from salesforce_lite.kernel.money import check_currency
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import DateOrder, DecimalSign

_SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was said for this import; empty is what the mapping file says, or is found."""

    source: str = ""
    match: str = ""
    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None
    country: str = ""
    currency: str = ""
    zone: str = ""
    owner: str = ""
    clears: bool = False


def merged_options(options: Options, mapping: ColumnMapping) -> Options:
    """The options over what the mapping file says."""
    texts = mapping.texts
    decimal, order = texts.get("decimal"), texts.get("date_order")
    if decimal not in (None, ".", ","):
        raise MappingFileError(file="", reason="decimal is “.” or “,”")
    if order not in (None, "dmy", "mdy", "ymd"):
        raise MappingFileError(file="", reason="date_order is dmy, mdy or ymd")
    return Options(
        source=options.source or texts.get("system", ""),
        match=options.match or texts.get("match", ""),
        decimal=options.decimal or decimal,  # type: ignore[arg-type]  # checked above
        date_order=options.date_order or order,  # type: ignore[arg-type]  # checked above
        country=options.country or texts.get("country", ""),
        currency=options.currency or texts.get("currency", ""),
        zone=options.zone or texts.get("zone", ""),
        owner=options.owner or texts.get("owner", ""),
        clears=options.clears,
    )


def settled(
    uow: UnitOfWork,
    importer: Importer,
    assignment: Assignment,
    options: Options,
    mapping: ColumnMapping,
    people: Directory,
) -> Source:
    """The source of the rows, with what the company's settings give where nobody said anything."""
    company = uow.session.scalar(select(Company).limit(1))
    system = options.source or assignment.system
    if not _SYSTEM(system):
        raise SourceNameError(name=system)
    currency = options.currency or (company.currency if company else "")
    return Source(
        system=assignment.system if assignment.system == OWN else system,
        mapped=assignment.fields,
        clears=options.clears or assignment.system == OWN,
        match=options.match,
        country=_country(options.country or (company.country if company else "")),
        currency=check_currency(currency) if currency else "",
        zone=_zone(
            options.zone
            or (uow.actor.zone if uow.actor.user_id else "")
            or (company.zone if company else "UTC")
        ),
        default_owner=_owner(people, options.owner),
    )


def _country(written: str) -> str:
    code = country_code(written) if written else ""
    if code is None:
        raise UnknownCountryNameError(country=written)
    return code


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(zone=name) from None


def _owner(people: Directory, written: str) -> UUID | None:
    if not written:
        return None
    found = people.find_person(written)
    if found is None:
        raise UnknownOwnerError(owner=written)
    return found
