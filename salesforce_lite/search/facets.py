"""Kind and scope in the text index, as no typed word can be: with a colon.

The kind stands before each word, so that an engine that looks for a word among customers never
meets the activities that hold it, however many they are. The scope is a word of its own.
"""

from functools import lru_cache
from uuid import UUID
from zlib import crc32

# SQLite's text index keeps beginnings of a few lengths (migrations/derived.py): the mark has one.
MARK_LENGTH = 4


@lru_cache
def kind_mark(kind: str) -> str:
    """What stands before each word of the kind. Two kinds may share one: hits are asked again."""
    return f"{crc32(kind.encode()) & 0xFFF:03x}:"


def marked(kind: str, words: str) -> str:
    """The words, parted by spaces, as the index keeps them."""
    mark = kind_mark(kind)
    return " ".join(mark + word for word in words.split())


def scope_facet(owner_id: UUID | None) -> str:
    """Whose the entry is; what belongs to nobody is seen only by who sees everybody."""
    return f"scope:{owner_id.hex if owner_id else 'nobody'}"
