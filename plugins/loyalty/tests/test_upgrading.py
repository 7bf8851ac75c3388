"""What members have is the same row for row after the tables were changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from salesforce_lite.testing import Trial

from .points import NOW, Shop

ADDED = {"mail_agreed_at", "mailed"}


@pytest.fixture
def shop(plugin: Trial, at: Callable[[datetime], None]) -> Shop:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin)
    customer = shop.customer()
    bought = shop.buys(customer, 200)
    account = shop.account_of(customer).id
    shop.cancels(shop.redeems(account, 50))
    shop.redeems(account, 170)
    shop.returns(customer, bought, 100)
    shop.adjusts(account, 15)
    with plugin.working("rep") as uow:
        shop.of("mail_words").agree_to_mail(uow, account, agrees=True)
    return shop


def migrate(shop: Shop, number: str, way: str) -> None:
    """One migration of the plugin, there or back."""
    folder = Path(shop.of("model").__file__ or "").parent / "migrations/versions"
    [path] = folder.glob(f"{number}_*.py")
    steps = run_path(str(path))
    with (
        shop.plugin.operating() as uow,
        Operations.context(MigrationContext.configure(uow.session.connection())),
    ):
        steps[way]()


def rows(shop: Shop) -> dict[str, list[dict[str, Any]]]:
    """Everything in the tables of the plugin as the database has it, but for what was added."""
    found = {}
    with shop.plugin.reading() as uow:
        for table in sorted(one for one in shop.plugin.tables() if one.startswith("loyalty_")):
            kept = uow.session.execute(text(f"SELECT * FROM {table}")).mappings()
            lines = [{key: one[key] for key in one if key not in ADDED} for one in kept]
            found[table] = sorted(lines, key=str)
    return found


def indexes(shop: Shop, table: str) -> set[str | None]:
    return {one["name"] for one in inspect(shop.plugin.app.engine).get_indexes(table)}


def test_what_was_there_before_the_indexes_and_the_statements_by_mail_is_kept(shop: Shop) -> None:
    now = rows(shop)
    assert all(now[table] for table in ("loyalty_tx", "loyalty_entry", "loyalty_lot"))
    migrate(shop, "0005", "downgrade")
    migrate(shop, "0004", "downgrade")
    assert "ix_loyalty_entry_account" in indexes(shop, "loyalty_entry")
    before = rows(shop)
    assert before == now
    migrate(shop, "0004", "upgrade")
    assert rows(shop) == before
    assert "ix_loyalty_entry_account" not in indexes(shop, "loyalty_entry")
    assert "ix_loyalty_tx_reverses" in indexes(shop, "loyalty_tx")
    assert "ix_loyalty_lot_origin" in indexes(shop, "loyalty_lot")
    migrate(shop, "0005", "upgrade")
    assert rows(shop) == before
    assert "ix_loyalty_account_mails" in indexes(shop, "loyalty_account")
    [account] = shop.rows("model", "Account")
    # Nobody has agreed to what they were not asked.
    assert (account.mail_agreed_at, account.mailed) == (None, 0)
    shop.agrees()
    # The journal is still only added to.
    for table in ("loyalty_tx", "loyalty_entry", "loyalty_allocation"):
        with pytest.raises(DatabaseError, match="append"), shop.plugin.operating() as uow:
            uow.session.execute(text(f"DELETE FROM {table}"))
