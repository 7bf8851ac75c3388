"""What happens to the values of lists."""

from dataclasses import dataclass

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ListValueRenamed(Event):
    """Whoever keeps its labels elsewhere, such as the search, takes the new ones."""

    words = N_("A value of a list was renamed")

    list_name: str
    value: str
