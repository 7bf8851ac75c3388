"""The command `demo`, and what it tells whoever starts the server."""

import stat

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.access.passwords import password_matches
from salesforce_lite.cli.demo import demo, show_sample_company
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.demo import SampleDataThereError
from tests.demo.rows import counts


@pytest.fixture
def run(app, tmp_path, monkeypatch):
    """Runs the command on the database of the test."""
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    monkeypatch.setenv("SFL_DATABASE_URL", address)
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def invoke(*arguments: str):
        return CliRunner().invoke(demo, arguments, catch_exceptions=False)

    return invoke


def _printed(output: str) -> dict[str, tuple[str, str]]:
    rows = [line.split("\t") for line in output.splitlines() if line.count("\t") == 2]
    return {role: (email, password) for role, email, password in rows}


def test_it_prints_fresh_passwords_that_work(app, run) -> None:
    printed = _printed(run("--customers", "5").stdout)
    assert set(printed) == {"admin", "manager", "rep"}
    with app.make_session() as session:
        for email, password in printed.values():
            person = session.scalars(select(User).where(User.email == email)).one()
            assert password_matches(password, person.password)
    assert len({password for _email, password in printed.values()}) == 3


def test_the_passwords_are_kept_where_only_the_owner_reads_until_it_is_empty(run, tmp_path) -> None:
    run("--customers", "5")
    sheet = tmp_path / "sample-people.txt"
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert run("--remove").exit_code == 0
    assert not sheet.exists()


def test_emptying_says_how_much_went(run) -> None:
    run("--customers", "5")
    assert run("--remove").stdout.startswith("customers=5 ")


def test_it_speaks_the_language_of_the_shell(app, run) -> None:
    run("--customers", "5")
    with app.make_session() as session:
        ana = session.scalars(select(User).where(User.email == "ana.ruiz@example.com")).one()
    assert ana.locale == "es-ES"


def test_a_second_time_is_refused(run) -> None:
    run("--customers", "5")
    with pytest.raises(SampleDataThereError):
        run("--customers", "5")


def test_a_restart_tells_the_same_passwords_and_adds_nothing(app, run, capsys) -> None:
    printed = _printed(run("--customers", "5").stdout)
    before = counts(app)
    show_sample_company(app)
    assert _printed(capsys.readouterr().out) == printed
    assert counts(app) == before


def test_serving_with_customers_of_ones_own_adds_nothing(app, work, capsys) -> None:
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Own Customer"}))
    before = counts(app)
    show_sample_company(app)
    assert counts(app) == before
    assert capsys.readouterr().out == ""
