"""Use cases of the company: its settings, and exchange rates from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import case, func, select

from salesforce_lite.company.errors import (
    CurrencyInUseError,
    InvalidRateError,
    OwnCurrencyError,
    RateStandsError,
)
from salesforce_lite.company.events import CompanyChanged, ExchangeRateSet
from salesforce_lite.company.hours import in_order, problems_of_hours
from salesforce_lite.company.model import Company, ExchangeRate
from salesforce_lite.countries import is_country
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError, StaleVersionError
from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.kernel.money import check_currency, is_currency
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NOT_A_CHOICE = N_("This is none of the choices.")
_NOT_A_COUNTRY = N_("There is no country with this code. Give its two letters, such as MX.")
_NOT_A_ZONE = N_("There is no time zone of this name. Choose one of the list.")
_LONGEST_NAME = 200
_HOURS = ("work_days", "work_from", "work_until")


class CompanyFields(TypedDict, total=False):
    """A missing key leaves the field as it is."""

    name: str
    currency: str
    country: str
    zone: str
    locale: str
    work_days: Sequence[str]
    work_from: str
    work_until: str


def ensure_company(uow: UnitOfWork) -> None:
    """Put in a company to begin with; one that is there stays as it is."""
    if uow.session.scalar(select(Company.id).limit(1)) is None:
        uow.session.add(
            Company(
                name="Our company",
                currency="EUR",
                country="ES",
                zone="Europe/Madrid",
                locale="es-ES",
            )
        )


def get_company(uow: UnitOfWork) -> Company:
    """The one company of this instance."""
    query = select(Company).order_by(Company.id).limit(1)
    company = uow.once("company", lambda: uow.session.scalar(query))
    if company is None:
        raise NotFoundError
    return company


def save_company(uow: UnitOfWork, fields: CompanyFields, *, version: int | None = None) -> Company:
    """Change the settings. Raises InvalidInputError that names every wrong field."""
    uow.actor.require("company.manage")
    if "currency" in fields:
        _take_turn(uow)
    company = get_company(uow)
    if version is not None and company.version != version:
        raise StaleVersionError
    hours = {name: getattr(company, name) for name in _HOURS}
    checked = _checked({**hours, **fields})
    changed = tuple(name for name, value in checked.items() if getattr(company, name) != value)
    if "currency" in changed and uow.session.scalar(select(ExchangeRate.currency).limit(1)):
        raise CurrencyInUseError(currency=company.currency)
    for name in changed:
        setattr(company, name, checked[name])
    if changed:
        uow.record(CompanyChanged(fields=changed))
    return company


def set_exchange_rate(
    uow: UnitOfWork, currency: str, rate: Decimal, *, valid_from: date, replace: bool = True
) -> ExchangeRate:
    """Say what one unit of the currency is worth in the company's currency from that day on.

    Without `replace` another rate of that day stands: RateStandsError.
    """
    uow.actor.require("company.manage")
    _take_turn(uow)
    code = check_currency(currency)
    if code == get_company(uow).currency:
        raise OwnCurrencyError(currency=code)
    # Also refuses NaN and infinity, and what the column would cut.
    if not rate.is_finite() or rate <= 0 or len(format(rate, "f")) > 40:
        raise InvalidRateError
    known = _rate(uow, code, valid_from)
    if known is None:
        known = ExchangeRate(currency=code, valid_from=valid_from, rate=rate)
        uow.session.add(known)
    elif known.rate == rate:
        return known
    elif not replace:
        raise RateStandsError(currency=code, rate=format(known.rate.normalize(), "f"))
    else:
        known.rate = rate
    uow.record(ExchangeRateSet(currency=code, valid_from=valid_from, rate=rate))
    return known


def delete_exchange_rate(
    uow: UnitOfWork, currency: str, valid_from: date, *, version: int | None = None
) -> None:
    """Take back a rate; the one before it counts again."""
    uow.actor.require("company.manage")
    _take_turn(uow)
    known = _rate(uow, currency, valid_from)
    if known is None:
        raise NotFoundError
    check_version(known, version)
    uow.session.delete(known)


def _take_turn(uow: UnitOfWork) -> None:
    """Rates mean something in the company's currency only: it does not change beside them."""
    take_turn(uow, "exchange rates")
    uow.session.flush()
    uow.session.refresh(get_company(uow))


def _rate(uow: UnitOfWork, currency: str, valid_from: date) -> ExchangeRate | None:
    return uow.session.scalar(
        select(ExchangeRate).where(
            ExchangeRate.currency == currency, ExchangeRate.valid_from == valid_from
        )
    )


def get_exchange_rate(uow: UnitOfWork, rate_id: UUID) -> ExchangeRate:
    """The rate; raises NotFoundError where there is none."""
    rate = uow.session.get(ExchangeRate, rate_id)
    if rate is None:
        raise NotFoundError
    return rate


def newest_exchange_rates(uow: UnitOfWork) -> Sequence[ExchangeRate]:
    """What each currency is worth today, by currency; where nothing counts yet, what will."""
    day = today(get_company(uow).zone)
    begun = func.max(case((ExchangeRate.valid_from <= day, ExchangeRate.valid_from)))
    counts = func.coalesce(begun, func.min(ExchangeRate.valid_from))
    last = select(ExchangeRate.currency, counts.label("valid_from"))
    newest = last.group_by(ExchangeRate.currency).subquery()
    query = select(ExchangeRate).join(
        newest,
        (ExchangeRate.currency == newest.c.currency)
        & (ExchangeRate.valid_from == newest.c.valid_from),
    )
    return uow.session.scalars(query.order_by(ExchangeRate.currency)).all()


def exchange_rates_of(
    uow: UnitOfWork, currency: str, *, cursor: str | None = None
) -> Page[ExchangeRate]:
    """The rates of one currency, the newest first, one page."""
    query = select(ExchangeRate).where(ExchangeRate.currency == currency)
    order = (Order(ExchangeRate.valid_from, descending=True), Order(ExchangeRate.id))
    return page_of(uow.session, query, order, cursor=cursor, limit=50, name=f"rates:{currency}")


def list_exchange_rates(uow: UnitOfWork) -> Sequence[ExchangeRate]:
    """All rates, by currency, the newest first."""
    query = select(ExchangeRate).order_by(ExchangeRate.currency, ExchangeRate.valid_from.desc())
    return uow.session.scalars(query).all()


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are given, and the hours in any case: they are right or wrong together."""
    checked: dict[str, Any] = dict(fields)
    problems: dict[str, str] = {}
    if "name" in checked:
        checked["name"] = " ".join(checked["name"].split())
        if not 0 < len(checked["name"]) <= _LONGEST_NAME:
            problems["name"] = _TOO_LONG if checked["name"] else _EMPTY
    known = {"currency": (is_currency, _NOT_A_CHOICE), "country": (is_country, _NOT_A_COUNTRY)}
    for name, (is_known, sentence) in known.items():
        if name in checked:
            checked[name] = checked[name].strip().upper()
            if not is_known(checked[name]):
                problems[name] = sentence
    if checked.get("zone", "UTC") not in available_timezones():
        problems["zone"] = _NOT_A_ZONE
    if checked.get("locale", "en") not in LOCALES:
        problems["locale"] = _NOT_A_CHOICE
    problems |= problems_of_hours(*(checked[name] for name in _HOURS))
    checked["work_days"] = in_order(checked["work_days"])
    if problems:
        raise InvalidInputError(fields=problems)
    return checked
