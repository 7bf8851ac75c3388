"""Which of Python's codecs are character sets in which people write."""

import codecs

# Those that are none, or that take far too long, as Python calls them.
_OTHERS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
)
_LONGEST = 40


def is_charset(named: str) -> bool:
    """Whether a file or a mail that names it may be read with it. Python knows many names of each,
    such as “-punycode”."""
    try:
        found = codecs.lookup(named[:_LONGEST]).name.replace("_", "-")
    except (LookupError, ValueError):
        return False
    return len(named) <= _LONGEST and found not in _OTHERS
