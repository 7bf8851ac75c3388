"""What is known of a sale when its chance is asked: names of facts and their values, no records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The fields that every company has; custom ones are called “custom.<code>”.
SOURCE = "source"
KIND = "kind"
COUNTRY = "country"
BOUGHT = "bought"
PIPELINE = "pipeline"
TEAM = "team"
AMOUNT = "amount"
CUSTOM = "custom."
# Facts of another sort: how far a sale has come.
STAGE = "stage"
AGE = "age"

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFacts:
    """A sale at some moment. What is not known is left out: it speaks neither for nor against."""

    # Field → its value; the number of a bin for the amount.
    values: Mapping[str, str] = field(default_factory=dict)
    pipeline: str = ""
    # The stages of its pipeline up to the furthest one it has been in, in their order.
    reached: tuple[str, ...] = ()
    # All stages of the pipeline, where its stages are known: what is won has passed them.
    stages: tuple[str, ...] = ()
    # The bin of how many days it has been open.
    age: int | None = None
