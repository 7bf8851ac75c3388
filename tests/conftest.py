"""What tests stand on: a migrated database of the engine under test, people of each role, a client.

The database is made once per process and copied for each test, so that tests cannot see each other.
Plugins are tested on the same fixtures.
"""

from salesforce_lite.testing import (
    ENGINE,
    PASSWORD,
    PEOPLE,
    Template,
    contribute,
    drop_database,
    find_user,
    make_app,
    sign_in,
)
from salesforce_lite.testing.databases import postgres_address, run_on_postgres

__all__ = [
    "ENGINE",
    "PASSWORD",
    "PEOPLE",
    "Template",
    "contribute",
    "drop_database",
    "find_user",
    "make_app",
    "postgres_address",
    "run_on_postgres",
    "sign_in",
]

pytest_plugins = ["salesforce_lite.testing.fixtures"]
