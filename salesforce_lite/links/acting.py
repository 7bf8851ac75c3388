"""Does what a customer has sent from behind a link, or says why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links.model import CustomerLink
from salesforce_lite.plugin import LinkPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`said` to whoever did it, or the refusal with what was typed."""

    said: str = ""
    refusal: DomainError | None = None
    given: Mapping[str, str] = field(default_factory=dict)


def act_for(
    uow: UnitOfWork, link: CustomerLink, page: LinkPage, given: Mapping[str, str]
) -> Outcome:
    """What the page does with it. Nothing of what is refused is kept."""
    if page.act is None:
        return Outcome()
    try:
        said = page.act(uow, link, given)
        # What reacts may refuse as well.
        uow.settle()
    except DomainError as refusal:
        uow.rollback()
        return Outcome(refusal=refusal, given=given)
    return Outcome(said=said or "")
