"""Bulk actions of the back office: they write through services, or they are not there.

A page that changes many records at once asks for the permission, checks what was typed, keeps to
the row scope and leaves a line in the history of each record, as a change of one record does.
"""

import re

import pytest
from flask_admin.actions import ActionsMixin
from flask_admin.model import BaseModelView
from sqlalchemy import select

from salesforce_lite.access import deactivate_user
from salesforce_lite.admin import BackOfficeView
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.team import create_portfolio, get_portfolio
from tests.conftest import find_user

CUSTOMERS = 3


@pytest.fixture
def portfolio(work, records):
    """The portfolio of a rep, with its customers."""
    with work("admin") as uow:
        rep = find_user(uow.session, "rep")
        made = create_portfolio(uow, "Coast", manager_id=rep.id)
    for _ in range(CUSTOMERS):
        records.customer(by="admin", portfolio_id=made.id)
    return made


@pytest.fixture
def hand_over(client_of, work, portfolio):
    """Gives the portfolio to somebody on its page; answers the status."""

    def send(to: str, *, by: str = "admin", version: int | None = None) -> int:
        with work("admin") as uow:
            said = {
                "name": portfolio.name,
                "manager_id": str(find_user(uow.session, to).id),
                "version": version or get_portfolio(uow, portfolio.id).version,
            }
        return client_of(by).post(f"/admin/portfolios/{portfolio.id}", data=said).status_code

    return send


def owners(work, portfolio) -> set[str]:
    with work("admin") as uow:
        of_theirs = select(Customer).where(Customer.portfolio_id == portfolio.id)
        people = {find_user(uow.session, name).id: name for name in ("rep", "other")}
        return {people[one.owner_id] for one in uow.session.scalars(of_theirs)}


def test_no_view_has_bulk_actions_of_the_library(app) -> None:
    views = [view for view in app.extensions["admin"][0]._views if view.endpoint != "admin"]
    assert views
    for view in views:
        assert isinstance(view, BackOfficeView), view
        assert not isinstance(view, (BaseModelView, ActionsMixin)), view
    office = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin/")]
    assert [
        rule.rule for rule in office if re.search("/(action|ajax|export|edit|delete)/$", rule.rule)
    ] == []


def test_the_bulk_action_of_a_portfolio_gives_each_customer_away_with_a_line_of_history(
    hand_over, portfolio, work
) -> None:
    assert owners(work, portfolio) == {"rep"}
    assert hand_over("other") == 303
    assert owners(work, portfolio) == {"other"}
    with work("admin") as uow:
        admin, rep, other = (find_user(uow.session, name) for name in ("admin", "rep", "other"))
        theirs = select(Customer.id).where(Customer.portfolio_id == portfolio.id)
        lines = uow.session.scalars(
            select(AuditEntry).where(
                AuditEntry.record_id.in_(theirs), AuditEntry.action == "changed"
            )
        ).all()
        told = [line.changes["owner_id"] for line in lines]
        assert told == [[str(rep.id), str(other.id)]] * CUSTOMERS
        assert {(line.actor_id, line.surface) for line in lines} == {(admin.id, "web")}


def test_the_bulk_action_asks_for_the_permission(hand_over, portfolio, work) -> None:
    for who in ("rep", "viewer"):
        assert hand_over("other", by=who) == 403
    assert owners(work, portfolio) == {"rep"}


def test_the_bulk_action_keeps_to_the_row_scope(hand_over, portfolio, work) -> None:
    assert hand_over("other") == 303
    # The manager sees what the rep has, and not what the other one has.
    assert hand_over("rep", by="manager") == 422
    assert owners(work, portfolio) == {"other"}


def test_the_bulk_action_checks_what_was_typed_and_the_version(hand_over, portfolio, work) -> None:
    assert hand_over("other", version=99) == 409
    with work("admin") as uow:
        deactivate_user(uow, find_user(uow.session, "other").id)
    assert hand_over("other") == 422
    assert owners(work, portfolio) == {"rep"}
