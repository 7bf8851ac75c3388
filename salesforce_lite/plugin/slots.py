"""The slots of the pages: where a `Panel` can stand, and which record its `load` is given."""

from collections.abc import Mapping
from types import MappingProxyType

SLOTS: Mapping[str, str] = MappingProxyType(
    {
        "frame.tools": "At the top of every page, beside *Log*; no record (`None`).",
        "frame.notice": "Above every page, for who has signed in; no record (`None`).",
        "today.main": "First on Today; what the day holds (`salesforce_lite.activities`).",
        "customer.menu": "In the menu of a customer's page; the `Customer`.",
        "customer.main": "Above a customer's timeline; the `Customer`.",
        "customer.side": "Beside a customer's timeline; the `Customer`.",
        "contact.main": "Below a contact; the `Contact`.",
        "activity.main": "Below an activity; the `Activity`.",
        "opportunity.menu": "In the menu of an opportunity's page; the `Opportunity`.",
        "opportunity.main": "Above an opportunity's timeline; the `Opportunity`.",
        "opportunity.side": "Beside an opportunity's timeline; the `Opportunity`.",
        "profile.main": "Below one's own profile; no record (`None`).",
        "reports.main": "Below the reports; no record (`None`).",
    }
)
