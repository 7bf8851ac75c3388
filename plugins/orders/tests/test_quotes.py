"""Quotes: what was sent stays; it is answered once and in time, and ordered to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import update

from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError, StaleVersionError
from salesforce_lite.opportunities import delete_opportunity, get_opportunity

from .conftest import NOON, Shop, Told


def a_quote(shop: Shop, lines: Any = (), **fields: Any) -> Any:
    fields = {"customer_id": shop.customer.id, "title": "Ovens", "currency": "EUR"} | fields
    draft = shop.quotes.QuoteDraft(lines=tuple(lines or [shop.line()]), **fields)
    with shop.working("rep") as uow:
        return shop.quotes.save_quote(uow, draft)


def sent(shop: Shop, quote: Any) -> Any:
    with shop.working("rep") as uow:
        return shop.quotes.send_quote(uow, quote.id)


def accept(shop: Shop, quote: Any, number: int = 1, by: str = "Luisa Gómez") -> Any:
    with shop.operating() as uow:
        return shop.quote_answers.accept_quote(uow, quote.id, number=number, by=by)


def read(shop: Shop, quote: Any) -> Any:
    with shop.operating() as uow:
        return shop.quotes.get_quote(uow, quote.id), shop.quotes.versions_of(uow, quote.id)


def test_what_was_sent_is_not_edited_but_revised(shop: Shop, told: Told) -> None:
    quote = a_quote(shop)
    a_quote(shop, [shop.line("2")], id=quote.id)
    sent(shop, quote)
    with pytest.raises(shop.errors.QuoteSentError):
        a_quote(shop, id=quote.id)
    with shop.working("rep") as uow:
        shop.quotes.revise_quote(uow, quote.id)
    standing, [second, first] = read(shop, quote)
    assert (first.state, second.state, standing.last_version) == ("replaced", "draft", 2)
    assert first.net_minor == second.net_minor == 2000
    assert len(told(shop.events.QuoteSent)) == 1


def test_an_accepted_quote_wins_the_opportunity_and_becomes_an_order(
    shop: Shop, told: Told
) -> None:
    sale = shop.records.opportunity(shop.customer.id)
    line = shop.line("3", "0.335", taxes=[("IVA", "21")], discount_percent=Decimal("10"))
    quote = a_quote(shop, [line], opportunity_id=sale.id)
    sent(shop, quote)
    accept(shop, quote)
    standing, [version] = read(shop, quote)
    with shop.operating() as uow:
        order = shop.orders.get_order(uow, standing.order_id)
    assert (order.net_minor, order.tax_minor) == (version.net_minor, version.tax_minor)
    assert (order.state, order.opportunity_id) == ("placed", sale.id)
    [fact] = told(shop.events.QuoteAccepted)
    assert (fact.by, fact.order_id) == ("Luisa Gómez", order.id)
    with shop.operating() as uow:
        assert get_opportunity(uow, sale.id).outcome == "won"
    assert shop.wrong_totals() == []


def test_accepting_twice_is_once_whoever_clicks_at_once(shop: Shop, told: Told) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    threads = [Thread(target=accept, args=(shop, quote)) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(told(shop.events.QuoteAccepted)) == 1
    assert len(told(shop.events.OrderPlaced)) == 1


def test_an_expired_quote_is_not_accepted(shop: Shop, at: Any) -> None:
    at(NOON)
    quote = a_quote(shop, valid_until=date(2026, 3, 12))
    sent(shop, quote)
    at(NOON + timedelta(days=3))
    with pytest.raises(shop.errors.QuoteExpiredError):
        accept(shop, quote)
    at(NOON + timedelta(days=2))
    assert accept(shop, quote).state == "accepted"


def test_a_draft_or_a_replaced_version_is_not_accepted(shop: Shop) -> None:
    quote = a_quote(shop)
    with pytest.raises(shop.errors.QuoteNotSentError):
        accept(shop, quote)
    sent(shop, quote)
    with shop.working("rep") as uow:
        shop.quotes.revise_quote(uow, quote.id)
    with pytest.raises(shop.errors.QuoteNotSentError):
        accept(shop, quote)


def test_who_accepts_says_their_name(shop: Shop) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    with pytest.raises(InvalidInputError):
        accept(shop, quote, by=" ")


def test_what_was_declined_can_be_revised_and_not_accepted(shop: Shop, told: Told) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    with shop.operating() as uow:
        shop.quote_answers.decline_quote(uow, quote.id, number=1, by="Luisa", note="Too dear")
    with pytest.raises(shop.errors.QuoteAnsweredError):
        accept(shop, quote)
    assert len(told(shop.events.QuoteDeclined)) == 1
    with shop.working("rep") as uow:
        assert shop.quotes.revise_quote(uow, quote.id).number == 2


def test_an_accepted_quote_of_a_blocked_customer_becomes_a_draft(shop: Shop) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    credit = shop.facts.CreditDraft(
        customer_id=shop.customer.id, is_blocked=True, as_of=NOON, source="erp"
    )
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [credit])
    accept(shop, quote)
    with shop.operating() as uow:
        standing = shop.quotes.get_quote(uow, quote.id)
        assert shop.orders.get_order(uow, standing.order_id).state == "draft"


def test_quotes_of_others_are_not_there(shop: Shop) -> None:
    quote = a_quote(shop)
    with pytest.raises(NotFoundError), shop.working("other") as uow:
        shop.quotes.get_quote(uow, quote.id)


def test_an_opportunity_out_of_sight_keeps_nobody_from_accepting_or_saving(shop: Shop) -> None:
    sale = shop.records.opportunity(shop.customer.id)
    quotes = [a_quote(shop, opportunity_id=sale.id) for _one in range(2)]
    order = shop.order(is_placed=False, opportunity_id=sale.id)
    with shop.operating() as uow:
        delete_opportunity(uow, sale.id)
    sent(shop, quotes[0])
    accept(shop, quotes[0])
    assert read(shop, quotes[0])[0].state == "accepted"
    a_quote(shop, [shop.line("2")], id=quotes[1].id, opportunity_id=sale.id)
    assert read(shop, quotes[1])[1][0].net_minor == 2000
    shop.order([shop.line("3")], id=order.id, opportunity_id=sale.id, is_placed=False)
    assert [line.quantity for line in shop.lines_of(order)] == [3]
    with pytest.raises(NotFoundError):
        a_quote(shop, opportunity_id=sale.id)
    with pytest.raises(NotFoundError):
        shop.order(is_placed=False, opportunity_id=sale.id)


def test_lines_of_a_quote_are_not_overwritten_unseen(shop: Shop) -> None:
    quote = a_quote(shop)
    a_quote(shop, [shop.line("2")], id=quote.id, version=quote.version)
    with pytest.raises(StaleVersionError):
        a_quote(shop, [shop.line("3")], id=quote.id, version=quote.version)
    assert read(shop, quote)[1][0].net_minor == 2000


def test_what_was_read_before_the_quote_was_held_is_read_again(shop: Shop) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    model = shop.quote_model.QuoteVersion
    with shop.operating() as uow:
        [version] = shop.quotes.versions_of(uow, quote.id)
        # As another unit would have answered meanwhile.
        answered = {"state": "declined", "answered_by": "Luisa"}
        uow.session.execute(
            update(model).values(answered), execution_options={"synchronize_session": False}
        )
        assert version.state == "sent"
        with pytest.raises(shop.errors.QuoteAnsweredError):
            shop.quote_answers.accept_quote(uow, quote.id, number=1, by="Pablo")
