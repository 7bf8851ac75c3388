"""Who is mentioned in a note is told: those who may see it, once, and nobody by mistake."""

import pytest

from salesforce_lite.access import create_user, deactivate_user
from salesforce_lite.activities import (
    ActivityDraft,
    complete_activity,
    log_activity,
    plan_activity,
    save_activities,
    save_activity,
)
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.notifications import mentioned_in, people_to_mention
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from tests.activities.records import a_customer, an_opportunity
from tests.conftest import PASSWORD


@pytest.fixture
def joins(work):
    """Somebody who works here too."""

    def add(name, email, role="inside_rep"):
        with work("admin") as uow:
            return create_user(uow, email=email, name=name, roles=[role], password=PASSWORD).id

    return add


@pytest.fixture
def log(work):
    """What the rep writes down; answers the activity and what they are told beside it."""

    def write(note, by="rep", **fields):
        with work(by) as uow:
            activity = log_activity(uow, {"kind": "visit", "note": note, **fields})
            return activity.id, [sentence % params for sentence, params in uow.remarks]

    return write


def mentions(told, name):
    return [params for kind, params in told(name) if kind == "mention"]


def test_who_is_mentioned_is_told_by_whom(log, told, user_id):
    log("Ask @Manager about the price")
    assert mentions(told, "manager") == [{"by": str(user_id("rep")), "kind": "activity"}]
    assert mentions(told, "rep") == []


@pytest.mark.parametrize(
    ("note", "is_meant"),
    [
        ("@ana ruiz", True),
        ("Hola @Ana Ruíz, mira", True),
        ("(@Ana Ruiz)", True),
        ("@Ana Ruiz's idea", False),
        ("@Ana", True),
        ("Ask @Ana tomorrow", True),
        ("@ana.ruiz says so", True),
        ("@ana.ruiz@example.com.", True),
        ("write to ana@example.com", False),
        ("mail @ana.ruiz@other.com", False),
        ("@Anabel", False),
        ("@ Ana", False),
        ("10@Ana", False),
        ("@Ruiz", False),
        ("@Ana\nRuiz", True),
    ],
)
def test_a_mention_is_a_name_or_an_address_behind_the_sign(joins, work, note, is_meant):
    ana = joins("Ana Ruiz", "ana.ruiz@example.com")
    with work("rep") as uow:
        meant = mentioned_in(uow, note).people
        # “@Ana Ruiz's” means Ana as well: her first name is enough.
        assert (ana in meant) == (is_meant or note == "@Ana Ruiz's idea")


def test_what_can_mean_several_people_tells_none_and_says_so(joins, log, told):
    joins("Ana Ruiz", "ana.ruiz@example.com")
    joins("Ana Gómez", "ana.gomez@example.com")
    _, remarks = log("Ask @Ana")
    assert remarks == [
        "Several people can be meant by “@Ana”. Write the whole name, or the e-mail."
    ]
    assert mentions(told, "ana.ruiz") == []
    _, remarks = log("Ask @Ana Gomez")
    assert remarks == []
    assert len(mentions(told, "ana.gomez")) == 1


def test_two_of_the_same_name_are_told_apart_by_their_address(joins, work):
    first = joins("Ana Ruiz", "ana@example.com")
    joins("Ana Ruiz", "ana.ruiz@example.com")
    with work("rep") as uow:
        offered = {one.handle for one in people_to_mention(uow, "ana r")}
        assert offered == {"ana@example.com", "ana.ruiz@example.com"}
        assert mentioned_in(uow, "@Ana Ruiz").people == {}
        assert list(mentioned_in(uow, "@ana@example.com").people) == [first]


def test_who_may_not_see_it_is_not_told_and_the_author_hears_that(log, told):
    _, remarks = log("Ask @Other too")
    assert remarks == ["Other cannot see this, and is not told of being mentioned."]
    assert told("other") == []


