"""`plugins configure`: the settings of a plugin as words of a command line."""

from collections.abc import Iterable, Mapping
from typing import Any

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.plugin import settings_of

_NO_VALUE = N_("Write NAME=VALUE.")


def settings_from_words(words: Iterable[str]) -> dict[str, str]:
    """What `NAME=VALUE`s say, as typed; raises InvalidInputError for what says nothing."""
    return dict(_pair(word) for word in words)


def shown_settings(form_class: Any, standing: Mapping[str, Any]) -> list[str]:
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


def _shown(value: Any, *, is_secret: bool) -> str:
    if is_secret:
        return "(kept)" if value else ""
    return "" if value is None else str(value)
