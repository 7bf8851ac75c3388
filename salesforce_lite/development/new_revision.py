"""Writes a migration from what the models have and the database has not.

    python -m salesforce_lite.development.new_revision "what it does"

Read what it wrote before you commit it: renames and data are beyond it.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from salesforce_lite.app import create_app
from salesforce_lite.config import Settings
from salesforce_lite.kernel.db import writing
from salesforce_lite.migrations import alembic_config, upgrade_database


def main() -> None:
    message = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder), secret_key="unused"))  # noqa: S106
        upgrade_database(app.engine)
        number = len(list(Path("salesforce_lite/migrations/versions").glob("*.py"))) + 1
        with writing(), app.engine.begin() as connection:
            command.revision(
                alembic_config(connection), message, autogenerate=True, rev_id=f"{number:04d}"
            )


if __name__ == "__main__":
    main()
