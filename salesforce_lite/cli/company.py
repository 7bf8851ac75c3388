"""`company`: what the company is called, where it is, its currency, time zone and language."""

from collections.abc import Callable
from typing import Any

import click

from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.company import Company, CompanyFields, get_company, save_company
from salesforce_lite.countries import COUNTRY_CODES, country_pack
from salesforce_lite.kernel.locales import LOCALES

Command = Callable[..., Any]

_OPTIONS = (
    click.option("--country", help="Two letters, such as MX; sets what is not given besides."),
    click.option("--currency", help="Three letters, such as MXN: what totals are shown in."),
    click.option("--zone", help="Time zone, such as America/Mexico_City."),
    click.option("--language", type=click.Choice(list(LOCALES)), help="Language and region."),
)


def company_options(command: Command) -> Command:
    """The settings of the company as options, the same for `init` and `company`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def company_fields(
    *,
    name: str | None,
    country: str | None,
    currency: str | None,
    zone: str | None,
    language: str | None,
) -> CompanyFields:
    """What was given; a country we know brings its currency, zone and language along."""
    fields = CompanyFields()
    if country is not None:
        fields["country"] = country.upper()
        if fields["country"] in COUNTRY_CODES:
            pack = country_pack(fields["country"])
            fields |= {
                "currency": pack.currency,
                "zone": pack.time_zone,
                "locale": pack.locales[0],
            }
    given = {"name": name, "currency": currency, "zone": zone, "locale": language}
    # Any: keys of the typed dictionary that are only known while it runs.
    chosen: Any = {key: value for key, value in given.items() if value is not None}
    fields.update(chosen)
    return fields


def show_company(company: Company) -> None:
    """One line: name, country, currency, zone, language."""
    words = (company.name, company.country, company.currency, company.zone, company.locale)
    click.echo("\t".join(words))


@click.command()
@click.option("--name", help="What the company is called.")
@company_options
def company(**given: str | None) -> None:
    """Show the company's settings; with options, change them."""
    fields = company_fields(**given)
    app = open_site()
    if fields:
        with operating(app) as uow:
            save_company(uow, fields)
    with reading(app) as uow:
        show_company(get_company(uow))
