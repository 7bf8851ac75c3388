"""An administrator keeps the tree of teams, their people, and portfolios."""

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.customers import CustomerDraft, get_customer, save_customer
from salesforce_lite.team import list_members, list_portfolios, list_teams


@pytest.fixture
def office(client_of):
    return client_of("admin")


@pytest.fixture
def ids(work):
    with work("admin") as uow:
        names = ("admin", "manager", "rep", "other")
        return {name: find_user(uow, f"{name}@example.com").id for name in names}


@pytest.fixture
def team(work):
    def read(name):
        with work("admin") as uow:
            return next(team for team in list_teams(uow) if team.name == name)

    return read


def test_a_team_is_made_below_another_with_its_manager_and_changed(office, team, ids):
    office.post("/admin/teams/new", data={"name": "Spain", "manager_id": str(ids["manager"])})
    above = team("Spain")
    office.post("/admin/teams/new", data={"name": "Seville", "parent_id": str(above.id)})
    below = team("Seville")
    assert (above.manager_id, below.parent_id) == (ids["manager"], above.id)
    page = office.get("/admin/teams/").text
    assert "– Seville" in page
    address = f"/admin/teams/{below.id}"
    assert 'value="Seville"' in office.get(address).text
    said = {"version": below.version, "name": "Cadiz", "manager_id": "", "parent_id": ""}
    assert office.post(address, data=said).status_code == 303
    assert team("Cadiz").parent_id is None
    assert office.post(address, data=said).status_code == 409


def test_a_circle_or_a_name_that_is_taken_is_refused_with_what_was_typed(office, team):
    office.post("/admin/teams/new", data={"name": "Above"})
    above = team("Above")
    office.post("/admin/teams/new", data={"name": "Below", "parent_id": str(above.id)})
    below = team("Below")
    told = office.post(
        f"/admin/teams/{above.id}",
        data={"version": above.version, "name": "Top", "parent_id": str(below.id)},
    )
    assert told.status_code in (409, 422)
    assert "cannot stand below" in told.text
    assert 'value="Top"' in told.text
    assert team("Above").parent_id is None
    told = office.post("/admin/teams/new", data={"name": "Above"})
    assert "already" in told.text


def test_people_come_and_go_one_by_one(office, work, team, ids):
    office.post("/admin/teams/new", data={"name": "North"})
    address = f"/admin/teams/{team('North').id}/members"
    for name in ("rep", "other", "rep"):
        assert office.post(address, data={"user_id": str(ids[name])}).status_code == 303
    with work("admin") as uow:
        assert {one.id for one in list_members(uow, team("North").id)} == {ids["rep"], ids["other"]}
    office.post(f"{address}/{ids['rep']}/removal")
    with work("admin") as uow:
        assert [one.id for one in list_members(uow, team("North").id)] == [ids["other"]]
    nobody = office.post(address, data={"user_id": "0190a7a4-0000-7000-8000-000000000000"})
    assert nobody.status_code == 422


def test_people_are_found_by_name(office, ids):
    items = office.get("/admin/teams/people?q=oth").json["items"]
    assert [item["id"] for item in items] == [str(ids["other"])]


def test_a_portfolio_given_to_somebody_takes_its_customers_along(office, work, ids):
    office.post("/admin/portfolios/new", data={"name": "Norte", "manager_id": str(ids["rep"])})
    with work("admin") as uow:
        portfolio = next(one for one in list_portfolios(uow) if one.name == "Norte")
        customer = save_customer(
            uow, CustomerDraft.of({"name": "Kiosco", "portfolio_id": portfolio.id})
        )
    with work("rep") as uow:
        assert get_customer(uow, customer.id).name == "Kiosco"
    said = {
        "version": portfolio.version,
        "name": "Norte y costa",
        "manager_id": str(ids["other"]),
    }
    address = f"/admin/portfolios/{portfolio.id}"
    assert office.post(address, data=said).status_code == 303
    with work("other") as uow:
        assert get_customer(uow, customer.id).name == "Kiosco"
    assert "Norte y costa" in office.get("/admin/portfolios/").text
    assert office.post(address, data=said).status_code == 409


def test_a_manager_changes_no_portfolio_of_another_team(office, client_of, work, ids):
    office.post("/admin/portfolios/new", data={"name": "Sur", "manager_id": str(ids["other"])})
    with work("admin") as uow:
        portfolio = next(one for one in list_portfolios(uow) if one.name == "Sur")
    said = {"version": portfolio.version, "name": "Mine", "manager_id": str(ids["other"])}
    told = client_of("manager").post(f"/admin/portfolios/{portfolio.id}", data=said)
    assert told.status_code in (409, 422)
    assert "Ask somebody who sees all of them" in told.text
    with work("admin") as uow:
        assert "Mine" not in [one.name for one in list_portfolios(uow)]


def test_a_manager_opens_the_portfolios_and_nothing_else(client_of):
    manager = client_of("manager")
    page = manager.get("/admin/").text
    assert "/admin/portfolios/" in page
    assert "/admin/people/" not in page
    assert manager.get("/admin/portfolios/").status_code == 200
    assert manager.get("/admin/teams/").status_code == 403
