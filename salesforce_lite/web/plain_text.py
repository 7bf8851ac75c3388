"""Refuses letters that no database keeps, before anything is done with what was sent."""

from collections.abc import Iterator

from flask import abort, request
from flask_babel import lazy_gettext

from salesforce_lite.web.application import App

NUL = "\0"
_ODD_LETTER = lazy_gettext(
    "What was sent contains a letter that cannot be kept. Type it again instead of pasting it."
)


def refuse_odd_letters(app: App) -> None:
    """PostgreSQL keeps no NUL in a text; nobody types one, so a request that has it is refused."""

    def check() -> None:
        if any(NUL in text for text in _sent()):
            abort(400, _ODD_LETTER)

    app.gates.append(check)


def _sent() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, text in values.items(multi=True):
            yield name
            yield text
