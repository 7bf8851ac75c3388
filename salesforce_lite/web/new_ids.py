"""The id of what a form will make, chosen when the form is shown: sent twice, it makes one."""

from typing import Any
from uuid import UUID

from wtforms import HiddenField

from salesforce_lite.kernel.ids import new_id


class NewIdField(HiddenField):
    """A UUID of version 7. A form that lost it, or says anything else, lets the service choose."""

    data: Any  # a UUID or None, where the base class says text

    def _value(self) -> str:
        if self.data is None:
            self.data = new_id()
        return str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = _readable(valuelist[0]) if valuelist else None

    def renew(self) -> None:
        """The form is for something else from now on."""
        self.data = self.raw_data = None


def _readable(sent: str) -> UUID | None:
    try:
        read = UUID(sent)
    except ValueError:
        return None
    return read if read.version == 7 else None
