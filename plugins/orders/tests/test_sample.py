"""The sample data are played once, and go without a trace."""

from datetime import date
from random import Random
from types import SimpleNamespace

from sqlalchemy import func, select, text

from .conftest import Shop


def test_sample_orders_come_once_and_go(shop: Shop) -> None:
    customers = (SimpleNamespace(id=shop.customer.id),)
    own = shop.order()
    model = shop.order_model.Order
    for _time in range(2):
        story = SimpleNamespace(
            rng=Random(1), day=date(2026, 3, 1), language="es", customers=customers, people={}
        )
        with shop.operating() as uow:
            shop.sample.play(uow, story)
            count = uow.session.scalar(select(func.count()).select_from(model))
            assert count > 2
    assert remembered(shop) > 0
    assert shop.wrong_totals() == []
    with shop.operating() as uow:
        shop.sample.forget(uow)
        assert [one.id for one in uow.session.scalars(select(model))] == [own.id]
    assert shop.wrong_totals() == []
    with shop.operating() as uow:
        # The products stay while there are other orders.
        uow.session.delete(uow.session.get(model, own.id))
    with shop.operating() as uow:
        shop.sample.forget(uow)
    assert remembered(shop) == 0


def remembered(shop: Shop) -> int:
    """Lines of the history about goods and drafts."""
    query = text("SELECT count(*) FROM audit_entry WHERE record_kind LIKE 'orders%'")
    with shop.app.engine.connect() as connection:
        return int(connection.scalar(query))
