"""What kinds and stages of customers are called, and how they look as chips."""

from functools import lru_cache

from salesforce_lite.countries import format_phone
from salesforce_lite.customers.model import CustomerKind, Lifecycle
from salesforce_lite.kernel.errors import N_

KIND_LABELS = {
    CustomerKind.ORGANIZATION: N_("Organisation"),
    CustomerKind.PERSON: N_("Person"),
}
LIFECYCLE_LABELS = {
    Lifecycle.LEAD: N_("Lead"),
    Lifecycle.QUALIFIED: N_("Qualified"),
    Lifecycle.ACTIVE: N_("Active"),
    Lifecycle.DORMANT: N_("Dormant"),
    Lifecycle.LOST: N_("Lost"),
}
# The state of a chip, and its icon, so that colour is never alone.
LIFECYCLE_LOOKS = {
    Lifecycle.LEAD: ("neutral", "dot"),
    Lifecycle.QUALIFIED: ("info", "target"),
    Lifecycle.ACTIVE: ("good", "check"),
    Lifecycle.DORMANT: ("warn", "clock"),
    Lifecycle.LOST: ("neutral", "minus"),
}


@lru_cache(maxsize=10_000)
def phone_words(number: str) -> str:
    """A number as people read it; reading one anew for each row of a list would cost it dearly."""
    return format_phone(number, None) if number.startswith("+") else number
