"""Tokens: how programs act in a person's name, with scopes, an expiry and a budget of rows."""

from salesforce_lite.tokens.budget import Purses, take_rows
from salesforce_lite.tokens.errors import RowBudgetSpentError
from salesforce_lite.tokens.events import (
    TokenBudgetChanged,
    TokenBudgetLow,
    TokenMade,
    TokenRevoked,
)
from salesforce_lite.tokens.holders import Holder, find_holder
from salesforce_lite.tokens.model import ApiToken
from salesforce_lite.tokens.scope_choices import known_scopes
from salesforce_lite.tokens.service import (
    MAKE,
    change_budget,
    make_token,
    revoke_token,
    tokens_of,
)

__all__ = [
    "MAKE",
    "ApiToken",
    "Holder",
    "Purses",
    "RowBudgetSpentError",
    "TokenBudgetChanged",
    "TokenBudgetLow",
    "TokenMade",
    "TokenRevoked",
    "change_budget",
    "find_holder",
    "known_scopes",
    "make_token",
    "revoke_token",
    "take_rows",
    "tokens_of",
]
