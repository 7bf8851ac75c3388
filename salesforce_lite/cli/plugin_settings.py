"""`plugins configure`: the settings of a plugin as words of a command line, checked by its form."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.plugin import settings_of
from salesforce_lite.web import SecretField

_NO_SUCH = N_("There is no such setting. There are: %(known)s.")
_NO_VALUE = N_("Write NAME=VALUE.")
_YES = frozenset({"1", "y", "yes", "true", "on", "sí", "si"})


def settings_from_words(
    form_class: type[Form], standing: Mapping[str, Any], words: Iterable[str]
) -> dict[str, Any]:
    """What stands, with `NAME=VALUE`s over it; raises InvalidInputError that names every one."""
    given = dict(_pair(word) for word in words)
    known = [one.name for one in settings_of(form_class)]
    if unknown := sorted(given.keys() - set(known)):
        raise InvalidInputError(fields=dict.fromkeys(unknown, _NO_SUCH), known=", ".join(known))
    form = form_class(formdata=_sent(form_class(data=standing), given))
    for field in form:
        if isinstance(field, SecretField) and standing[field.name]:
            field.keep()
    if not form.validate():
        wrong = {name: " ".join(map(str, told)) for name, told in form.errors.items() if name}
        raise InvalidInputError(fields={name: _plain(told) for name, told in wrong.items()})
    return {name: form[name].data for name in given}


def shown_settings(form_class: type[Form], standing: Mapping[str, Any]) -> list[str]:
    """`name=value` of each; of a secret only whether there is one."""
    return [
        f"{one.name}={_shown(standing[one.name], is_secret=one.is_secret)}"
        for one in settings_of(form_class)
    ]


def _pair(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign:
        raise InvalidInputError(fields={name: _NO_VALUE})
    return name, value


def _sent(standing: Iterable[Any], given: Mapping[str, str]) -> MultiDict[str, str]:
    """As a browser would send the form: an unticked box is not sent at all."""
    sent: MultiDict[str, str] = MultiDict()
    for field in standing:
        if isinstance(field, BooleanField):
            is_on = given[field.name].casefold() in _YES if field.name in given else field.data
            sent.setlist(field.name, ["y"] if is_on else [])
        else:
            sent[field.name] = given.get(field.name, field._value())
    return sent


def _shown(value: Any, *, is_secret: bool) -> str:
    if is_secret:
        return "(kept)" if value else ""
    return "" if value is None else str(value)


def _plain(told: str) -> str:
    return told.replace("%", "%%")
