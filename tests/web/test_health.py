"""`/readyz` says why the server should get no requests, and the way out."""

import pytest
from sqlalchemy import text

from salesforce_lite.kernel.db import writing


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        ("0001", "not at the revision of this version. Run: salesforce-lite upgrade"),
        ("newer", "written by a newer version (revision newer). Start that version, or restore"),
    ],
)
def test_a_database_of_another_version_is_not_ready(app, revision: str, sentence: str) -> None:
    client = app.test_client()
    assert client.get("/readyz").json == {"status": "ok", "reasons": []}
    with writing(), app.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    [reason] = answer.json["reasons"]
    assert sentence in reason
    assert client.get("/healthz").json == {"status": "ok"}
