"""What the sample company is like."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import User
from salesforce_lite.activities import Activity
from salesforce_lite.company import ExchangeRate
from salesforce_lite.countries import country_pack, read_tax_id
from salesforce_lite.customers import Contact, Customer, CustomerRelation, LifecycleChange
from salesforce_lite.demo.vocabulary import read_words
from salesforce_lite.opportunities import (
    Opportunity,
    Outcome,
    Pipeline,
    Stage,
    StageChange,
    check_totals,
)
from tests.demo.conftest import DAY, unit_of
from tests.demo.rows import contents

ENGLISH = re.compile(r"\b(the|and|with|for|of|was|will|about|order|wants|call)\b", re.IGNORECASE)
SPANISH = re.compile(r"\b(el|la|los|las|de|del|que|con|para|por|una|pedido)\b|[ñáéíóú¿¡]", re.I)


def _all(app, model):
    with app.make_session() as session:
        return list(session.scalars(select(model)))


def test_equal_seeds_give_equal_data(app, other_app, fill) -> None:
    fill(seed=11)
    fill(seed=11, into=other_app)
    assert contents(app) == contents(other_app)


def test_another_seed_gives_another_company(app, other_app, fill) -> None:
    fill(seed=11)
    fill(seed=12, into=other_app)
    customers = [contents(one, "customer")["customer"] for one in (app, other_app)]
    assert not customers[0] & customers[1]


def test_the_year_reaches_up_to_the_day_and_history_carries_its_dates(company) -> None:
    done = sorted(one.at for one in _all(company, Activity) if one.is_done)
    assert done[0].date() < DAY - timedelta(days=330)
    assert DAY - timedelta(days=5) < done[-1].date() <= DAY
    moves = [change.at.date() for change in _all(company, StageChange)]
    assert max(moves) - min(moves) > timedelta(days=200)
    assert len({change.on for change in _all(company, LifecycleChange)}) > 5
    assert all(change.at.date() <= DAY for change in _all(company, LifecycleChange))


def test_nothing_has_happened_in_the_future(company) -> None:
    assert all(one.completed_at.date() <= DAY for one in _all(company, Activity) if one.is_done)
    assert all(one.closed_on <= DAY for one in _all(company, Opportunity) if one.closed_on)
    assert all(one.created_at.date() <= DAY for one in _all(company, Customer))


def test_kept_totals_are_right(company) -> None:
    with unit_of(company) as uow:
        assert check_totals(uow) == []


def test_tax_ids_have_right_check_digits(company) -> None:
    for one in _all(company, Customer):
        reading = read_tax_id(one.tax_country, one.tax_value, one.tax_type)
        assert (reading.warning, reading.type) == (None, one.tax_type), one.tax_value
        assert not reading.is_generic


def test_addresses_have_the_form_of_their_country(company) -> None:
    countries = set()
    for one in _all(company, Customer):
        address = one.addresses[0]
        countries.add(address.country)
        assert one.latitude is not None
        for field in country_pack(address.country).address_fields:
            value = getattr(address, field.code, "")
            assert value or not field.is_required, (address, field.code)
            assert not value or field.accepts(value), (address, field.code)
    assert countries == {"ES", "MX", "AR", "CL", "CO", "PE"}


def test_phones_can_be_read_and_mail_goes_to_reserved_names_only(company) -> None:
    for one in [*_all(company, Customer), *_all(company, Contact)]:
        assert all(phone.number for phone in one.phones), one.phones
        assert all(mail.address.endswith(".example") for mail in one.emails)
    samples = [person for person in _all(company, User) if person.is_sample]
    assert len(samples) == 11
    assert all(person.email.endswith("@example.com") for person in samples)


def test_there_is_one_of_everything(company) -> None:
    customers = _all(company, Customer)
    assert {one.lifecycle for one in customers} == {
        "lead", "qualified", "active", "dormant", "lost",
    }  # fmt: skip
    assert {one.kind for one in customers} == {"person", "organization"}
    assert any(one.parent_id for one in customers)
    assert {one.kind for one in _all(company, CustomerRelation)} == {
        "agent_of", "beneficiary_of", "referred_by",
    }  # fmt: skip
    activities = _all(company, Activity)
    assert {one.kind for one in activities} == {
        "visit", "call", "message", "email", "meeting", "task", "promise", "note",
    }  # fmt: skip
    assert {one.is_kept for one in activities if one.kind == "promise"} == {True, False, None}
    assert 3_000 < len(activities) < 6_000
    opportunities = _all(company, Opportunity)
    assert 350 < len(opportunities) < 650
    assert {one.outcome for one in opportunities} == set(Outcome)
    assert {one.amount.currency for one in opportunities if one.amount} == {
        "EUR", "MXN", "ARS", "CLP", "COP", "PEN",
    }  # fmt: skip
    assert {rate.currency for rate in _all(company, ExchangeRate)} >= {"MXN", "ARS", "CLP"}
    sold = {stage.pipeline_id for stage in _all(company, Stage) if stage.is_active}
    active = [one for one in _all(company, Pipeline) if one.is_active and one.id in sold]
    assert len(active) == 2


def test_an_order_is_never_noted_as_an_absence(company) -> None:
    absent = {
        sentence
        for language in ("es",)
        for sentence in read_words(language)["notes"]["visit"]["not_in"]
    }
    for one in _all(company, Activity):
        if one.kind == "visit" and one.outcome == "order":
            assert one.note not in absent
            assert one.note


def test_what_is_to_be_done_next_is_called_by_its_kind(company) -> None:
    """No visit is a call: each kind has sentences of its own."""
    calls = re.compile(r"^Llamar|^Llamada")
    planned = [one for one in _all(company, Activity) if not one.is_done and one.opportunity_id]
    assert {one.kind for one in planned} >= {"call", "visit", "task"}
    for one in planned:
        assert bool(calls.search(one.subject)) == (one.kind == "call"), (one.kind, one.subject)


@pytest.mark.parametrize(("language", "wrong"), [("es", ENGLISH), ("en", SPANISH)])
def test_no_sentence_is_in_the_other_language(app, fill, language, wrong) -> None:
    fill(language=language, customers=60)
    names = read_words("names")
    given = re.compile("|".join(sorted(map(re.escape, names["given"]), key=len, reverse=True)))
    sentences = Counter(
        text for one in _all(app, Activity) for text in (one.subject, one.note) if text
    )
    sentences.update(one.title for one in _all(app, Opportunity))
    sentences.update(one.note for one in _all(app, Opportunity) if one.note)
    sentences.update(one.note for one in _all(app, Customer) if one.note)
    sentences.update(tag for one in _all(app, Customer) for tag in one.tags)
    pipelines = {one.id: one.name for one in _all(app, Pipeline) if one.is_active}
    sentences.update(pipelines.values())
    sentences.update(one.name for one in _all(app, Stage) if one.pipeline_id in pipelines)
    assert len(sentences) > 200
    assert [text for text in sentences if wrong.search(given.sub("", text))] == []


def test_both_languages_have_the_same_words(app) -> None:
    def shape(words):
        if isinstance(words, dict):
            return {key: shape(value) for key, value in words.items()}
        return type(words).__name__

    assert shape(read_words("es")) == shape(read_words("en"))


def test_every_owner_has_customers_and_every_portfolio_its_manager(company) -> None:
    with company.make_session() as session:
        owners = session.scalar(select(func.count(func.distinct(Customer.owner_id))))
        unowned = session.scalar(
            select(func.count()).select_from(Customer).where(Customer.owner_id.is_(None))
        )
    assert owners >= 8
    assert unowned == 0
