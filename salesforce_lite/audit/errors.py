"""Refusals of something new that was sent before, as a form or by a program."""

from salesforce_lite.kernel.errors import N_, ConflictError


class SavedBeforeError(ConflictError):
    """The same form comes again, and says something else than the first time."""

    code = "saved_before"
    sentence = N_(
        "This form was saved before, and something in it is different now. What you typed is kept: "
        "save again to add another one, or change the one that was saved."
    )


class OtherHasIdError(SavedBeforeError):
    """The same where there is no form: a program chose the id."""

    sentence = N_(
        "Another record has this id, and says something else. Send a change of it as PATCH, or "
        "leave the id out to add another one."
    )


class IdTakenError(ConflictError):
    """The id stands for something else, or for what the actor may not see: both sound the same."""

    code = "id_taken"
    sentence = N_(
        "This form cannot be saved a second time. Nothing was saved and what you typed is kept: "
        "save again to add it as something new."
    )


class IdNotFreeError(IdTakenError):
    """The same where there is no form: a program chose the id."""

    sentence = N_(
        "Another record has this id. Send a change of it as PATCH, or leave the id out to add "
        "something new."
    )
