"""Translations for templates: the catalogue is found once a request, texts are marked once.

Plugins bring catalogues of their own, read from their .po files, so nothing has to be compiled.
"""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g
from flask_babel import Domain, get_domain, get_locale
from markupsafe import Markup

# Texts are few and fixed; the bound only matters should a page translate what people typed.
_MOST_KEPT = 10_000
_MOST_CATALOGUES = 32


class RequestDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's domain looks language and catalogue up for every text; a page shows hundreds.

    `refresh` and `force_locale` take away what is kept here, as they do with the language.
    """

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._of_plugins: list[tuple[str, Translations]] = []

    def add(self, folder: Path) -> None:
        """Take in the texts of a plugin; what the core has said before it says still."""
        self._of_plugins.extend(read_catalogues(folder))
        self.cache.clear()

    def _read(self) -> Any:
        is_new = not self.cache.get((str(get_locale()), self.domain[0]))
        catalogue = super().get_translations()
        if is_new:
            for language, texts in self._of_plugins:
                if str(get_locale()).startswith(language):
                    _add_missing(catalogue, texts)
        return catalogue

    def get_translations(self) -> Any:
        context = g.get("_flask_babel") if g else None
        kept = getattr(context, "babel_translations", None)
        if kept is None:
            kept = self._read()
            if g and "_flask_babel" in g:
                g._flask_babel.babel_translations = kept
        return kept


def register_catalogues(app: Flask) -> None:
    """Give templates `_`, `gettext` and `ngettext`; what fills their placeholders is escaped."""
    babel = app.extensions["babel"]
    babel.instance.domain_instance = RequestDomain(babel.default_domain)
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def read_catalogues(folder: Path) -> Iterator[tuple[str, Translations]]:
    """(language, texts) of each catalogue of a plugin; raises what is wrong with one."""
    for path in sorted(folder.glob("translations/*/LC_MESSAGES/messages.po")):
        yield path.parts[-3], _texts(path.parts[-3], path.read_bytes())


@lru_cache(_MOST_CATALOGUES)
def _texts(language: str, source: bytes) -> Translations:
    """Kept, for they are read when the plugin is tried out and again when it is mounted."""
    catalogue = read_po(BytesIO(source), locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def add_texts(app: Flask, folder: Path) -> None:
    """Let a plugin speak the languages that it has catalogues for."""
    app.extensions["babel"].instance.domain_instance.add(folder)


def _add_missing(catalogue: Any, texts: Translations) -> None:
    # The catalogues of the standard library are dictionaries of texts.
    for text, translation in texts._catalog.items():
        if text:
            catalogue._catalog.setdefault(text, translation)


def marked_texts() -> dict[str, Markup]:
    """What is kept with the catalogue of the request: its texts, marked safe."""
    catalogue = _catalogue()
    try:
        kept: dict[str, Markup] = catalogue.marked_texts
    except AttributeError:
        kept = catalogue.marked_texts = {}
    return kept


def _catalogue() -> Any:
    """Straight from where `RequestDomain` keeps it; a page asks hundreds of times."""
    kept = getattr(g.get("_flask_babel"), "babel_translations", None)
    return get_domain().get_translations() if kept is None else kept


def _gettext(text: str, **values: Any) -> Markup:
    texts = marked_texts()
    marked = texts.get(text)
    if marked is None:
        marked = Markup(_catalogue().ugettext(text))  # noqa: S704 – our own
        if len(texts) < _MOST_KEPT:
            texts[text] = marked
    # As everywhere in templates, a percent sign in a text is written twice.
    return marked % values if values or "%" in marked else marked


def _ngettext(singular: str, plural: str, num: int, **values: Any) -> Markup:
    text = _catalogue().ungettext(singular, plural, num)
    return Markup(text) % {"num": num, **values}  # noqa: S704 – our own
