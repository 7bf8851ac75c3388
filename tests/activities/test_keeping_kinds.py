"""An administrator makes kinds of activities, names, orders and retires them."""

import pytest
from sqlalchemy import delete

from salesforce_lite.activities import (
    KIND_LIST,
    KIND_NAMES,
    LastKindError,
    add_kind,
    get_activity,
    get_kind,
    list_kinds,
    log_activity,
    move_kind,
    outcome_codes,
    outcome_list,
    rename_kind,
    retire_kind,
    revive_kind,
)
from salesforce_lite.app import prepare_instance
from salesforce_lite.audit import history_of
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.lists import ListValue, ValueTakenError, list_values, retire_value
from salesforce_lite.plugin import next_generation
from salesforce_lite.testing import make_app
from tests.activities.kinds import own_kind
from tests.customers.together import at_once

CORE = ["visit", "call", "message", "email", "meeting", "task", "promise", "note"]


def kind(app, code: str):
    return next(one for one in app.contributions.activity_kinds if one.code == code)


def codes(app, *, offered: bool = True) -> list[str]:
    return [one.code for one in app.contributions.activity_kinds if one.is_offered or not offered]


def test_until_somebody_changes_them_the_kinds_are_those_we_bring(app) -> None:
    assert codes(app) == CORE
    assert all(one.given is None and not one.like for one in app.contributions.activity_kinds)


def test_an_own_kind_works_like_another_and_begins_with_its_outcomes(app, work) -> None:
    with work("admin") as uow:
        (first, *_) = list_values(uow, outcome_list("visit"))
        retire_value(uow, first.id)
    code = own_kind(work, "visit", "Product demo", "Demostración")
    assert code == "own_product_demo"
    made, visit = kind(app, code), kind(app, "visit")
    assert (made.icon, made.has_place, made.has_period) == (visit.icon, True, True)
    assert (made.works_like, made.given.en, made.given.es) == (
        *("visit", "Product demo"),
        "Demostración",
    )
    assert codes(app)[-1] == code
    with work("admin") as uow:
        offered = outcome_codes(uow, "visit", retired=False)
        assert outcome_codes(uow, code) == offered
        assert first.code not in offered
        (entry,) = history_of(uow, get_kind(uow, code).id)
        assert entry.actor_name == "Admin"
    lists = {one.name: one.english_title for one in app.contributions.list_definitions}
    assert lists[outcome_list(code)] == "Outcomes: Product demo"
    assert outcome_list("note") not in lists


@pytest.mark.parametrize("like", ["promise", "", "own_product_demo", "loyalty.redemption"])
def test_what_cannot_be_imitated_is_refused_beside_the_choice(work, like) -> None:
    with work("admin") as uow, pytest.raises(InvalidInputError) as refusal:
        add_kind(uow, name_en="Demo", name_es="Demo", like=like)
    assert set(refusal.value.fields) == {"like"}


def test_codes_of_own_kinds_are_never_those_of_others(app, work) -> None:
    with work("admin") as uow:
        made = [
            add_kind(uow, name_en=name, name_es=f"{name} es", like="note").code
            for name in ("Fair", "Fair!", "Stages", "展会", "A very long name of a kind of visits")
        ]
    assert made == [
        *("own_fair", "own_fair_2", "own_stages", "own_value"),
        "own_a_very_long_name_of_a",
    ]
    assert all(len(code) <= 30 for code in made)
    assert not set(made) & set(CORE)


def test_two_kinds_never_have_one_name(work) -> None:
    with work("admin") as uow:
        with pytest.raises(ValueTakenError, match="“visita”"):
            add_kind(uow, name_en="Demo", name_es="visita", like="call")
        with pytest.raises(ValueTakenError):
            rename_kind(uow, "call", name_en="Visit")


def test_a_renamed_kind_says_its_name_on_its_buttons_and_others_keep_theirs(app, work) -> None:
    with work("admin") as uow:
        rename_kind(uow, "visit", name_en="Store check", name_es="Revisión")
        rename_kind(uow, "call", name_en="Call", name_es="Llamada")
    visit = kind(app, "visit")
    assert (visit.verb, visit.plan_verb, visit.given.en) == (
        *("Log %(name)s", "Plan %(name)s"),
        "Store check",
    )
    assert (kind(app, "call").verb, kind(app, "call").given) == ("Log call", None)
    with work("admin") as uow:
        rename_kind(uow, "visit", name_en="Visit", name_es="Visita")
    assert kind(app, "visit").verb == "Log visit"


def test_a_kind_is_put_in_another_place(app, work) -> None:
    with work("admin") as uow:
        move_kind(uow, "meeting", 1)
    assert codes(app) == ["meeting", *(code for code in CORE if code != "meeting")]


