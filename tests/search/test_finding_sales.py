"""Finding opportunities and activities, and what their entries follow: every path of a record."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from salesforce_lite.activities import (
    ActivityDraft,
    complete_activity,
    delete_activity,
    keep_promise,
    plan_activity,
    restore_activity,
    save_activities,
    save_activity,
)
from salesforce_lite.cli.checks import CHECKS
from salesforce_lite.customers import ContactLinkDraft as Link
from salesforce_lite.customers import (
    CustomerDraft,
    delete_customer,
    link_contact,
    merge_customers,
    restore_customer,
    save_customer,
)
from salesforce_lite.opportunities import (
    OpportunityDraft,
    delete_opportunity,
    restore_opportunity,
    save_opportunity,
)
from salesforce_lite.search import SearchEntry, facets, matching, reindex, search
from tests.activities.records import a_contact, a_customer, an_opportunity
from tests.search.records import a_visit


@pytest.fixture
def found(app, work):
    """Kind → the titles that a person finds, on the page of the search."""

    def find(name: str, typed: str) -> dict[str, list[str]]:
        with work(name) as uow:
            hits = search(uow, typed, app.contributions.search_sources)
        return {kind: [hit.title for hit in each] for kind, each in hits.items()}

    return find


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return a_customer(uow, "Ferretería Pérez").id


def sale(work, customer, **fields):
    with work("rep") as uow:
        return an_opportunity(uow, customer, **{"title": "Zócalo norte", **fields}).id


def visit(work, customer, name="rep", **fields):
    with work(name) as uow:
        return a_visit(uow, customer, **fields).id


@pytest.mark.parametrize("typed", ["zocalo", "nor", "zemax", "feria", "trade fair", "pide"])
def test_an_opportunity_is_found_by_whatever_is_known_of_it(work, customer, found, typed):
    sale(work, customer, competitor="Zemax", source="trade_fair", note="Pide muestras")
    assert found("rep", typed) == {"opportunity": ["Zócalo norte"]}
    assert found("manager", typed) == {"opportunity": ["Zócalo norte"]}
    assert found("other", typed) == {}


def test_an_opportunity_is_found_by_its_customer(work, customer, found):
    sale(work, customer)
    assert found("rep", "perez")["opportunity"] == ["Zócalo norte"]


def test_an_activity_is_found_by_its_subject_and_the_beginning_of_its_note(work, customer, found):
    visit(work, customer, subject="Demostración", note="Quiere tornillos. " * 20 + "Remaches")
    assert found("rep", "demostra") == {"activity": ["Demostración"]}
    assert found("rep", "tornillos") == {"activity": ["Demostración"]}
    assert found("rep", "remaches") == {}
    assert found("other", "tornillos") == {}


def test_what_changes_is_found_by_what_it_says_now(work, customer, found):
    opportunity, activity = sale(work, customer), visit(work, customer, note="Tornillos")
    with work("rep") as uow:
        save_opportunity(uow, OpportunityDraft.of({"title": "Arco sur"}, id=opportunity))
        save_activity(uow, ActivityDraft.of({"note": "Tuercas"}, id=activity))
    assert found("rep", "zocalo") == found("rep", "tornillos") == {}
    assert found("rep", "arco") == {"opportunity": ["Arco sur"]}
    assert len(found("rep", "tuercas")["activity"]) == 1


def test_what_is_noted_when_it_is_done_is_found(work, customer, found):
    with work("rep") as uow:
        task = plan_activity(uow, {"kind": "task", "customer_id": customer, "subject": "Llamar"})
        vow = plan_activity(uow, {"kind": "promise", "customer_id": customer, "subject": "Precio"})
        complete_activity(uow, task.id, note="Tornillos")
        keep_promise(uow, vow.id, note="Tornillos también")
    assert sorted(found("rep", "tornillos")["activity"]) == ["Llamar", "Precio"]


def test_what_is_deleted_is_not_found_until_it_is_restored(work, customer, found):
    opportunity, activity = sale(work, customer), visit(work, customer, subject="Zócalo sur")
    with work("admin") as uow:
        delete_opportunity(uow, opportunity)
        delete_activity(uow, activity)
    assert found("rep", "zocalo") == {}
    with work("admin") as uow:
        restore_opportunity(uow, opportunity)
        restore_activity(uow, activity)
    assert found("rep", "zocalo") == {"opportunity": ["Zócalo norte"], "activity": ["Zócalo sur"]}


def test_what_belongs_to_a_customer_goes_and_comes_back_with_it(work, customer, found):
    sale(work, customer)
    visit(work, customer, subject="Zócalo sur")
    with work("admin") as uow:
        delete_customer(uow, customer)
    assert found("admin", "zocalo") == {}
    with work("admin") as uow:
        restore_customer(uow, customer)
    assert found("rep", "zocalo") == {"opportunity": ["Zócalo norte"], "activity": ["Zócalo sur"]}


def test_what_belongs_to_a_customer_follows_its_new_owner(work, customer, found, actor_of):
    sale(work, customer)
    visit(work, customer, subject="Zócalo sur")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": actor_of("other").user_id}, id=customer))
    assert found("rep", "zocalo") == {}
    assert found("other", "zocalo") == {
        "opportunity": ["Zócalo norte"],
        "activity": ["Zócalo sur"],
    }


def test_an_activity_without_a_customer_follows_its_own_owner(work, found, actor_of):
    activity = visit(work, None, subject="Zócalo sur")
    with work("admin") as uow:
        draft = ActivityDraft.of({"owner_id": actor_of("other").user_id}, id=activity)
        save_activity(uow, draft)
    assert found("rep", "zocalo") == {}
    assert found("other", "zocalo") == {"activity": ["Zócalo sur"]}


def test_merging_moves_everything_to_the_survivor_and_its_owner(work, customer, found):
    with work("rep") as uow:
        contact = a_contact(uow, customer, "Zócalo Gómez").id
        link_contact(uow, contact, Link(customer_id=customer, function="Buyer"))
    sale(work, customer)
    visit(work, customer, subject="Zócalo sur")
    with work("other") as uow:
        survivor = a_customer(uow, "Taller Sol").id
    with work("admin") as uow:
        merge_customers(uow, survivor, customer)
    assert found("rep", "zocalo") == {}
    assert found("other", "zocalo") == {
        "contact": ["Zócalo Gómez"],
        "opportunity": ["Zócalo norte"],
        "activity": ["Zócalo sur"],
    }
    assert found("other", "taller")["opportunity"] == ["Zócalo norte"]
    with work("admin") as uow:
        stay = set(uow.session.scalars(select(SearchEntry.customer_id)))
    assert stay == {survivor}


def test_a_new_name_of_the_customer_finds_and_tells_all_that_is_its(work, customer, client_of):
    with work("rep") as uow:
        a_contact(uow, customer, "Zócalo Gómez")
    sale(work, customer)
    visit(work, customer, subject="Zócalo sur")
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Casa Nueva"}, id=customer))
    page = client_of("rep").get("/search?q=zocalo").text
    assert page.count("Casa Nueva") == 3
    assert "Pérez" not in page
    by_name = client_of("rep").get("/search?q=casa+nueva").text
    assert "Zócalo Gómez" in by_name
    assert "Zócalo norte" in by_name
    assert "Nothing found" in client_of("rep").get("/search?q=perez").text


def test_a_hit_says_what_it_is_where_and_when(work, customer, client_of):
    with work("rep") as uow:
        yesterday = uow.now - timedelta(days=1)
    visit(work, customer, note="Tornillos", started_at=yesterday)
    [item] = client_of("rep").get("/search/suggest?kind=activity&q=torn").json["items"]
    assert item["text"] == "Visit"
    assert item["detail"].startswith("Ferretería Pérez · Yesterday")
    assert item["url"] == f"/activities/{item['id']}"


def test_who_may_not_see_a_kind_finds_none_of_it(work, customer, app, actor_of):
    sale(work, customer)
    visit(work, customer, subject="Zócalo sur")
    with work("rep") as uow:
        allowed = uow.actor.permissions - {"activities.view"}
        object.__setattr__(uow.actor, "permissions", allowed)
        assert set(search(uow, "zocalo", app.contributions.search_sources)) == {"opportunity"}


def test_many_are_saved_with_as_many_statements_as_one(work, customer, app):
    counts, sent = [], []
    event.listen(app.engine, "before_cursor_execute", lambda *rest: sent.append(rest[2]))
    for size in (2, 200):
        drafts = [
            ActivityDraft.of({"kind": "task", "customer_id": customer, "subject": f"Tarea {n}"})
            for n in range(size)
        ]
        with work("rep") as uow:
            sent.clear()
            save_activities(uow, drafts)
            counts.append(sum("search_" in statement for statement in sent))
    assert counts[0] == counts[1] <= 2


def test_making_the_search_anew_changes_nothing(work, customer, app, found):
    sale(work, customer, source="visit")
    visit(work, customer, note="Tornillos")
    columns = select(SearchEntry.record_id, SearchEntry.facets, SearchEntry.words)
    with work("admin") as uow:
        before = set(uow.session.execute(columns))
    list(reindex(lambda: work("admin"), app.contributions.search_sources))
    with work("admin") as uow:
        assert set(uow.session.execute(columns)) == before
    assert [told for check in CHECKS for told in check(app) if told.startswith("The search")] == []


def test_kinds_that_share_a_mark_are_told_apart_all_the_same(work, customer, found, monkeypatch):
    for module in (facets, matching):
        monkeypatch.setattr(module, "kind_mark", lambda _kind: "000:")
    visit(work, customer, subject="Tornillos de prueba")
    sale(work, customer, title="Tornillos")
    assert found("rep", "tornillos") == {
        "activity": ["Tornillos de prueba"],
        "opportunity": ["Tornillos"],
    }


def test_words_are_kept_under_their_kind(work, customer):
    visit(work, customer, note="Tornillos")
    with work("rep") as uow:
        kinds = uow.session.execute(select(SearchEntry.kind, SearchEntry.words)).all()
    assert {kind for kind, _ in kinds} == {"customer", "activity"}
    for kind, words in kinds:
        assert all(word.startswith(facets.kind_mark(kind)) for word in words.split())
    assert facets.kind_mark("customer") != facets.kind_mark("activity")
