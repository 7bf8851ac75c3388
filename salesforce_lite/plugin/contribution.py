"""What all values with which slices and plugins answer the hooks have in common.

`ASKED` of a value says which of its fields are called at run time (with the unit of work first):
what is an answer, and what a page goes on with when a plugin's one fails. `HOLDS` names its fields
with values that have questions of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """What is an answer to a callable, and what stands for it when a plugin fails."""

    fallback: Any
    is_answer: Callable[[Any], bool]


def list_of(kind: type) -> Callable[[Any], bool]:
    return lambda answer: (
        isinstance(answer, list | tuple) and all(isinstance(each, kind) for each in answer)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What all values have: whose it is. Empty for the built-in slices; the server fills it in."""

    plugin: str = ""
    """The id of the plugin; empty for what is built in."""