def test_a_retired_kind_is_offered_no_more_until_it_is_revived(app, work) -> None:
    with work("admin") as uow:
        retire_kind(uow, "visit")
    assert "visit" not in codes(app)
    assert "visit" in codes(app, offered=False)
    assert "log-visit" not in [one.id for one in app.contributions.menu_items]
    with work("admin") as uow:
        revive_kind(uow, "visit")
    assert codes(app) == CORE
    assert "log-visit" in [one.id for one in app.contributions.menu_items]


def test_the_last_kind_that_is_offered_stays(work) -> None:
    with work("admin") as uow:
        for code in CORE[1:]:
            retire_kind(uow, code)
        with pytest.raises(LastKindError, match="“Visit”"):
            retire_kind(uow, "visit")


def test_of_two_who_retire_the_last_two_at_once_the_second_is_told(work) -> None:
    with work("admin") as uow:
        for code in CORE[2:]:
            retire_kind(uow, code)
    (told,) = at_once(
        work, lambda uow: retire_kind(uow, "visit"), lambda uow: retire_kind(uow, "call")
    )
    assert isinstance(told, LastKindError)


def test_of_two_who_make_one_kind_at_once_the_second_is_told(work) -> None:
    def make(uow) -> None:
        add_kind(uow, name_en="Demo", name_es="Demostración", like="visit")

    (told,) = at_once(work, make, make)
    assert isinstance(told, ValueTakenError)


def test_who_has_read_an_older_version_is_told(work) -> None:
    with work("admin") as uow:
        read = get_kind(uow, "visit").version
        rename_kind(uow, "visit", name_en="Store check", version=read)
    for change in (
        lambda uow: rename_kind(uow, "visit", name_en="Look in", version=read),
        lambda uow: move_kind(uow, "visit", 3, version=read),
        lambda uow: retire_kind(uow, "visit", version=read),
    ):
        with work("admin") as uow, pytest.raises(StaleVersionError):
            change(uow)


@pytest.mark.parametrize("name", ["manager", "rep", "inside", "viewer"])
def test_only_who_keeps_lists_keeps_kinds(work, name) -> None:
    for change in (
        list_kinds,
        lambda uow: add_kind(uow, name_en="Demo", name_es="Demo", like="visit"),
        lambda uow: rename_kind(uow, "visit", name_en="Demo"),
        lambda uow: move_kind(uow, "visit", 3),
        lambda uow: retire_kind(uow, "visit"),
        lambda uow: revive_kind(uow, "visit"),
    ):
        with work(name) as uow, pytest.raises(PermissionDeniedError):
            change(uow)


def test_what_is_no_kind_is_not_found(work) -> None:
    with work("admin") as uow, pytest.raises(NotFoundError):
        rename_kind(uow, "loyalty.redemption", name_en="Demo")


def test_all_workers_see_a_change_and_the_one_that_made_it_at_once(app, tmp_path, work) -> None:
    address = app.engine.url.render_as_string(hide_password=False)
    # With a folder of plugins a test's server asks for the generation each time.
    other = make_app(tmp_path, address, plugins=[tmp_path / "none"])
    assert codes(other) == CORE
    code = own_kind(work)
    with work("admin") as uow:
        retire_kind(uow, "message")
    for each in (app, other):
        assert codes(each) == [one for one in (*CORE, code) if one != "message"]
        assert f"log-{code}" in [one.id for one in each.contributions.menu_items]


def test_a_change_that_is_taken_back_is_seen_by_nobody(app, work) -> None:
    with work("admin") as uow:
        retire_kind(uow, "visit")
        uow.rollback()
    assert codes(app) == CORE


def test_an_instance_of_the_version_before_gets_the_names_when_it_is_upgraded(
    app, work, customer
) -> None:
    with work("admin") as uow:
        visit = log_activity(uow, {"kind": "visit", "customer_id": customer.id})
        uow.session.execute(delete(ListValue).where(ListValue.list_name == KIND_LIST))
        next_generation(uow)
    assert codes(app) == CORE
    prepare_instance(app)
    with work("admin") as uow:
        assert [one.code for one in list_kinds(uow)] == CORE
        rename_kind(uow, "visit", name_en="Store check")
        assert get_activity(uow, visit.id).version == visit.version
    prepare_instance(app)
    assert kind(app, "visit").given.en == "Store check"


def test_the_core_is_called_in_the_list_as_it_is_called_everywhere(client_of) -> None:
    page = client_of("rep").get("/activities/new", headers={"Accept-Language": "es"}).text
    assert [value.code for value in KIND_NAMES.values] == CORE
    for value in KIND_NAMES.values:
        assert value.label_en in page
