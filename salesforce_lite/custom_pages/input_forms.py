"""Custom fields in forms: one way for customers, contacts, opportunities and activities.

A form takes part by deriving from `CustomInputs`; `with_custom` gives the class with the inputs of
the fields that the actor sees. They are called as refusals and the history call the fields, so
that a wrong value and somebody else's save find their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar, cast

from wtforms import Field
from wtforms.validators import Optional

from salesforce_lite.custom_fields import CustomField, seen_fields
from salesforce_lite.custom_pages.field_forms import (
    Filled,
    input_value,
    kept_of_input,
    make_input,
)
from salesforce_lite.custom_pages.gone_forms import typed_into_gone
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import locale_code

F = TypeVar("F", bound="CustomInputs")


@dataclass(frozen=True, slots=True)
class InputSection:
    """The inputs that stand together under one title."""

    title: str
    inputs: list[tuple[CustomField, Field]] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(one.errors for _field, one in self.inputs)


class CustomInputs:
    """What a form with custom fields can be asked."""

    _fields: dict[str, Field]
    _custom: ClassVar[Sequence[CustomField]] = ()
    # What was typed into fields that are gone, in sentences.
    _gone: ClassVar[Sequence[str]] = ()
    form_errors: list[str]

    def validate(self, *arguments: Any, **more: Any) -> bool:
        """Refused once where something was typed into a field that is gone: it is told, and sent
        again the form has no such input any more."""
        # A form, which this class stands before.
        is_valid = bool(super().validate(*arguments, **more))  # type: ignore[misc]
        self.form_errors = [*self.form_errors, *self._gone]
        return is_valid and not self._gone

    def custom_values(self) -> dict[str, Any]:
        """Code → what is typed, as records keep it; every field that the form shows."""
        return {one.code: kept_of_input(one, self._fields[one.name].data) for one in self._custom}

    def ask_for_nothing(self) -> None:
        """Take off what is required: for what is only planned, or not known yet."""
        for one in self._custom:
            given = self._fields[one.name]
            given.flags.required = False
            others = (one for one in given.validators if not isinstance(one, Filled))
            given.validators = [Optional(), *others]

    def custom_sections(self, *, upfront: bool | None = None) -> list[InputSection]:
        """The inputs in their sections: all, or only those asked for at once, or only the rest."""
        sections: dict[str, InputSection] = {}
        for one in self._custom:
            if upfront is None or upfront == (one.is_upfront or one.is_required):
                title = one.section(locale_code())
                section = sections.setdefault(title, InputSection(title))
                section.inputs.append((one, self._fields[one.name]))
        return list(sections.values())


def with_custom(
    form: type[F], uow: UnitOfWork, entity: str, custom: Mapping[str, Any] | None = None
) -> type[F]:
    """The form's class with inputs for the custom fields; `custom` are the record's values."""
    fields, gone = seen_fields(uow, entity), typed_into_gone(uow, entity, custom)
    if not fields and not gone:
        return form
    made: dict[str, Any] = {one.name: make_input(uow, one, custom or {}) for one in fields}
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    metaclass: Any = type(form)
    given = {**made, "_custom": tuple(fields), "_gone": gone}
    return cast("type[F]", metaclass(form.__name__, (form,), given))


def custom_data(uow: UnitOfWork, entity: str, custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the inputs start with: the record's values, or the defaults of a new one."""
    return {
        one.name: input_value(one, one.default_value if custom is None else custom.get(one.code))
        for one in seen_fields(uow, entity)
    }
