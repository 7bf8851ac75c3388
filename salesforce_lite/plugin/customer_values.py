"""Values about what customers see and do for themselves, by a link that they were sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from salesforce_lite.plugin.contribution import Contribution, Question

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFile:
    """A file that is sent to whoever has a link."""

    name: str
    """What it is called when it is kept."""
    media_type: str
    """Such as `application/pdf`."""
    content: bytes
    """All of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage(Contribution):
    """What stands behind the links of one kind, which `links.open_link` makes.

    Nobody has signed in there: the functions run as the system, so they show and change what
    belongs to `link.subject_id`, and nothing else.
    """

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(None, lambda answer: answer is None or isinstance(answer, Mapping)),
    }
    ACTS: ClassVar[tuple[str, ...]] = ("act", "file")

    kind: str
    """Its kind; of a plugin `<id>.something`."""
    template: str
    """What draws the page and extends `link.html`; it is given `link`, and what `load` answers."""
    load: Callable[["UnitOfWork", Any], Mapping[str, Any] | None]
    """Given the unit of work and the link, answers the template's context; None where there is
    nothing to be seen any more."""
    act: Callable[["UnitOfWork", Any, Mapping[str, str]], str | None] | None = None
    """Given the unit of work, the link and what was sent with a form of the page, does it, and
    answers a sentence for whoever did it. A DomainError is told on the page, beside what was typed
    (`given`, `errors`). None where there is nothing to do."""
    file: Callable[["UnitOfWork", Any, str], LinkFile | None] | None = None
    """Given the unit of work, the link and a name, answers the file at `<address>/<name>`."""
