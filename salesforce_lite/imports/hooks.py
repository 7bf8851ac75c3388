"""How imports plug in: the entities that files can bring in."""

from salesforce_lite.imports.activities import ACTIVITIES
from salesforce_lite.imports.contacts import CONTACTS
from salesforce_lite.imports.customers import CUSTOMERS
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.opportunities import OPPORTUNITIES
from salesforce_lite.imports.portfolios import PORTFOLIOS
from salesforce_lite.plugin import hookimpl


@hookimpl
def importers() -> list[Importer]:
    return [PORTFOLIOS, CUSTOMERS, CONTACTS, OPPORTUNITIES, ACTIVITIES]
