"""The tables that the floor reads and writes."""

from salesforce_lite.access import User
from salesforce_lite.activities.model import Activity, LastContact
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    CustomerRelation,
    LookUpKey,
)
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.lists import ListValue
from salesforce_lite.opportunities.model import Opportunity, Stage, StageChange, StageTotal
from salesforce_lite.references import ExternalReference
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.team import Portfolio, TeamMember

CUSTOMER, CONTACT, LINK = (model.__table__ for model in (Customer, Contact, ContactLink))
OPPORTUNITY, STAGE, STAGE_CHANGE, TOTAL = (
    model.__table__ for model in (Opportunity, Stage, StageChange, StageTotal)
)
ACTIVITY, LAST = Activity.__table__, LastContact.__table__
AUDIT, EVENT, CHANGE = (model.__table__ for model in (AuditEntry, EventRecord, RecordChange))
KEYS, MEMBER = LookUpKey.__table__, TeamMember.__table__
ROLE = User.metadata.tables["user_role"]
PERSON, PORTFOLIO, VALUE = (model.__table__ for model in (User, Portfolio, ListValue))
RELATION, REFERENCE = CustomerRelation.__table__, ExternalReference.__table__
SEARCH = SearchEntry.__table__
