"""What webhooks and the reading of events refuse."""

from salesforce_lite.kernel.errors import N_, ConflictError, DomainError, InvalidCursorError


class TooManyWebhooksError(DomainError):
    code = "too_many_webhooks"
    sentence = N_("There are %(most)s webhooks already. Delete one that nobody needs.")


class WebhookIsOffError(DomainError):
    code = "webhook_is_off"
    sentence = N_("This webhook is off. Switch it on first.")


class NotToBeSentAgainError(ConflictError):
    code = "not_to_be_sent_again"
    sentence = N_("Only a delivery that failed for good can be sent again.")


class OldEpochError(InvalidCursorError):
    """The database was brought back from a copy: what was read may not have happened any more."""

    code = "old_epoch"
    sentence = N_("The database was restored since. Read everything anew, without a cursor.")
