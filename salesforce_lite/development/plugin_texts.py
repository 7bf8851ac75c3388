"""Collects the texts of a plugin, brings its catalogues up to date, and says what they lack.

python -m salesforce_lite.development.plugin_texts plugins/win_bell [--check]
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from salesforce_lite.development.text_faults import faults

# English is what the sources say: its catalogue is there only where somebody made one.
LANGUAGES = ("es", "en")
_NEEDED = ("es",)
_METHODS = [("tests/**", "ignore"), ("**.py", "python"), ("templates/**", "jinja2")]
_OPTIONS = {"templates/**": {"extensions": "jinja2.ext.do", "silent": "false"}}
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}


# No more than what reading needs.
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def renew_catalogues(folder: Path) -> None:
    """Add what is new, empty, and leave out what no source says any more."""
    texts = _collected(folder)
    for language in LANGUAGES:
        path = _catalogue(folder, language)
        if language not in _NEEDED and not path.exists():
            continue
        kept = _read(path) if path.exists() else Catalog(locale=language, fuzzy=False)
        kept.update(texts, no_fuzzy_matching=True)
        kept.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_HEADER.format(language=language).encode() + _body(kept))


def _body(catalogue: Catalog) -> bytes:
    """The texts by file, without what changes by itself: dates, line numbers, versions of tools."""
    body = BytesIO()
    write_po(body, catalogue, omit_header=True, include_lineno=False, sort_by_file=True)
    return body.getvalue()


def catalogue_faults(folder: Path) -> Iterator[str]:
    """Every text that a reader of a language would miss."""
    texts = _collected(folder)
    for language in LANGUAGES:
        path = _catalogue(folder, language)
        if path.exists():
            yield from (f"{path}: {fault}" for fault in faults(texts, _read(path)))
        elif language in _NEEDED:
            yield f"There is no {path}."


def _collected(folder: Path) -> Catalog:
    found = Catalog(fuzzy=False)
    # Babel would pass over folders that begin with a point or underscore: there are none.
    for name, line, text, _, context in extract_from_dir(
        folder, _METHODS, _OPTIONS, keywords=_KEYWORDS
    ):
        found.add(text, locations=[(str(name), line)], context=context)
    return found


def _catalogue(folder: Path, language: str) -> Path:
    return folder / "translations" / language / "LC_MESSAGES" / "messages.po"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])
