"""A door: one way in which the core use cases are asked for, and what it answers.

A new door derives from `Door`, has a method of the name of each use case in `use_cases.py`, says in
`LACKS` which ones it has not, each with the reason, and stands in `doors.py`. Fields are named as
in the API; money is an amount with its currency, moments are in UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.web import App
from tests.doors.world import Stages

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever asked is told; a code is told to programs alone."""

    is_refused: bool
    told: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """A server on a database of its own, in which the world stands."""

    app: App
    folder: Path
    stages: Stages
    actor_of: Callable[[str], Actor]


@dataclass
class Door:
    """Asks as the person `by`. `version` is what they had read; without it, what stands there."""

    house: House
    by: str

    # What the events and the history call it.
    SURFACE: ClassVar[str]
    # Use case → why this door does not have it.
    LACKS: ClassVar[Mapping[str, str]] = {}
    # Sentence of a refusal → how this door puts it as well.
    WORDS: ClassVar[Mapping[str, str]] = {}
    # Refusal of `refusals.py` → why nobody can meet it here.
    CANNOT_MEET: ClassVar[Mapping[str, str]] = {}

    def tells(self, answer: Answer, sentence: str) -> bool:
        """Whether the answer says it, in whichever words."""
        return any(one in answer.told for one in {sentence, self.WORDS.get(sentence, sentence)})
