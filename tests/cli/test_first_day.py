"""What an operator sets up before anybody signs in: company, people, teams, exchange rates."""

import pytest

from salesforce_lite.access import LastAdminError, find_user
from salesforce_lite.cli.named import NoSuchTeamError, NoSuchUserError
from salesforce_lite.cli.operator import reading
from salesforce_lite.cli.program import commands
from salesforce_lite.cli.rates import UnreadableDayError, UnreadableRateError
from salesforce_lite.cli.site import open_site
from salesforce_lite.customers import CustomerDraft, find_customers, save_customer
from salesforce_lite.customers.listing import CustomerFilter
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.opportunities import list_pipelines
from salesforce_lite.team import TeamNameTakenError
from tests.cli.conftest import Run


def last_line(output: str) -> list[str]:
    return output.splitlines()[-1].split("\t")


def test_a_country_brings_its_currency_zone_and_language(run: Run) -> None:
    done = run("company", "--name", "Ferretería Pérez", "--country", "mx")
    assert last_line(done.stdout) == [
        "Ferretería Pérez", "MX", "MXN", "America/Mexico_City", "es-MX",
    ]  # fmt: skip


def test_what_is_given_besides_the_country_counts(run: Run) -> None:
    run("company", "--country", "MX", "--currency", "USD", "--language", "en")
    assert last_line(run("company").stdout)[2:] == ["USD", "America/Mexico_City", "en"]


@pytest.mark.parametrize("code", ["XX", "ZZ", "EU", "XB", "QO"])
def test_an_unknown_country_is_refused_and_nothing_changes(run: Run, code: str) -> None:
    before = run("company").stdout
    with pytest.raises(InvalidInputError) as refusal:
        run("company", "--name", "Other", "--country", code)
    assert set(refusal.value.fields) == {"country"}
    assert run("company").stdout == before


@pytest.mark.parametrize(("language", "pipeline"), [("en", "Sales"), ("es-AR", "Ventas")])
def test_a_new_instance_speaks_the_language_of_its_company(
    run: Run, tmp_path, monkeypatch, language: str, pipeline: str
) -> None:
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path / "new"))
    monkeypatch.delenv("SFL_DATABASE_URL")
    run("init", "--company", "Acería Sur", "--country", "AR", "--language", language)
    app = open_site()
    with reading(app) as uow:
        assert [one.pipeline.name for one in list_pipelines(uow)] == [pipeline]
    app.engine.dispose()
    assert last_line(run("company").stdout)[:3] == ["Acería Sur", "AR", "ARS"]


def test_a_new_person_gets_the_language_and_zone_of_the_company(run: Run, work) -> None:
    run("company", "--country", "PE")
    run("user", "add", "eva@example.org", "--role", "rep", "--name", "Eva")
    with work("admin") as uow:
        eva = find_user(uow, "eva@example.org")
        assert (eva.locale, eva.zone) == ("es-PE", "America/Lima")


def test_a_person_who_joins_a_team_is_seen_by_its_manager(run: Run, work) -> None:
    run("user", "add", "eva@example.org", "--role", "rep", "--team", "north")
    with work("admin") as uow:
        eva = find_user(uow, "eva@example.org")
        save_customer(uow, CustomerDraft.of({"name": "Evas Kiosk", "owner_id": eva.id}))
    with work("manager") as uow:
        assert [c.name for c in find_customers(uow, CustomerFilter()).items] == ["Evas Kiosk"]


def test_a_person_for_a_team_that_is_not_there_is_not_added(run: Run, work) -> None:
    with pytest.raises(NoSuchTeamError):
        run("user", "add", "eva@example.org", "--role", "rep", "--team", "West")
    with work("admin") as uow:
        assert find_user(uow, "eva@example.org") is None


def test_teams_are_made_as_a_tree_and_shown_so(run: Run) -> None:
    run("team", "add", "Spain", "--manager", "admin@example.com")
    run("team", "change", "North", "--below", "Spain", "--member", "inside@example.com")
    assert run("team", "list").stdout.splitlines() == [
        "South\t\tother@example.com",
        "Spain\tadmin@example.com\t",
        "  North\tmanager@example.com\tinside@example.com,rep@example.com",
    ]


def test_a_team_loses_members_manager_and_place(run: Run) -> None:
    run("team", "change", "North", "--below", "South")
    run("team", "change", "North", "--below", "-", "--manager", "-", "--without", "rep@example.com")
    assert run("team", "list").stdout.splitlines()[0] == "North\t\t"


def test_a_team_is_renamed_but_not_to_a_name_that_is_taken(run: Run) -> None:
    with pytest.raises(TeamNameTakenError):
        run("team", "change", "North", "--rename", "South")
    run("team", "change", "North", "--rename", "Norte")
    assert run("team", "list").stdout.startswith("Norte\t")


def test_a_manager_nobody_knows_is_named_in_the_refusal(run: Run) -> None:
    with pytest.raises(NoSuchUserError, match=r"nobody@example\.com"):
        run("team", "change", "North", "--manager", "nobody@example.com")


def test_roles_are_replaced_and_people_who_left_cannot_sign_in(run: Run) -> None:
    run("user", "roles", "rep@example.com", "manager", "viewer")
    run("user", "deactivate", "other@example.com")
    people = {
        line.split("\t")[0]: line.split("\t")[2:]
        for line in run("user", "list").stdout.splitlines()
    }
    assert people["rep@example.com"] == ["manager,viewer", "active"]
    assert people["other@example.com"] == ["rep", "inactive"]
    run("user", "activate", "other@example.com")
    assert "other@example.com\tOther\trep\tactive" in run("user", "list").stdout


def test_the_last_administrator_stays(run: Run) -> None:
    with pytest.raises(LastAdminError):
        run("user", "deactivate", "admin@example.com")


def test_rates_are_set_from_a_day_on_listed_and_taken_back(run: Run) -> None:
    run("rate", "set", "usd", "0.92", "--from", "2026-01-01")
    run("rate", "set", "USD", "0.95", "--from", "2026-02-01")
    assert run("rate", "list").stdout.splitlines() == [
        "USD\t2026-02-01\t0.95",
        "USD\t2026-01-01\t0.92",
    ]
    run("rate", "remove", "USD", "2026-02-01")
    assert run("rate", "list").stdout == "USD\t2026-01-01\t0.92\n"


def test_a_rate_that_could_be_two_numbers_is_refused(run: Run) -> None:
    with pytest.raises(UnreadableRateError) as refusal:
        run("rate", "set", "USD", "18,500")
    assert "0.048" in str(refusal.value)


def test_a_comma_that_can_be_nothing_else_is_the_decimal_sign(run: Run) -> None:
    for day, typed in enumerate(("0,92", "0,048", "18,5", "1234,5678"), 1):
        run("rate", "set", "USD", typed, "--from", f"2026-01-0{day}")
    told = run("rate", "list").stdout.split()
    assert told[2::3] == ["1234.5678", "18.5", "0.048", "0.92"]


def test_a_day_that_could_be_two_days_is_refused(run: Run) -> None:
    with pytest.raises(UnreadableDayError):
        run("rate", "set", "USD", "0.92", "--from", "01/02/2026")


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_says_what_it_does(run: Run, name: str) -> None:
    told = run(name, "--help")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) > 4
