"""What the company's settings refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


class InvalidRateError(DomainError):
    code = "invalid_rate"
    sentence = N_("An exchange rate is a number greater than zero, such as 0.048.")


class RateStandsError(DomainError):
    code = "rate_stands"
    sentence = N_(
        "%(currency)s has the rate %(rate)s from this day on already. Take it back first, or "
        "choose another day."
    )


class OwnCurrencyError(DomainError):
    code = "own_currency"
    sentence = N_("%(currency)s is the company's own currency; it needs no exchange rate.")


class CurrencyInUseError(DomainError):
    code = "currency_in_use"
    sentence = N_(
        "Exchange rates to %(currency)s are recorded; they would mean nothing in another currency. "
        "Delete them before you change the company's currency."
    )
