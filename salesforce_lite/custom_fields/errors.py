"""What custom fields refuse."""

from salesforce_lite.kernel.errors import N_, DomainError


class FieldTakenError(DomainError):
    code = "field_taken"
    sentence = N_("There is a field “%(label)s” already. Change that one, or take it back.")


class TooManyFieldsError(DomainError):
    code = "too_many_fields"
    sentence = N_("There can be at most %(most)s fields in use. Retire one that nobody fills in.")


class KindFixedError(DomainError):
    code = "kind_fixed"
    sentence = N_(
        "“%(label)s” has values, so its kind stays. Retire it and add a new field instead."
    )


class FieldInUseError(DomainError):
    code = "field_in_use"
    sentence = N_(
        "“%(label)s” has values and cannot be deleted for good. Retire it: the values are kept."
    )


class OptionGoneError(DomainError):
    code = "option_gone"
    sentence = N_(
        "The value “%(label)s” stays in its list, for records may have it. "
        "Offer it no more instead."
    )


class WrongValueError(DomainError):
    """A value that its field cannot hold; `reason` is one sentence with the parameters."""

    code = "wrong_value"

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(fields=None, **params)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason % self.params
