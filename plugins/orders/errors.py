"""What orders refuse."""

from salesforce_lite.kernel.errors import N_, ConflictError, DomainError


class OrderNotADraftError(DomainError):
    code = "orders_not_a_draft"
    sentence = N_(
        "Order %(number)s has been placed, and a placed order is not edited. Record a return, or "
        "cancel it and make a new one."
    )


class OrderNotPlacedError(DomainError):
    code = "orders_not_placed"
    sentence = N_("This order is still a draft. Place it first.")


class OrderCancelledError(DomainError):
    code = "orders_cancelled"
    sentence = N_("Order %(number)s was cancelled. Nothing more can come back of it.")


class OtherOrderError(ConflictError):
    """The number came before with something else."""

    code = "orders_other_order"
    sentence = N_(
        "Order %(number)s is here already and says something else. A placed order is not edited: "
        "record a return of what was too much."
    )


class OtherReturnError(ConflictError):
    code = "orders_other_return"
    sentence = N_("Return %(number)s is here already, and it is of another order.")


class TooManyReturnedError(DomainError):
    code = "orders_too_many_returned"
    sentence = N_(
        "Only %(left)s of “%(line)s” can still come back: no more is returned than was bought."
    )


class NothingReturnedError(DomainError):
    code = "orders_nothing_returned"
    sentence = N_("Say how many of which line came back.")


class TotalTooLargeError(DomainError):
    code = "orders_total_too_large"
    sentence = N_(
        "What this customer buys in a year would add up to more than can be kept. Look for an "
        "amount with too many digits."
    )


class BlockedError(DomainError):
    code = "orders_blocked"
    sentence = N_(
        "%(source)s says that this customer is blocked, so the order stays a draft. Ask whoever "
        "keeps the books."
    )


class EmptyOrderError(DomainError):
    code = "orders_empty"
    sentence = N_("An order needs at least one line.")


class QuoteSentError(DomainError):
    code = "orders_quote_sent"
    sentence = N_("This version has been sent and stays as it is. Make a new version of it.")


class QuoteNotSentError(DomainError):
    code = "orders_quote_not_sent"
    sentence = N_("This version has not been sent, or another one has taken its place.")


class QuoteExpiredError(DomainError):
    code = "orders_quote_expired"
    sentence = N_("This quote was valid until %(date)s. Ask for a new version of it.")


class QuoteAnsweredError(DomainError):
    code = "orders_quote_answered"
    sentence = N_("This quote was answered before, by %(name)s.")


class NoPdfError(DomainError):
    code = "orders_no_pdf"
    sentence = N_(
        "This server cannot write PDF files: the package weasyprint is not installed, or Pango of "
        "the system is missing. The page can be printed instead."
    )
