"""Those who keep a list add, rename, order and retire its values; records keep what they have."""

import pytest

from salesforce_lite.audit import history_of
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.lists import (
    LastValueError,
    UnknownListError,
    ValueTakenError,
    add_value,
    find_list,
    list_values,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)
from salesforce_lite.opportunities import (
    LOSS_REASONS,
    SOURCES,
    Opportunity,
    OpportunityDraft,
    get_opportunity,
    lose_opportunity,
    save_opportunity,
)
from salesforce_lite.search import search
from tests.customers.together import at_once


@pytest.fixture
def definition_of(app):
    return lambda name: find_list(app.contributions.list_definitions, name)


def codes(uow, name: str, **given) -> list[str]:
    return [value.code for value in list_values(uow, name, **given)]


def value_of(uow, name: str, code: str):
    return next(one for one in list_values(uow, name, retired=True) if one.code == code)


@pytest.fixture
def sale(work) -> Opportunity:
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"}))
        draft = OpportunityDraft.of(
            {"title": "Shelves", "customer_id": customer.id, "source": "trade_fair"}
        )
        return save_opportunity(uow, draft)


def test_a_list_nobody_declared_is_answered_with_those_there_are(app) -> None:
    with pytest.raises(
        UnknownListError, match=r"“colour”.*activity\.outcome\.call.*customer\.role"
    ):
        find_list(app.contributions.list_definitions, "colour")


def test_a_new_value_stands_last_under_a_code_of_its_english_label(work, definition_of) -> None:
    with work("admin") as uow:
        made = add_value(
            uow, definition_of(SOURCES), label_en=" Trade  press ", label_es="Prensa técnica"
        )
        assert (made.code, made.label_en) == ("trade_press", "Trade press")
        assert codes(uow, SOURCES)[-1] == "trade_press"
        (entry,) = history_of(uow, made.id)
        assert entry.actor_name == "Admin"


def test_a_label_without_letters_of_ours_still_gets_a_code(work, definition_of) -> None:
    with work("admin") as uow:
        for label in ("展会", "网站"):
            add_value(uow, definition_of(SOURCES), label_en=label, label_es=label)
        assert codes(uow, SOURCES)[-2:] == ["value", "value_2"]


