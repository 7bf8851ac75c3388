"""What tests of the server and of plugins stand on, and the list of what a plugin keeps to.

`salesforce_lite.testing.fixtures` is a pytest plugin, for those who ask for it; the rest needs no
pytest. Nothing of it is loaded by the server.
"""

from salesforce_lite.testing.checklist import CHECKS, Finding, Outcome, check_plugin
from salesforce_lite.testing.conformance import Conformance
from salesforce_lite.testing.databases import ENGINE, Template, drop_database, new_template
from salesforce_lite.testing.faults import Fault, NotLookedAt
from salesforce_lite.testing.files import bring_in
from salesforce_lite.testing.people import PASSWORD, PEOPLE, find_user
from salesforce_lite.testing.records import Records
from salesforce_lite.testing.servers import contribute, make_app, sign_in
from salesforce_lite.testing.trial import Trial

__all__ = [
    "CHECKS",
    "ENGINE",
    "PASSWORD",
    "PEOPLE",
    "Conformance",
    "Fault",
    "Finding",
    "NotLookedAt",
    "Outcome",
    "Records",
    "Template",
    "Trial",
    "bring_in",
    "check_plugin",
    "contribute",
    "drop_database",
    "find_user",
    "make_app",
    "new_template",
    "sign_in",
]
