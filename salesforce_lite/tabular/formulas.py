"""Keeping the text of a cell from being run as a formula by the spreadsheet that opens it.

A text that begins with a sign a spreadsheet acts on gets a leading apostrophe in CSV. So that the
way back loses nothing, a text that already begins with apostrophes before such a sign gets one
more, and reading takes exactly one away: `=1` ↔ `'=1`, `'=1` ↔ `''=1`, `'tis` stays `'tis`.
XLSX stores plain text, so there only the second kind is marked. A number is never touched.
"""

import re

# The full-width forms are taken for formulas by East Asian editions of spreadsheets.
_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_dangerous = re.compile(f"'*[{_SIGNS}]").match
_marked = re.compile(f"'+[{_SIGNS}]").match


def neutralised(text: str) -> str:
    """For CSV, where every cell is looked at for a formula."""
    return "'" + text if _dangerous(text) else text


def marked(text: str) -> str:
    """For XLSX, where text is text but the reader still takes one apostrophe away."""
    return "'" + text if _marked(text) else text


def restored(text: str) -> str:
    """The text as it was before `neutralised` or `marked`."""
    return text[1:] if _marked(text) else text