def test_who_left_is_nobody(work, log, told, user_id):
    manager = user_id("manager")
    with work("admin") as uow:
        deactivate_user(uow, manager)
    _, remarks = log("Ask @Manager")
    assert remarks == []
    assert told("manager") == []


def test_an_edit_tells_nobody_twice_and_another_mention_does(work, log, told):
    activity_id, _ = log("Ask @Manager")
    for note in ("Ask @Manager now", "Now ask @Manager!"):
        with work("rep") as uow:
            save_activity(uow, ActivityDraft.of({"note": note}, id=activity_id))
    assert len(mentions(told, "manager")) == 1
    with work("rep") as uow:
        note = "Ask @Manager. Done. @Manager, please look"
        save_activity(uow, ActivityDraft.of({"note": note}, id=activity_id))
    assert len(mentions(told, "manager")) == 2


def test_the_author_is_not_told_again_of_what_stood_there(work, log):
    activity_id, _ = log("Ask @Manager")
    joined = "Ask @Manager and @R"
    with work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"note": joined}, id=activity_id))
        assert uow.remarks == []


def test_a_note_written_on_completing_mentions_too(work, told):
    with work("rep") as uow:
        planned = plan_activity(uow, {"kind": "visit", "subject": "Line B"}).id
    with work("rep") as uow:
        complete_activity(uow, planned, note="@Manager they want a discount")
    with work("rep") as uow:
        complete_activity(uow, planned, note="@Manager they want a discount")
    assert len(mentions(told, "manager")) == 1


def test_notes_of_customers_and_sales_mention_as_well(work, told):
    with work("rep") as uow:
        customer = a_customer(uow, note="@Manager knows them")
        sale = an_opportunity(uow, customer.id)
        customer_id, sale_id = customer.id, sale.id
    with work("rep") as uow:
        draft = OpportunityDraft.of({"note": "@Manager approves"}, id=sale_id)
        save_opportunity(uow, draft)
        save_customer(uow, CustomerDraft.of({"note": "@Manager knows them"}, id=customer_id))
    assert [one["kind"] for one in mentions(told, "manager")] == ["customer", "opportunity"]


def test_what_a_file_brings_in_tells_nobody(work, told):
    with work("rep") as uow:
        save_activities(uow, [ActivityDraft.of({"kind": "note", "note": "@Manager look"})])
    assert told("manager") == []


def test_the_reader_is_told_who_wrote_what_about_what_and_gets_there(work, client_of, log, user_id):
    with work("rep") as uow:
        customer = a_customer(uow)
    activity_id, _ = log("They ask for a discount, @Manager", customer_id=customer.id, subject="B")
    page = client_of("manager").get("/notifications").text
    assert "Rep mentioned you" in page
    assert "They ask for a discount, @Manager" in page
    assert f'href="/activities/{activity_id}"' in page


def test_what_one_may_not_see_any_more_is_told_without_words(work, client_of, log, user_id):
    with work("rep") as uow:
        customer = a_customer(uow)
    log("Secret price, @Manager", customer_id=customer.id)
    other = user_id("other")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other}, id=customer.id))
    page = client_of("manager").get("/notifications").text
    assert "Secret price" not in page
    assert "Ferretería" not in page
    assert "can no longer see" in page


def test_a_page_says_beside_the_saved_note_whom_it_does_not_reach(client_of):
    browser = client_of("rep")
    data = {"kind": "visit", "note": "Ask @Other", "subject": "x"}
    saved = browser.post("/activities/new", data=data, follow_redirects=True)
    assert "Other cannot see this" in saved.text


def test_the_letters_behind_the_sign_offer_people_by_name(joins, client_of):
    joins("Ána Ruiz", "ana.ruiz@example.com")
    browser = client_of("rep")

    def offered(letters):
        items = browser.get("/notifications/people", query_string={"q": letters}).json["items"]
        return [one["id"] for one in items]

    assert offered("ana") == offered("ANA R") == offered("rui") == ["Ána Ruiz"]
    assert offered("ruiz ana") == []
    assert "Rep" not in offered("")
    assert offered("nobody") == []
