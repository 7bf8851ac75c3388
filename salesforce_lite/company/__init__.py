"""The company that runs this server: its name, currency, country and exchange rates."""

from salesforce_lite.company.events import CompanyChanged, ExchangeRateSet
from salesforce_lite.company.hours import DAYS, WorkingHours, in_order, problems_of_hours
from salesforce_lite.company.model import Company, ExchangeRate
from salesforce_lite.company.service import (
    CompanyFields,
    delete_exchange_rate,
    ensure_company,
    exchange_rates_of,
    get_company,
    get_exchange_rate,
    list_exchange_rates,
    newest_exchange_rates,
    save_company,
    set_exchange_rate,
)
from salesforce_lite.company.totals import (
    Part,
    Total,
    rates_on,
    together,
    total_in_company_currency,
    total_of,
)

__all__ = [
    "DAYS",
    "Company",
    "CompanyChanged",
    "CompanyFields",
    "ExchangeRate",
    "ExchangeRateSet",
    "Part",
    "Total",
    "WorkingHours",
    "delete_exchange_rate",
    "ensure_company",
    "exchange_rates_of",
    "get_company",
    "get_exchange_rate",
    "in_order",
    "list_exchange_rates",
    "newest_exchange_rates",
    "problems_of_hours",
    "rates_on",
    "save_company",
    "set_exchange_rate",
    "together",
    "total_in_company_currency",
    "total_of",
]
