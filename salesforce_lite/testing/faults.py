"""What a check of a plugin says when it is not content."""


class Fault(AssertionError):
    """What a plugin does not keep to, in one sentence that says what to do."""


class NotLookedAt(Fault):
    """It cannot be tried out, for a reason that another check tells."""
