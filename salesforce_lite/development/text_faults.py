"""What is missing or broken in a translation catalogue, of the core or of a plugin."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

SOURCE_LANGUAGE = "en"
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}|%(?!\()([a-zA-Z%])")
# A singular form may leave the number out: "one customer".
OPTIONAL = {"num", "count"}


def faults(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Every reason why a reader of this language would meet a missing or broken text."""
    wanted = {_key(message): message for message in template if message.id}
    kept = {_key(message): message for message in catalogue if message.id}
    for key in wanted.keys() - kept.keys():
        yield f"lacks {_quote(wanted[key])}"
    for key in kept.keys() - wanted.keys():
        yield f"keeps {_quote(kept[key])}, which no source uses"
    for message in kept.values():
        yield from _message_faults(message, is_source=str(catalogue.locale) == SOURCE_LANGUAGE)


def _message_faults(message: Message, *, is_source: bool) -> Iterator[str]:
    if message.fuzzy:
        yield f"{_quote(message)} is only a guess (fuzzy)"
    forms = _forms(message.string or "")
    if not all(forms):
        # The texts of the sources are English, so an empty English entry shows them as they are.
        if not is_source or any(forms):
            yield f"{_quote(message)} is not translated"
        return
    originals = [_placeholders(text) for text in _forms(message.id)]
    allowed, needed = set.union(*originals), set.intersection(*originals)
    if message.pluralizable:
        needed -= OPTIONAL
    for form in forms:
        if not needed <= _placeholders(form) <= allowed:
            yield f"{_quote(message)} has other placeholders in “{form}”"


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _forms(message.id)[0]


def _forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _placeholders(text: str) -> set[str]:
    return {next(filter(None, match)) for match in PLACEHOLDER.findall(text)}


def _quote(message: Message) -> str:
    return repr(_forms(message.id)[0])
