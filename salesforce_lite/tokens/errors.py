"""What is refused about tokens."""

from salesforce_lite.kernel.errors import N_, InvalidInputError, TooOftenError


class WrongTokenError(InvalidInputError):
    code = "wrong_token"
    sentence = N_("The token was not made. See what is said beside the fields.")


class RowBudgetSpentError(TooOftenError):
    code = "row_budget_spent"
    sentence = N_(
        "This token has read as many records as it may (%(most)s). "
        "It can go on in %(wait)s seconds; an administrator can raise its budget."
    )
