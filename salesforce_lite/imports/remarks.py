"""What a person should know of rows that were taken all the same: counted, listed once each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self

from salesforce_lite.kernel.errors import N_

UNKNOWN_OWNER = N_(
    "The owner “%(text)s” is nobody who works here; it was left out. Make a person of this e-mail "
    "or name first (user add), or say in a mapping file whom it means ([values.owner])"
)
BELONGS_TO_NOBODY = N_(
    "%(times)s records belong to nobody: only those who see everything see them. "
    "Run the import again with --owner E-MAIL."
)
UNKNOWN_PORTFOLIO = N_("There is no portfolio “%(text)s”; it was left out")
UNKNOWN_CUSTOMER = N_("There is no customer called “%(text)s”; the link was left out")
AMBIGUOUS_CUSTOMER = N_("Several customers are called “%(text)s”; the link was left out")
UNKNOWN_PARENT = N_("The parent organisation “%(text)s” is not known; the link was left out")
UNKNOWN_STAGE = N_("There is no stage “%(text)s”; the nearest one was taken")
UNKNOWN_SOURCE = N_("There is no source “%(text)s” of opportunities; it went to the note")
UNKNOWN_LINK = N_("“%(text)s” is not known here; the link was left out")
OTHER_REFERENCE = N_("“%(text)s” is what the other system calls another record; it stays there")
UNKNOWN_WORD = N_(
    "“%(text)s” is none of the choices, so it was left out; a mapping file can say what it means"
)
UNKNOWN_OUTCOME = N_("There is no outcome “%(text)s”; it went to the note")
FOREIGN_CONTACT = N_("The contact “%(text)s” does not belong to the customer; it was left out")

_OF_ONE = {
    BELONGS_TO_NOBODY: N_(
        "1 record belongs to nobody: only those who see everything see it. "
        "Run the import again with --owner E-MAIL."
    )
}

# So many different texts are kept for each sentence; all are counted.
_MOST_LISTED = 20


class Remarks:
    """Sentence → text → how often."""

    def __init__(self) -> None:
        self._found: dict[str, Counter[str]] = {}
        self._unlisted: Counter[str] = Counter()

    def add(self, sentence: str, text: str, times: int = 1) -> None:
        texts = self._found.setdefault(sentence, Counter())
        if text in texts or len(texts) < _MOST_LISTED:
            texts[text] += times
        else:
            self._unlisted[sentence] += times

    def add_all(self, others: "Remarks") -> None:
        for sentence, texts in others._found.items():
            for text, times in texts.items():
                self.add(sentence, text, times)
        self._unlisted += others._unlisted

    def as_json(self) -> list[list[Any]]:
        """[sentence, text or None, times] of each, as they are gone through."""
        return [list(one) for one in self]

    @classmethod
    def from_json(cls, told: Iterable[Sequence[Any]]) -> Self:
        remarks = cls()
        for sentence, text, times in told:
            if text is None:
                remarks._unlisted[sentence] += times
            else:
                remarks.add(sentence, text, times)
        return remarks

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[tuple[str, str | None, int]]:
        """(sentence, text, times), the most frequent first; a text of None stands for the rest."""
        for sentence, texts in self._found.items():
            for text, times in texts.most_common():
                yield sentence, text, times
            if self._unlisted[sentence]:
                yield sentence, None, self._unlisted[sentence]


def told_remark(
    sentence: str, text: str | None, times: int, say: Callable[[str], str] = str
) -> str:
    """One remark as a line; how often stands behind it where the sentence does not say it.

    `say` gives the sentence in the reader's words.
    """
    counted = _OF_ONE.get(sentence, sentence) if times == 1 else sentence
    line = say(counted) % {"text": "…" if text is None else text, "times": times}
    return line if sentence in _OF_ONE else f"{line} ({times} ×)"
