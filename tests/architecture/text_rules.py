"""The rules about templates and other texts, each a function from one file to its faults."""

import re
from collections.abc import Iterator

from tests.architecture.source_rules import Rule, Source

JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
HANDLER = re.compile(r"""(?:\son[a-z]+|\shx-on[:a-z-]*)\s*=\s*["']|javascript:""", re.IGNORECASE)
STYLE = re.compile(r"""\sstyle\s*=\s*["']""", re.IGNORECASE)
INLINE_BLOCK = re.compile(r"<(script|style)\b(?![^>]*\b(?:src|nonce)=)[^>]*>", re.IGNORECASE)
UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", re.IGNORECASE)


def escapes_everything(source: Source) -> Iterator[str]:
    for line, text in _lines(re.sub(r"\{#.*?#\}", _blank, source.text, flags=re.DOTALL)):
        if UNESCAPED.search(text):
            yield f"{source.path}:{line}: switches escaping off"


def has_nothing_inline(source: Source) -> Iterator[str]:
    """The content security policy would stop it in the browser; here it is said earlier."""
    for line, text in _lines(JINJA.sub(_keep_attributes, source.text)):
        for pattern, what in ((HANDLER, "handler"), (STYLE, "style"), (INLINE_BLOCK, "block")):
            if pattern.search(text):
                yield f"{source.path}:{line}: inline {what}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), start=1)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


def _keep_attributes(match: re.Match[str]) -> str:
    """Blank what Jinja evaluates, but keep quotes balanced and line numbers right."""
    return "x" + _blank(match)


ADDRESS = re.compile(r"[a-z+]+://|file:|--(?:extra-)?index-url|--find-links|\"resolved\"")


def holds_no_address(source: Source) -> Iterator[str]:
    for line, text in _lines(source.text):
        if ADDRESS.search(text):
            yield f"{source.path}:{line}: names where packages come from"


def names_no_machine(root: str) -> Rule:
    """Paths of the machine it was written on: a home folder or this very checkout."""
    homes = r"/(?:home|Users)/[A-Za-z]\w*/|/roo[t]/"
    place = re.compile(rf"(?<![\w.}}>-])(?:{homes}|{re.escape(root)}\b)")

    def rule(source: Source) -> Iterator[str]:
        for line, text in _lines(source.text):
            if place.search(text):
                yield f"{source.path}:{line}: names a path of somebody's machine"

    return rule
