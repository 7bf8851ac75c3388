"""What the call centre refuses."""

from salesforce_lite.kernel.errors import N_, DomainError


class UnknownDispositionError(DomainError):
    code = "call_center_unknown_disposition"
    sentence = N_("There is no disposition “%(code)s” any more. Choose another one.")


class ChooseCustomerError(DomainError):
    """A number that several have: nobody guesses."""

    code = "call_center_choose_customer"
    sentence = N_("Several customers have this number. Choose who it was.")


class BadSignatureError(DomainError):
    code = "call_center_bad_signature"
    sentence = N_("The signature is not right, or too old.")


class NothingToCallError(DomainError):
    code = "call_center_nothing_to_call"
    sentence = N_("Nobody on this list may be called now.")


class CalledLaterError(NothingToCallError):
    """All of them sleep, or were called a moment ago. `when` is the next moment, in UTC."""

    code = "call_center_called_later"
    sentence = N_("Nobody on this list may be called now. The next call is at %(when)s.")


class CallerNumberError(NothingToCallError):
    """Somebody is left, but not with that number."""

    code = "call_center_caller_number"
    sentence = N_(
        "Whoever is left may not be shown the number of this campaign. Whoever looks after "
        "campaigns chooses another one."
    )


class NoRunningCallError(DomainError):
    code = "call_center_no_running_call"
    sentence = N_("No call is running whose recording could be paused.")


class MappingError(DomainError):
    code = "call_center_mapping"
    sentence = N_("What the exchange sent cannot be read: %(problem)s")
