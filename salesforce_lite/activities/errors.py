"""What activities refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


class NotAPromiseError(DomainError):
    code = "not_a_promise"
    sentence = N_("Only a promise can be kept or broken. Complete this one instead.")


class ActivityDoneError(DomainError):
    code = "activity_done"
    sentence = N_("This is done already. Reopen it to plan it for another time.")


class LastKindError(DomainError):
    code = "last_kind"
    sentence = N_(
        "“%(label)s” is the only kind that is offered. Offer another before you retire it."
    )
