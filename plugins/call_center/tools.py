"""What stands at the top of every page: what listens for calls and remembers numbers dialled."""

from collections.abc import Mapping
from typing import Any

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork

from .lines import has_line
from .model import LOG
from .seeing import list_calls
from .words import call_words


def load_tools(uow: UnitOfWork, _nothing: object) -> Mapping[str, Any] | None:
    """Only who has a line is asked what rings."""
    if uow.actor.user_id is None or not uow.actor.may(LOG):
        return None
    return {"has_line": has_line(uow)}


def load_customer_calls(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any] | None:
    """The last calls, beside the timeline; with the button that logs one."""
    page = list_calls(uow, customer_id=customer.id, limit=5)
    return {"calls": [(one, call_words(uow, one)) for one in page.items], "customer": customer}
