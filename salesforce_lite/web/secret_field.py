"""The field for what nobody may read again once it was typed."""

from typing import Any

from wtforms import PasswordField
from wtforms.validators import Optional


class SecretField(PasswordField):
    """A password or token in the settings of a plugin: never shown, and left empty it stays.

    `env:NAME` takes it from a variable of the environment. `is_kept` says that there is one.
    """

    is_secret = True
    is_kept = False

    def keep(self) -> None:
        """There is a secret already: an empty field leaves it as it is."""
        self.is_kept = True
        self.validators: Any = [Optional()]
        self.flags.required = False
