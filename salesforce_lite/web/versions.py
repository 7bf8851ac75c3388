"""The version of a record that a page was made from, as forms and buttons send it back."""

from typing import Any

from flask import request
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from salesforce_lite.kernel.versions import NO_VERSION

_LONGEST = 9


class VersionField(IntegerField):
    """Hidden, and only ever what was sent: a form that lost its version must not pass for a fresh
    one, so it has `NO_VERSION` and the service refuses it."""

    widget = HiddenInput()
    # What the record has now, whatever was sent.
    standing: int | None = None

    def process_data(self, value: Any) -> None:
        self.standing = value
        super().process_data(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = _read(valuelist[0] if valuelist else "")

    def renew(self, version: int | None) -> None:
        """The form is about this version from now on: sent again, it is no longer behind."""
        self.process(None, version)
        self.raw_data = None


def sent_version() -> int:
    """The version that a button's page had read: a field, or part of an address that undoes.

    As with forms, a button that lost it, or says something else, has `NO_VERSION`.
    """
    return _read(request.values.get("version", ""))


def _read(sent: str) -> int:
    is_number = sent.isdecimal() and len(sent) <= _LONGEST
    return int(sent) if is_number else NO_VERSION
