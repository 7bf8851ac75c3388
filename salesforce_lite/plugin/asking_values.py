"""Values with which plugins ask about activities: in their form, in the timeline, in exports."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from salesforce_lite.plugin.contribution import Contribution, Question, list_of
from salesforce_lite.plugin.fields import wrong_field

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork

_is_name = re.compile(r"[a-z0-9_]{1,40}").fullmatch
AnswerKind = Literal["text", "number", "choice", "yes_no"]
# Kind → what its answers are.
_VALUES: Mapping[str, type] = MappingProxyType(
    {"text": str, "number": Decimal, "choice": str, "yes_no": bool}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityAsked:
    """Which activity a form is about, as far as the form knows it."""

    kind: str
    """The code of its kind."""
    customer_id: UUID | None
    """Its customer; None while nobody is chosen. One that the actor may see."""
    activity_id: UUID | None
    """The activity that is completed or edited; None for one that is new."""
    is_done: bool
    """Whether the form says that it is done; False for what is only planned."""
    is_edited: bool = False
    """Whether it is corrected afterwards: then nobody is to be asked for what was not asked."""
    sent: frozenset[str] = frozenset()
    """The names of the inputs that were answered, when the form was sent: what was asked when it
    was opened may have been withdrawn meanwhile, and can still be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityInput:
    """One question in the form, in the reader's language."""

    name: str
    """Small letters, digits and `_`; the same for as long as the question is the same."""
    label: str
    """The question."""
    kind: AnswerKind
    """What answers it: a text, a number, one of the choices, yes or no."""
    choices: tuple[tuple[str, str], ...] = ()
    """(code, words) of what can be chosen."""
    is_required: bool = False
    """Whether the form is refused without an answer."""
    value: Any = None
    """What is answered already: a text, a Decimal, a code, a bool; None for nothing."""
    help: str = ""
    """A sentence below it."""
    section: str = ""
    """The title above it and those that have the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityAnswers:
    """What somebody has answered in the form."""

    values: Mapping[str, Any]
    """Name of the input → text, Decimal, code or bool; None where the answer was taken away."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Name of the input → how long reading and answering it took, where a browser has told it."""


def _are_inputs(answer: Any) -> bool:
    """They are drawn and read by the server: what is wrong in one would fail there."""
    return _are_of_input(answer) and all(map(_is_sound, answer))


def _is_sound(one: ActivityInput) -> bool:
    return (
        wrong_field(one) is None
        and _is_name(one.name) is not None
        and (one.value is None or isinstance(one.value, _VALUES[one.kind]))
        and all(isinstance(each, tuple) and len(each) == 2 for each in one.choices)
        and all(isinstance(word, str) for each in one.choices for word in each)
    )


_are_of_input = list_of(ActivityInput)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityQuestions(Contribution):
    """Questions in the form that logs, completes and edits an activity."""

    ASKED: ClassVar[dict[str, Question]] = {"ask": Question((), _are_inputs)}
    WRITES: ClassVar[tuple[str, ...]] = ("keep",)

    name: str
    """Its name among all; the id of the plugin, or begins with it."""
    ask: Callable[["UnitOfWork", ActivityAsked], Sequence[ActivityInput]]
    """Given the unit of work and the activity, answers the inputs in their order."""
    keep: Callable[["UnitOfWork", UUID, ActivityAnswers], None]
    """Given the unit of work, the id of the activity, which is saved by now, and the answers that
    are new or others; an InvalidInputError names inputs, and refuses the whole form."""
    weight: int = 100
    """Smaller ones stand higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """What stands below an activity in the timeline, in the reader's language."""

    label: str
    """What it is about."""
    text: str
    """What is said."""


def _are_lines(answer: Any) -> bool:
    return isinstance(answer, Mapping) and all(map(list_of(ActivityLine), answer.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLines(Contribution):
    """Lines below many activities: `load` answers activity → lines in a fixed number of queries."""

    ASKED: ClassVar[dict[str, Question]] = {"load": Question(MappingProxyType({}), _are_lines)}

    name: str
    """Its name among all; the id of the plugin, or begins with it."""
    load: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, Sequence[ActivityLine]]]
    """Given the unit of work and ids of activities that the actor sees, answers activity → lines,
    in a fixed number of queries."""
    weight: int = 100
    """Smaller ones stand higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumns(Contribution):
    """More columns of an export."""

    ACTS: ClassVar[tuple[str, ...]] = ("columns", "cells")

    name: str
    """Its name among all; begins with the id of the plugin."""
    entity: str
    """What is exported, such as "activities"."""
    columns: Callable[["UnitOfWork"], Sequence[str]]
    """Given the unit of work, answers the headings, each once; asked once for each export. The id
    of the plugin is put before them."""
    cells: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, Mapping[str, Any]]]
    """Given the unit of work and some hundred ids, answers record → heading → text, number, day,
    moment or bool, in a fixed number of queries."""
