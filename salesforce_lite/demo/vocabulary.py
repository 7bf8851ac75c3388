"""The words of the sample company in one language, read from `words/`, and how they are chosen."""

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

# Most notes are one sentence, as reps write them.
_TWO_SENTENCES = 0.35
_BAD = frozenset({"complaint", "not_interested", "no_decision", "no_show"})
_SHORT = frozenset({"not_in", "no_answer", "voicemail", "wrong_number", "no_reply", "bounced"})


@cache
def read_words(name: str) -> dict[str, Any]:  # Any: as TOML gives it
    """The content of `words/<name>.toml`."""
    file = files("salesforce_lite.demo") / "words" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class Voice:
    """Speaks one language, choosing its words with the generator of the plot."""

    def __init__(self, language: str, rng: Random) -> None:
        self.words = read_words(language)
        self._rng = rng

    def one(self, *path: str) -> str:
        """One of the words or sentences that stand there."""
        return str(self._rng.choice(self._at(path)))

    def name(self, *path: str) -> str:
        """The single word that stands there."""
        return str(self._at(path))

    def subject(self, kind: str) -> str:
        return self._filled(self.one("subjects", kind), "")

    def title(self, pipeline: str) -> str:
        return self._filled(self.one("pipelines", pipeline, "titles"), "")

    def note(self, kind: str, outcome: str, contact: str) -> str:
        """What a rep writes after such an outcome."""
        sentence = self._filled(self.one("notes", kind, outcome), contact)
        is_long = kind in ("visit", "meeting") and outcome not in _SHORT
        if is_long and self._rng.random() < _TWO_SENTENCES:
            mood = "bad" if outcome in _BAD else "good"
            sentence = f"{sentence} {self.one('extra', mood)}"
        return sentence

    def sentence(self, *path: str, contact: str = "") -> str:
        """One of the sentences there, filled in."""
        return self._filled(self.one(*path), contact)

    def _filled(self, sentence: str, contact: str) -> str:
        product = self.one("words", "products") if "{product}" in sentence else ""
        known = contact or (self.one("words", "somebody") if "{contact}" in sentence else "")
        filled = sentence.format(product=product, contact=known)
        return filled[:1].upper() + filled[1:]

    def _at(self, path: tuple[str, ...]) -> Any:  # Any: a list, or a word
        found: Any = self.words
        for key in path:
            found = found[key]
        return found
