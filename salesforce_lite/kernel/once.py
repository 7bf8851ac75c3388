"""Answers that a unit of work asks the database for once: lists of values, the company."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class KeptAnswers:
    """Keeps what was read until the unit writes or starts anew; nothing outlives the unit."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Any] = {}

    def __call__(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` answers, asked at most once."""
        if key not in self._answers:
            self._answers[key] = read()
        answer: T = self._answers[key]
        return answer

    def forget(self) -> None:
        self._answers.clear()
