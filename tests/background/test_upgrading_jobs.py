"""Jobs of a database of the version before stay; those nobody asked for are the system's."""

from uuid import UUID

from sqlalchemy import inspect, text

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.jobs import claim_job
from salesforce_lite.migrations import downgrade_database, upgrade_database

COLUMNS = "id, kind, payload, state, priority, run_after, attempts, max_attempts, token, progress"


def add(app, actor_id: UUID | None) -> None:
    """A job as the version before wrote it."""
    is_sqlite = app.engine.dialect.name == "sqlite"
    moment = clock.now()
    values = {
        "id": new_id().bytes if is_sqlite else new_id(),
        "actor": None if actor_id is None else (actor_id.bytes if is_sqlite else actor_id),
        "now": moment.replace(tzinfo=None).isoformat(" ", "microseconds") if is_sqlite else moment,
    }
    with writing(), app.engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT INTO job ({COLUMNS}, error, actor_id, created_at) VALUES (:id, 'count',"
                " '{}', 'queued', 100, :now, 0, 8, 0, 0, '', :actor, :now)"
            ),
            values,
        )


def test_jobs_stay_and_say_whose_they_are(app) -> None:
    downgrade_database(app.engine, "0005")
    assert "key" not in {column["name"] for column in inspect(app.engine).get_columns("job")}
    person = new_id()
    for actor_id in (None, person):
        add(app, actor_id)
    upgrade_database(app.engine)
    claims = [claim_job(app.make_session, ["count"]) for _ in range(2)]
    assert {(claim.actor_id, claim.is_system) for claim in claims} == {
        (None, True),
        (person, False),
    }
    assert claim_job(app.make_session, ["count"]) is None


def test_the_version_before_finds_its_jobs_again(app) -> None:
    downgrade_database(app.engine, "0005")
    add(app, None)
    upgrade_database(app.engine)
    downgrade_database(app.engine, "0005")
    with app.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job")) == 1
    indexes = {index["name"] for index in inspect(app.engine).get_indexes("job")}
    assert indexes == {"ix_job_queued", "ix_job_running", "ix_job_state_id"}
    upgrade_database(app.engine)
