"""The company that runs this server: its name, currency, country and exchange rates."""

from salesforce_lite.company.model import Company, ExchangeRate

__all__ = ["Company", "ExchangeRate"]
