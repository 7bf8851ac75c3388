"""Forms of sync: what stays in a conflict, how a phone is wiped, how much phones carry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import InputRequired, Optional

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.web import VersionField

_OF = "of-"


class ConflictForm(FlaskForm):
    """Which value stays, for each field: `wanted` is the phone's, `current` the one here."""

    version = VersionField()

    @property
    def inputs(self) -> dict[str, str]:
        """Field of the record → that of the form."""
        return {name.removeprefix(_OF): name for name in self._fields if name.startswith(_OF)}

    def choice(self, name: str) -> RadioField:
        """The one about this field of the record."""
        return cast(RadioField, self[_OF + name])

    @property
    def chosen(self) -> dict[str, Any]:
        """Field of the record → what was chosen; None where nothing was."""
        return {name: self[own].data or None for name, own in self.inputs.items()}

    @contextmanager
    def telling_all(self) -> Iterator[None]:
        """What a service refuses of fields that are not asked about stands above the form."""
        try:
            yield
        except InvalidInputError as refusal:
            self.form_errors += [
                gettext(sentence) % refusal.params
                for name, sentence in refusal.fields.items()
                if name not in self.inputs
            ]
            raise


def conflict_form(labels: Mapping[str, str]) -> type[ConflictForm]:
    """The form with a choice for each of these fields: name → what it is called."""
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    metaclass: Any = type(ConflictForm)
    choices = {_OF + name: _choice(label) for name, label in labels.items()}
    return cast(type[ConflictForm], metaclass("ConflictForm", (ConflictForm,), choices))


def _choice(label: str) -> RadioField:
    """The words of each choice are the values themselves, written by the page; none is chosen
    beforehand, so that nothing is lost by a hasty thumb."""
    return RadioField(
        label,
        choices=[
            SelectChoice("current", lazy_gettext("As it is here")),
            SelectChoice("wanted", lazy_gettext("As on the phone")),
        ],
        validators=[Optional()],
    )


class LimitsForm(FlaskForm):
    """How much phones carry; the service knows what may be said."""

    customers = IntegerField(lazy_gettext("Customers, at most"), validators=[InputRequired()])
    activities = IntegerField(
        lazy_gettext("Last activities of each, at most"), validators=[InputRequired()]
    )
