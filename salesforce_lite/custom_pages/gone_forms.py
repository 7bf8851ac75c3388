"""What was typed into fields that were retired or deleted while a form was open: it is told."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Form

from salesforce_lite.custom_fields import CustomField, Kind, fits, retired_fields, seen_fields
from salesforce_lite.custom_pages.field_forms import kept_of_input, make_input
from salesforce_lite.custom_pages.words import value_words
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import locale_code

_PREFIX = "custom."
# Their inputs hold codes and ids, which nobody typed.
_CHOSEN = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.CUSTOMER, Kind.USER)


def typed_into_gone(
    uow: UnitOfWork, entity: str, custom: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """A sentence for each input that was sent and has no field any more, unless it says what the
    record has anyway. `custom` are the values of the record, None for a new one."""
    if request.method != "POST":
        return ()
    retired = {one.name: one for one in retired_fields(uow, entity)}
    return tuple(
        sentence
        for name in _sent_without_field(uow, entity)
        if (sentence := _told(uow, name, retired.get(name), custom))
    )


def _sent_without_field(uow: UnitOfWork, entity: str) -> Iterator[str]:
    known = {one.name for one in seen_fields(uow, entity)}
    for name in request.form:
        is_input = name.startswith(_PREFIX) and "." not in name.removeprefix(_PREFIX)
        if is_input and name not in known and request.form.get(name, "").strip():
            yield name


def _told(
    uow: UnitOfWork, name: str, field: CustomField | None, custom: Mapping[str, Any] | None
) -> str:
    if field is None:
        # Deleted, or for other roles now: no more is said of it than whoever sent it knows.
        return _sentence(name.removeprefix(_PREFIX), _raw(name))
    standing = field.default_value if custom is None else custom.get(field.code)
    made: Any = type("GoneForm", (Form,), {name: make_input(uow, field, custom or {})})
    kept = kept_of_input(field, made(request.form)[name].data)
    if kept is not None and kept == standing:
        return ""
    is_chosen = field.kind in _CHOSEN and fits(field, kept)
    typed = value_words(uow, field, kept) if is_chosen else _raw(name)
    return _sentence(field.label(locale_code()), typed)


def _raw(name: str) -> str:
    return " ".join(request.form.getlist(name))


def _sentence(label: str, typed: str) -> str:
    sentence: str = gettext(
        "The field “%(field)s” was taken away while this form was open. What you typed there: "
        "“%(typed)s”. Copy it if you need it, then save again.",
        field=label,
        typed=typed,
    )
    return sentence
