"""Whether settings can be taken: the plugin's form looks at them, then the plugin itself."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.plugin.settings_fields import Setting, settings_of

_NO_SUCH = N_("There is no such setting. There are: %(known)s.")
_NO_ANSWER = "check_settings answers field → sentence, for fields of the form"
_YES = frozenset({"1", "y", "yes", "true", "on", "sí", "si"})


class _Sent(dict[str, list[str]]):
    """A form as a browser sends it."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def check_names(form_class: Any, given: Iterable[str]) -> None:
    """Raise InvalidInputError that names every setting there is not."""
    known = [one.name for one in settings_of(form_class)]
    if unknown := sorted(set(given) - set(known)):
        raise InvalidInputError(fields=dict.fromkeys(unknown, _NO_SUCH), known=", ".join(known))


def checked_values(
    form_class: Any, standing: Mapping[str, Any], given: Mapping[str, Any], *, locale: str
) -> dict[str, Any]:
    """What was given, as the values of the form's fields; raises InvalidInputError.

    The whole form is looked at, with what stands for the rest. A text counts as typed, however it
    came; anything else is a value of the field.
    """
    form = form_class(
        formdata=_sent(form_class, {**standing, **given}),
        meta={"locales": [locale.replace("-", "_")]},
    )
    for one in settings_of(form_class):
        if one.is_secret and standing.get(one.name):
            form[one.name].keep()
    if not form.validate():
        told = {name: " ".join(map(str, each)) for name, each in form.errors.items() if name}
        raise InvalidInputError(fields={name: _plain(each) for name, each in told.items()})
    return {name: form[name].data for name in given}


def refuse_told(form_class: Any, told: Any) -> None:
    """Raise InvalidInputError with what `check_settings` has answered, if it is not content."""
    if not told:
        return
    known = {one.name for one in settings_of(form_class)}
    if not isinstance(told, Mapping) or not told.keys() <= known:
        raise TypeError(_NO_ANSWER)
    raise InvalidInputError(fields={name: _plain(str(each)) for name, each in told.items()})


def _sent(form_class: Any, values: Mapping[str, Any]) -> _Sent:
    blank = form_class()
    sent = _Sent()
    for one in settings_of(form_class):
        texts = _texts(blank[one.name], one, values.get(one.name))
        if texts:
            sent[one.name] = texts
    return sent


def _texts(field: Any, setting: Setting, value: Any) -> list[str]:
    """A value as a browser would send it: an unticked box is not sent at all."""
    if setting.is_flag:
        is_on = value.casefold() in _YES if isinstance(value, str) else bool(value)
        return ["y"] if is_on else []
    match value:
        case None:
            return [] if setting.takes_several else [""]
        case str():
            return [value]
        case list() | tuple():
            return [str(each) for each in value]
    if isinstance(value, Decimal) or not hasattr(field, "_value"):
        return [str(value)]
    field.data, field.raw_data = value, None
    return [str(field._value())]


def _plain(told: str) -> str:
    return told.replace("%", "%%")
