"""What lists of values refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


class UnknownListError(DomainError):
    code = "unknown_list"
    sentence = N_("There is no list “%(name)s”. There are: %(lists)s")


class ValueTakenError(DomainError):
    code = "value_taken"
    sentence = N_("The list has a value “%(label)s” already. Rename that one, or revive it.")


class LastValueError(DomainError):
    code = "last_value"
    sentence = N_("“%(label)s” is the only value of its list. Add another before you retire it.")
