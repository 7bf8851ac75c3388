"""Turns text into the words both engines index, and what people type into a question."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufeff]+")
_WORD = re.compile(r"[^\W_]+")
# What people write a phone number with.
_PHONE = re.compile(r"[\d\s()+./\-]+")
_DIGITS = re.compile(r"\d")

LONGEST_WORD = 40
_MOST_WORDS = 400  # of one record
_MOST_ASKED = 8  # of one question
_LONGEST_QUESTION = 300
_FEWEST_PHONE_DIGITS = 5
_LONGEST_BEGINNING = 240
# A number is found by its last digits too: country codes and trunk zeros are often left out.
_PHONE_ENDINGS = (7, 8, 9, 10)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: all of `words`, the last one as a beginning, or the digits of a phone.

    `key` is the whole question as titles are compared.
    """

    words: tuple[str, ...]
    key: str
    phone: str = ""

    @property
    def whole(self) -> tuple[str, ...]:
        return self.words[:-1]

    @property
    def beginning(self) -> str:
        return self.words[-1]


def folded(text: str) -> str:
    """Lower case, without accents; what is no text (lone surrogates, NUL) is gone."""
    if text.isascii():
        return text.lower().replace("\0", " ")
    sound = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    return _MARKS.sub("", unicodedata.normalize("NFKD", sound).casefold())


def words_of(text: str) -> list[str]:
    """The words of a text: letters and digits, folded, in their order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded(text))]


def title_key(title: str) -> str:
    """The title as it is compared with what somebody types."""
    return " ".join(words_of(title))[:200]


def index_words(texts: Iterable[str], phones: Iterable[str]) -> str:
    """All words a record is found by, each once, in their order."""
    found = dict.fromkeys(word for text in texts for word in words_of(text))
    found |= dict.fromkeys(word for phone in phones for word in _phone_words(phone))
    return " ".join(list(found)[:_MOST_WORDS])


def beginning(text: str) -> str:
    """As much of a long text as is searched: each word costs with every save."""
    if len(text) <= _LONGEST_BEGINNING:
        return text
    return text[:_LONGEST_BEGINNING].rpartition(" ")[0] or text[:_LONGEST_BEGINNING]


def read_question(typed: str) -> Question | None:
    """The question in what somebody typed; None when there is no word in it."""
    typed = typed[:_LONGEST_QUESTION]
    words = words_of(typed)[:_MOST_ASKED]
    if not words:
        return None
    digits = "".join(_DIGITS.findall(folded(typed))).lstrip("0")
    is_phone = bool(_PHONE.fullmatch(typed.strip())) and len(digits) >= _FEWEST_PHONE_DIGITS
    return Question(tuple(words), " ".join(words)[:200], digits[:LONGEST_WORD] if is_phone else "")


def phone_endings(digits: str) -> Iterator[str]:
    """The endings under which a number typed with another country code or trunk is kept."""
    for length in reversed(_PHONE_ENDINGS):
        if len(digits) > length:
            yield digits[-length:]


def _phone_words(phone: str) -> Iterator[str]:
    digits = "".join(_DIGITS.findall(folded(phone))).lstrip("0")[:LONGEST_WORD]
    if digits:
        yield digits
        yield from phone_endings(digits)
