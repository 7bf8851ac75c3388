"""What happens to sample data as a whole."""

from dataclasses import dataclass

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SampleDataRemoved(Event):
    """The sample data are gone; with them so many customers."""

    words = N_("The sample data were removed")

    customers: int
