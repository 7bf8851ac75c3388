"""`rate …`: what other currencies are worth in the company's, from a day on."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

import click

from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.company import (
    delete_exchange_rate,
    get_company,
    list_exchange_rates,
    set_exchange_rate,
)
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.errors import N_, DomainError

_WITH_COMMA = re.compile(r"0+,\d+|\d+,(?:\d{1,2}|\d{4,})")


class UnreadableRateError(DomainError):
    code = "unreadable_rate"
    sentence = N_("“%(typed)s” is no exchange rate. Write it with a point, such as 0.048.")


class UnreadableDayError(DomainError):
    code = "unreadable_day"
    sentence = N_("“%(typed)s” is no day. Write year, month and day, such as 2026-01-31.")


@click.group()
def rate() -> None:
    """Set, list and remove dated exchange rates."""


@rate.command("set")
@click.argument("currency")
@click.argument("worth")
@click.option("--from", "day", help="The first day it counts. [default: today]")
def set_(currency: str, worth: str, day: str | None) -> None:
    """Say what one unit of CURRENCY is WORTH in the company's currency."""
    value = _decimal(worth)
    app = open_site()
    with operating(app) as uow:
        start = _day(day) if day else today(get_company(uow).zone)
        set_exchange_rate(uow, currency.upper(), value, valid_from=start)


@rate.command("list")
def list_() -> None:
    """All rates: currency, first day, worth."""
    with reading(open_site()) as uow:
        for known in list_exchange_rates(uow):
            click.echo(f"{known.currency}\t{known.valid_from}\t{known.rate}")


@rate.command()
@click.argument("currency")
@click.argument("day")
def remove(currency: str, day: str) -> None:
    """Take back the rate of CURRENCY that counts from DAY on; the one before it counts again."""
    with operating(open_site()) as uow:
        delete_exchange_rate(uow, currency.upper(), _day(day))


def _decimal(typed: str) -> Decimal:
    """With a point, or with a comma where it can be nothing but the decimal sign: three figures
    behind it might be thousands."""
    has_comma = _WITH_COMMA.fullmatch(typed.strip())
    try:
        return Decimal(typed.replace(",", ".") if has_comma else typed)
    except InvalidOperation:
        raise UnreadableRateError(typed=typed) from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UnreadableDayError(typed=typed) from None
