"""The doctor finds what is wrong, and what it recommends cures it."""

import pytest
from sqlalchemy import delete, update

from salesforce_lite.activities import LastContact, log_activity
from salesforce_lite.cli.site import SecretKeyError
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.db import writing
from salesforce_lite.opportunities import OpportunityDraft, StageTotal, save_opportunity
from salesforce_lite.search import SearchEntry
from tests.cli.conftest import Run


def one_sale(work) -> None:
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))
        save_opportunity(uow, OpportunityDraft.of({"title": "Shelves", "customer_id": customer.id}))
        log_activity(uow, {"kind": "call", "customer_id": customer.id})


def test_a_healthy_instance_has_nothing_to_say(run: Run, work) -> None:
    one_sale(work)
    told = run("doctor")
    assert (told.stdout, told.exit_code) == ("", 0)


def test_wrong_totals_are_found_and_repaired(run: Run, work) -> None:
    one_sale(work)
    with work("admin") as uow:
        uow.session.execute(update(StageTotal).values(count=7))
    told = run("doctor")
    assert "kept totals" in told.stdout
    assert "doctor --repair" in told.stdout
    assert told.exit_code == 1
    assert run("doctor", "--repair").exit_code == 0
    assert run("doctor").exit_code == 0


def test_a_search_that_lost_records_is_found_and_repaired(run: Run, work) -> None:
    one_sale(work)
    with work("admin") as uow:
        uow.session.execute(delete(SearchEntry))
    told = run("doctor")
    assert "knows 0 of 1 records" in told.stdout
    assert told.exit_code == 1
    assert run("doctor", "--repair").exit_code == 0


def test_repairing_looks_up_the_last_contacts(run: Run, work) -> None:
    one_sale(work)
    with work("admin") as uow:
        uow.session.execute(delete(LastContact))
    run("doctor", "--repair")
    with work("admin") as uow:
        assert uow.session.query(LastContact).count() == 1


def test_a_key_that_others_can_read_is_found(run: Run, tmp_path) -> None:
    (tmp_path / "secret_key").write_text("k" * 40)
    (tmp_path / "secret_key").chmod(0o644)
    told = run("doctor")
    assert told.stdout.rstrip().endswith(f"chmod 600 {tmp_path / 'secret_key'}")
    assert told.exit_code == 1


def test_an_instance_that_was_never_made_is_one_sentence(run: Run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path / "new"))
    monkeypatch.delenv("SFL_DATABASE_URL")
    told = run("doctor")
    assert told.stdout.splitlines() == [
        f"There is no instance in {tmp_path / 'new'}. "
        "Run: salesforce-lite init, or check SFL_INSTANCE."
    ]
    assert told.exit_code == 1


def test_a_database_of_a_newer_version_is_not_sent_to_an_upgrade(run: Run, app) -> None:
    with writing(), app.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    told = run("doctor").stdout
    assert "newer version (revision 9999)" in told
    assert "Run: salesforce-lite upgrade" not in told


@pytest.mark.parametrize("key", ["", "\n", "k" * 31, "\N{LATIN SMALL LETTER N WITH TILDE}"])
def test_a_key_that_can_be_guessed_starts_nothing_and_the_way_out_helps(
    run: Run, tmp_path, key
) -> None:
    file = tmp_path / "secret_key"
    file.write_text(key, encoding="utf-8")
    file.chmod(0o600)
    told = run("doctor")
    assert (told.exit_code, told.stdout.count("\n")) == (1, 1)
    assert f"{file} is shorter than 32 characters" in told.stdout
    for command in ("serve", "upgrade", "company"):
        with pytest.raises(SecretKeyError):
            run(command)
    assert file.read_text(encoding="utf-8") == key
    file.unlink()
    assert run("upgrade").exit_code == 0
    assert len(file.read_text()) >= 32
    assert run("doctor").exit_code == 0


def test_a_broker_that_does_not_answer_is_told_without_its_password(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("SFL_BROKER_URL", "redis://:hunter2@127.0.0.1:1/0")
    said = run("doctor")
    assert said.exit_code == 1
    assert "The broker redis://127.0.0.1:1/0 does not answer (" in said.output
    assert "Jobs are done all the same" in said.output
    assert "hunter2" not in said.output


def test_a_redis_that_does_not_answer_is_told(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("SFL_REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    said = run("doctor")
    assert said.exit_code == 1
    assert "Redis at redis://127.0.0.1:1/0 does not answer (" in said.output
    assert "Is SFL_REDIS_URL right?" in said.output
    assert "hunter2" not in said.output


def test_a_package_that_the_broker_needs_is_named(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("SFL_BROKER_URL", "amqp://guest@127.0.0.1:1//")
    monkeypatch.setattr("salesforce_lite.background.broker.find_spec", lambda _name: None)
    said = run("doctor")
    assert said.exit_code == 1
    assert "the Python package celery, which it needs, is not installed" in said.output
