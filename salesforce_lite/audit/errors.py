"""Refusals of a form for something new that was sent before."""

from salesforce_lite.kernel.errors import N_, ConflictError


class SavedBeforeError(ConflictError):
    """The same form comes again, and says something else than the first time."""

    code = "saved_before"
    sentence = N_(
        "This form was saved before, and something in it is different now. What you typed is kept: "
        "save again to add another one, or change the one that was saved."
    )


class IdTakenError(ConflictError):
    """The id stands for something else, or for what the actor may not see: both sound the same."""

    code = "id_taken"
    sentence = N_(
        "This form cannot be saved a second time. Nothing was saved and what you typed is kept: "
        "save again to add it as something new."
    )
