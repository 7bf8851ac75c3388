"""What customers see and do behind a link: without signing in, as long as it works."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    CustomerDraft,
    delete_customer,
    merge_customers,
    save_customer,
)
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.links import CustomerLink, close_links, find_links, open_link
from salesforce_lite.web import customer_token
from tests.plugin.conftest import enable as enable
from tests.plugin.conftest import operating as operating
from tests.plugin.conftest import workshop as workshop

HOOKS = """
from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.errors import DomainError, InvalidInputError, N_


class Refused(DomainError):
    code = "club_refused"
    sentence = N_("Not on Sundays.")


def load(uow, link):
    customer = get_customer(uow, link.subject_id)
    if customer.name == "Broken":
        raise RuntimeError("no")
    return None if customer.name == "Hidden" else {"customer": customer}


def act(uow, link, form):
    customer = get_customer(uow, link.subject_id)
    customer.note = form["note"]
    if form["note"] == "sunday":
        raise Refused
    if form["note"] == "":
        raise InvalidInputError(fields={"note": N_("Say something.")})
    return "Thank you."


def file(uow, link, name):
    if name != "statement.txt":
        return None
    return LinkFile(name="statement.txt", media_type="text/plain", content=b"all of it")


@hookimpl
def link_pages():
    return [
        LinkPage(kind="club.member", template="club/member.html", load=load, act=act, file=file)
    ]
"""
PAGE = """{% extends "link.html" %}
{% block heading %}Club{% endblock %}
{% block content %}<p>{{ customer.name }}: {{ customer.note or "-" }}</p>
<form method="post"><input name="note" value="{{ given.get('note', '') }}">
{{ errors.get("note", "") }}</form>{% endblock %}
"""


@pytest.fixture
def app(workshop, enable):
    workshop.write("club", HOOKS, files={"templates/club/member.html": PAGE})
    app = workshop.serve()
    problem = app.plugins.installation.plugin("club").problem
    assert problem is None, vars(problem)
    enable(app, "club")
    return app


@pytest.fixture
def opened(app, operating):
    """Opens a link to a new customer of this name; answers (customer, path of the link)."""

    def make(name="Aceros", **options):
        with operating(app) as uow:
            customer = save_customer(uow, CustomerDraft.of({"name": name}))
            uow.session.flush()
            options["customer_id"] = customer.id
            link = open_link(uow, "club.member", customer.id, **options)
            ids = customer.id, link.id
        with app.test_request_context():
            return ids[0], f"/p/{customer_token(ids[1])}"

    return make


@pytest.fixture
def visitor(app):
    return app.test_client()


def test_whoever_has_the_address_sees_what_belongs_to_it(opened, visitor):
    _, path = opened()
    shown = visitor.get(path)
    assert shown.status_code == 200
    assert "Aceros: -" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Referrer-Policy"] == "no-referrer"


def test_what_is_sent_is_done_and_said(opened, visitor):
    _, path = opened()
    answer = visitor.post(path, data={"note": "hello"}, follow_redirects=True)
    assert "Thank you." in answer.text
    assert "Aceros: hello" in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"), [("sunday", "Not on Sundays."), ("", "Say something.")]
)
def test_what_is_refused_is_told_beside_what_was_typed_and_nothing_is_kept(
    opened, visitor, typed, sentence
):
    _, path = opened()
    answer = visitor.post(path, data={"note": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert "Aceros: -" in visitor.get(path).text


def test_files_are_sent_under_their_names(opened, visitor):
    _, path = opened()
    sent = visitor.get(f"{path}/statement.txt")
    assert (sent.text, sent.headers["Content-Disposition"]) == (
        "all of it",
        "attachment; filename=statement.txt",
    )
    assert visitor.get(f"{path}/other.txt").status_code == 404


def test_a_link_that_is_closed_old_made_up_or_of_nobody_shows_the_same_nothing(
    app, opened, visitor, operating
):
    closed_id, closed = opened()
    gone_id, gone = opened()
    with operating(app) as uow:
        close_links(uow, "club.member", closed_id)
        delete_customer(uow, gone_id)
    _, old = opened(valid_until=now() - timedelta(seconds=1))
    made_up = f"{old[:-1]}{'A' if old[-1] != 'A' else 'B'}"
    for path in (closed, gone, old, made_up, "/p/x"):
        for answer in (visitor.get(path), visitor.post(path), visitor.get(f"{path}/statement.txt")):
            assert answer.status_code == 404, path
            assert "This link shows nothing any more" in answer.text


@pytest.mark.parametrize("name", ["Hidden", "Broken"])
def test_a_page_with_nothing_to_show_and_one_that_fails_say_so(opened, visitor, name):
    assert visitor.get(opened(name)[1]).status_code == 404


def test_while_the_plugin_is_off_nothing_is_shown(app, opened, visitor, operating):
    _, path = opened()
    with operating(app) as uow:
        app.plugins.disable(uow, "club")
    assert visitor.get(path).status_code == 404


def test_whoever_has_signed_in_sees_what_the_customer_sees_and_no_more(opened, client_of):
    _, path = opened()
    shown = client_of("rep").get(path)
    assert shown.status_code == 200
    assert "sl-desk" not in shown.text


def test_the_same_link_is_opened_again_and_a_closed_one_never(app, opened, operating):
    customer_id, _ = opened()
    with operating(app) as uow:
        first = find_links(uow, "club.member", [customer_id])[customer_id].id
        again = open_link(uow, "club.member", customer_id, customer_id=customer_id)
        assert again.id == first
        close_links(uow, "club.member", customer_id)
        assert find_links(uow, "club.member", [customer_id]) == {}
        assert open_link(uow, "club.member", customer_id, customer_id=customer_id).id != first


def test_a_look_is_remembered_now_and_then(app, opened, visitor, operating):
    customer_id, path = opened()
    for _ in range(2):
        visitor.get(path)
    with operating(app) as uow:
        seen = find_links(uow, "club.member", [customer_id])[customer_id].seen_at
        assert now() - seen < timedelta(minutes=1)


def test_what_a_merged_customer_was_sent_leads_on(app, opened, visitor, operating):
    merged_id, path = opened()
    kept_id, _ = opened("Bronces")
    with operating(app) as uow:
        merge_customers(uow, kept_id, merged_id)
    with operating(app) as uow:
        assert set(uow.session.scalars(select(CustomerLink.customer_id))) == {kept_id}
    # What it leads to is gone, and the page of the plugin says so.
    assert visitor.get(path).status_code == 404


def test_nobody_opens_a_link_to_a_customer_out_of_sight(opened, work):
    customer_id, _ = opened()
    with work("rep") as uow, pytest.raises(NotFoundError):
        open_link(uow, "club.member", customer_id, customer_id=customer_id)
