"""Portfolios: whose customers they are, what follows a new manager, and how files bring them."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import deactivate_user, find_user
from salesforce_lite.customers import Customer, CustomerDraft, save_customer, save_customers
from salesforce_lite.kernel.errors import InvalidInputError, PermissionDeniedError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.team import (
    PortfolioDraft,
    create_portfolio,
    list_portfolios,
    rename_portfolio,
    save_portfolios,
    set_portfolio_manager,
)
from salesforce_lite.team.errors import (
    AmbiguousManagerError,
    PortfolioNameTakenError,
    PortfolioOutOfSightError,
    UnknownManagerError,
)


def person(uow, name):
    return find_user(uow, f"{name}@example.com").id


@pytest.fixture
def portfolio(work):
    """A portfolio of the rep with one customer of its own and one that the other rep owns."""
    with work("admin") as uow:
        made = create_portfolio(uow, "Hotels", manager_id=person(uow, "rep"))
        follows, stays = save_customers(
            uow,
            [
                CustomerDraft.of({"name": "Follows", "portfolio_id": made.id}),
                CustomerDraft.of(
                    {
                        "name": "Stays",
                        "portfolio_id": made.id,
                        "owner_id": person(uow, "other"),
                    }
                ),
            ],
        )
        return made.id, follows.id, stays.id


def test_customers_without_an_own_owner_follow_the_manager(work, portfolio):
    portfolio_id, follows, stays = portfolio
    with work("admin") as uow:
        set_portfolio_manager(uow, portfolio_id, person(uow, "viewer"))
    with work("admin") as uow:
        viewer, other = person(uow, "viewer"), person(uow, "other")
        for customer_id, owner in ((follows, viewer), (stays, other)):
            customer = uow.session.get(Customer, customer_id)
            assert customer.owner_id == customer.scope_owner_id == owner
        told = uow.session.scalars(select(EventRecord).order_by(EventRecord.id)).all()
        changed = [event.payload for event in told if event.name == "CustomerOwnerChanged"]
        assert [event["customer_id"] for event in changed] == [str(follows)]
        assert changed[0]["after"] == str(viewer)
        entry = uow.session.scalars(
            select(AuditEntry).where(
                AuditEntry.record_id == follows, AuditEntry.action == "changed"
            )
        ).one()
        assert entry.changes["owner_id"][1] == str(viewer)


def test_more_customers_than_one_chunk_follow(work, monkeypatch, portfolio):
    monkeypatch.setattr("salesforce_lite.customers.portfolio_owners._CHUNK", 3)
    with work("admin") as uow:
        drafts = [
            CustomerDraft.of({"name": f"C{n}", "portfolio_id": portfolio[0]}) for n in range(8)
        ]
        save_customers(uow, drafts)
    with work("admin") as uow:
        set_portfolio_manager(uow, portfolio[0], None)
    with work("admin") as uow:
        set_portfolio_manager(uow, portfolio[0], person(uow, "viewer"))
    with work("admin") as uow:
        query = select(Customer).where(Customer.owner_id == person(uow, "viewer"))
        assert len(uow.session.scalars(query).all()) == 9


def test_a_manager_hands_over_what_they_see(work, portfolio):
    with work("manager") as uow:
        set_portfolio_manager(uow, portfolio[0], person(uow, "manager"))
    with work("manager") as uow:
        set_portfolio_manager(uow, portfolio[0], person(uow, "other"))
    with work("admin") as uow:
        assert uow.session.get(Customer, portfolio[1]).owner_id == person(uow, "other")
    with pytest.raises(PortfolioOutOfSightError), work("manager") as uow:
        set_portfolio_manager(uow, portfolio[0], person(uow, "manager"))


def test_names_are_unique_and_managers_work_here(work, portfolio):
    with work("admin") as uow:
        with pytest.raises(PortfolioNameTakenError):
            create_portfolio(uow, " Hotels ")
        second = create_portfolio(uow, "Shops")
        with pytest.raises(PortfolioNameTakenError):
            rename_portfolio(uow, second.id, "Hotels")
        assert rename_portfolio(uow, second.id, "Kiosks").name == "Kiosks"
        deactivate_user(uow, person(uow, "viewer"))
        with pytest.raises(InvalidInputError):
            set_portfolio_manager(uow, second.id, person(uow, "viewer"))


@pytest.mark.parametrize("name", ["rep", "inside", "viewer"])
def test_only_those_who_lead_change_portfolios(work, portfolio, name):
    with work(name) as uow:
        for forbidden in (
            lambda: create_portfolio(uow, "x"),
            lambda: rename_portfolio(uow, portfolio[0], "x"),
            lambda: set_portfolio_manager(uow, portfolio[0], None),
            lambda: save_portfolios(uow, [PortfolioDraft(name="x")]),
        ):
            with pytest.raises(PermissionDeniedError):
                forbidden()


def test_a_file_brings_portfolios_with_their_managers(work):
    drafts = [
        PortfolioDraft(name="Hotels", manager="REP@example.com", references=(("erp", "P1"),)),
        PortfolioDraft(name="Shops", manager="other", references=(("erp", "P2"),)),
        PortfolioDraft(name="Nobody's"),
    ]
    with work("admin") as uow:
        hotels, shops, nobodys = save_portfolios(uow, drafts)
        assert hotels.manager_id == person(uow, "rep")
        assert shops.manager_id == person(uow, "other")
        assert nobodys.manager_id is None
    with work("admin") as uow:
        save_portfolios(uow, drafts)
        assert [one.name for one in list_portfolios(uow)] == ["Hotels", "Nobody's", "Shops"]


def test_a_file_renames_by_reference_and_gives_away_by_name(work, portfolio):
    with work("admin") as uow:
        save_portfolios(uow, [PortfolioDraft(name="Shops", references=(("erp", "P2"),))])
    with work("admin") as uow:
        saved = save_portfolios(
            uow,
            [
                PortfolioDraft(name="Kiosks", references=(("erp", "P2"),)),
                PortfolioDraft(name="Hotels", manager="viewer@example.com"),
            ],
        )
        assert saved[1].id == portfolio[0]
        assert [one.name for one in list_portfolios(uow)] == ["Hotels", "Kiosks"]
    with work("admin") as uow:
        assert uow.session.get(Customer, portfolio[1]).owner_id == person(uow, "viewer")


def test_a_file_that_is_wrong_anywhere_changes_nothing(work):
    with work("admin") as uow:
        find_user(uow, "viewer@example.com").name = "Other"
    for manager, error in (("Mister X", UnknownManagerError), ("other", AmbiguousManagerError)):
        with pytest.raises(error), work("admin") as uow:
            save_portfolios(
                uow, [PortfolioDraft(name="Good"), PortfolioDraft(name="Bad", manager=manager)]
            )
    with work("admin") as uow:
        assert list_portfolios(uow) == []


def test_two_rows_cannot_take_one_name(work):
    drafts = [
        PortfolioDraft(name="Hotels", references=(("erp", "1"),)),
        PortfolioDraft(name="Shops", references=(("erp", "2"),)),
    ]
    with work("admin") as uow:
        save_portfolios(uow, drafts)
    with pytest.raises(PortfolioNameTakenError), work("admin") as uow:
        save_portfolios(uow, [PortfolioDraft(name="Hotels", references=(("erp", "2"),))])


def test_a_customer_of_a_portfolio_belongs_to_its_manager(work, portfolio):
    with work("admin") as uow:
        made = save_customer(uow, CustomerDraft.of({"name": "New", "portfolio_id": portfolio[0]}))
        assert made.owner_id == person(uow, "rep")