def test_a_long_label_that_begins_with_a_digit_gets_a_code_that_fits(work, definition_of) -> None:
    with work("admin") as uow:
        for year in ("", "2"):
            label = f"2026 international trade fair of machine tools{year}"
            made = add_value(uow, definition_of(SOURCES), label_en=label, label_es=label)
            assert made.code.startswith("value_2026_international")
            assert len(made.code) <= 40


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"label_en": " ", "label_es": "Prensa"}, "label_en"),
        ({"label_en": "Press", "label_es": "x" * 121}, "label_es"),
        ({"label_en": "Press", "label_es": "Prensa", "code": "The press"}, "code"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_beside_it(work, definition_of, given, wrong) -> None:
    with work("admin") as uow, pytest.raises(InvalidInputError) as refusal:
        add_value(uow, definition_of(SOURCES), **given)
    assert set(refusal.value.fields) == {wrong}


def test_a_list_has_one_value_of_a_name_in_either_language(work, definition_of) -> None:
    with work("admin") as uow:
        retire_value(uow, value_of(uow, SOURCES, "trade_fair").id)
        with pytest.raises(ValueTakenError, match="revive it"):
            add_value(uow, definition_of(SOURCES), label_en="Fair", label_es="feria")
        with pytest.raises(ValueTakenError, match="“Website”"):
            rename_value(uow, value_of(uow, SOURCES, "visit").id, label_en="Website")


def test_of_two_who_add_the_same_at_once_the_second_is_told(work, definition_of) -> None:
    def add(uow) -> None:
        add_value(uow, definition_of(SOURCES), label_en="Press", label_es="Prensa")

    told = at_once(work, add, add)
    assert [type(refusal) for refusal in told] == [ValueTakenError]


def test_a_renamed_value_keeps_its_code_and_its_records_are_found_by_the_new_name(
    app, work, sale
) -> None:
    with work("admin") as uow:
        rename_value(uow, value_of(uow, SOURCES, "trade_fair").id, label_es="Exposición")
        renamed = value_of(uow, SOURCES, "trade_fair")
        assert (renamed.label_en, renamed.label_es) == ("Trade fair", "Exposición")
    with work("rep") as uow:
        assert get_opportunity(uow, sale.id).source == "trade_fair"
        hits = search(uow, "exposición", app.contributions.search_sources)
        assert [hit.id for hit in hits["opportunity"]] == [sale.id]
        assert not search(uow, "feria", app.contributions.search_sources)


def test_values_are_put_in_another_order(work) -> None:
    with work("admin") as uow:
        before = codes(uow, SOURCES)
        untouched = value_of(uow, SOURCES, before[-1]).version
        move_value(uow, value_of(uow, SOURCES, before[2]).id, 1)
        assert codes(uow, SOURCES) == [before[2], before[0], before[1], *before[3:]]
        assert value_of(uow, SOURCES, before[-1]).version == untouched
        move_value(uow, value_of(uow, SOURCES, before[2]).id, 99)
        assert codes(uow, SOURCES) == [*before[:2], *before[3:], before[2]]
        with pytest.raises(InvalidInputError):
            move_value(uow, value_of(uow, SOURCES, before[2]).id, 0)


def test_a_retired_value_stays_where_it_is_and_is_not_chosen_anew(work, client_of, sale) -> None:
    with work("admin") as uow:
        retire_value(uow, value_of(uow, SOURCES, "trade_fair").id)
        assert "trade_fair" not in codes(uow, SOURCES)
    client = client_of("rep")
    assert "Trade fair" in client.get(f"/opportunities/{sale.id}").text
    assert "Trade fair" in client.get(f"/opportunities/{sale.id}/edit").text
    assert "Trade fair" not in client.get("/opportunities/new").text
    with work("admin") as uow:
        revive_value(uow, value_of(uow, SOURCES, "trade_fair").id)
    assert "Trade fair" in client.get("/opportunities/new").text


def test_nothing_is_lost_for_a_reason_that_was_retired(work, sale) -> None:
    with work("admin") as uow:
        retire_value(uow, value_of(uow, LOSS_REASONS, "timing").id)
    with work("rep") as uow, pytest.raises(InvalidInputError) as refusal:
        lose_opportunity(uow, sale.id, reason="timing")
    assert set(refusal.value.fields) == {"reason"}


def test_the_last_value_of_a_list_stays(work) -> None:
    with work("admin") as uow:
        *others, last = list_values(uow, LOSS_REASONS)
        for one in others:
            retire_value(uow, one.id)
        with pytest.raises(LastValueError, match=last.label_en):
            retire_value(uow, last.id)


def test_of_two_who_retire_the_last_two_at_once_one_is_refused(work) -> None:
    with work("admin") as uow:
        one, other, *rest = [value.id for value in list_values(uow, LOSS_REASONS)]
        for value_id in rest:
            retire_value(uow, value_id)
    told = at_once(work, lambda uow: retire_value(uow, one), lambda uow: retire_value(uow, other))
    assert [type(refusal) for refusal in told] == [LastValueError]


def test_who_read_an_older_version_is_told(work) -> None:
    with work("admin") as uow:
        read = value_of(uow, SOURCES, "visit")
        rename_value(uow, read.id, label_en="Sales call")
    with work("admin") as uow, pytest.raises(StaleVersionError):
        retire_value(uow, read.id, version=1)


@pytest.mark.parametrize("person", ["manager", "rep"])
def test_lists_are_for_those_who_keep_them(work, definition_of, person) -> None:
    with work(person) as uow:
        value = value_of(uow, SOURCES, "visit")
        for attempt in (
            lambda: add_value(uow, definition_of(SOURCES), label_en="A", label_es="B"),
            lambda: rename_value(uow, value.id, label_en="A"),
            lambda: move_value(uow, value.id, 2),
            lambda: retire_value(uow, value.id),
            lambda: revive_value(uow, value.id),
        ):
            with pytest.raises(PermissionDeniedError):
                attempt()
