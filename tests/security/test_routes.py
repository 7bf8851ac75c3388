"""Every route, asked by every role about records in and out of sight, answers as it declared."""

from uuid import UUID

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.web import current_uow, needs, policy_of
from tests.conftest import make_app
from tests.security.api_cases import is_for_programs
from tests.security.case import SAFE, Case
from tests.security.cases import CASES, missing_cases
from tests.security.site import ANYBODY, Site
from tests.security.walk import ask, faults, steps


@pytest.mark.timeout(600)  # hundreds of routes, each asked by eight people
@pytest.mark.parametrize("for_programs", [False, True], ids=["pages", "api"])
def test_every_route_answers_each_role_as_its_policy_and_the_row_scope_say(
    site: Site, for_programs: bool
) -> None:
    rules = [one for one in site.app.url_map.iter_rules() if is_for_programs(one) == for_programs]
    found = [fault for rule in rules for fault in faults(site, rule)]
    assert not found, "\n".join(found)
    assert len(rules) > 40


@pytest.mark.parametrize("who", ["rep", "inside", "viewer", "manager"])
def test_the_office_is_closed_to_all_whom_it_was_not_opened_for(site: Site, who: str) -> None:
    """Whatever its pages declare: an administrator alone, but for what managers look after."""
    open_to_managers = ("admin.index", "portfolios.") if who == "manager" else ()
    found, walked = [], 0
    for rule in site.app.url_map.iter_rules():
        is_open = rule.endpoint.startswith(open_to_managers) if open_to_managers else False
        if not rule.rule.startswith("/admin/") or rule.endpoint == "admin.static" or is_open:
            continue
        for step in steps(site, rule):
            if step.who == who:
                walked += 1
                status = ask(site, step).status_code
                found += [f"{step}: {status}"] if status != 403 else []
    assert not found, "\n".join(found)
    assert walked > 40


def test_every_route_is_in_the_table(site: Site) -> None:
    assert missing_cases(site.app) == []


def test_a_form_without_the_token_is_refused_whoever_sends_it(site: Site) -> None:
    with site.csrf(enabled=True):
        answers = {
            str(step): ask(site, step).status_code
            for rule in site.app.url_map.iter_rules()
            for step in steps(site, rule)
            if step.method not in SAFE and step.who in (ANYBODY, "admin")
        }
    assert len(answers) > 40
    strangers = f"as {ANYBODY} about"
    wanted = {one: 401 if "/api/v1/" in one and strangers in one else 400 for one in answers}
    assert {one: answers[one] for one in answers if answers[one] != wanted[one]} == {}


def test_a_part_that_nobody_signed_in_for_leads_the_page_to_sign_in(site: Site) -> None:
    found = []
    for rule in site.app.url_map.iter_rules():
        if policy_of(site.app, rule.endpoint) == "public" or is_for_programs(rule):
            continue
        for step in steps(site, rule):
            if step.who == ANYBODY:
                answer = ask(site, step, headers={"HX-Request": "true"})
                leads_to = answer.headers.get("HX-Redirect", "")
                if answer.status_code != 401 or not leads_to.startswith("/sign-in?next="):
                    found.append(f"{step}: {answer.status_code} {leads_to}")
    assert not found, "\n".join(found)


@pytest.fixture
def planted(site: Site, tmp_path, template) -> Site:
    """Another server on a copy of nothing, to which routes can still be added."""
    address = site.app.config["SQLALCHEMY_DATABASE_URI"]
    other = Site(make_app(tmp_path, address))
    other.app.config["WTF_CSRF_ENABLED"] = False
    other.north, other.south = site.north, site.south
    yield other
    other.app.engine.dispose()


def test_a_new_route_without_an_entry_is_told(planted: Site) -> None:
    @needs("customers.view")
    def view(customer_id: UUID) -> str: ...

    planted.app.add_url_rule("/planted/<uuid:customer_id>", "planted", view)
    [sentence] = missing_cases(planted.app)
    assert sentence.startswith("/planted/<uuid:customer_id> (planted) has no entry")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("leaky", "shows “zqsouth”"),
        ("open", "200, not [404]"),
        ("undeclared", "200, not [403]"),
        ("writing", "a refusal changed"),
        ("sound", None),
    ],
)
def test_the_walk_is_seen_to_fail(planted: Site, monkeypatch, name: str, fault: str | None) -> None:
    def every_name() -> list[str]:
        with planted.work_of_system() as uow:
            return list(uow.session.scalars(select(Customer.name)))

    @needs("customers.view")
    def leaky(customer_id: UUID) -> str:
        get_customer(current_uow(), customer_id)
        return "\n".join(every_name())

    @needs("customers.view")
    def open(customer_id: UUID) -> str:  # noqa: A001 – a name like the others
        return "Found"

    @needs("customers.delete")
    def undeclared(customer_id: UUID) -> str:
        return "Found"

    @needs("customers.view")
    def writing(customer_id: UUID) -> str:
        with planted.work_of_system() as uow:
            uow.session.get(Customer, customer_id).note += "!"
        return get_customer(current_uow(), customer_id).name

    @needs("customers.view")
    def sound(customer_id: UUID) -> str:
        return get_customer(current_uow(), customer_id).name

    views = {view.__name__: view for view in (leaky, open, undeclared, writing, sound)}
    planted.app.add_url_rule("/planted/<uuid:customer_id>", "planted", views[name])
    monkeypatch.setitem(CASES, "planted", Case(url={"customer_id": "customer"}))
    rule = next(rule for rule in planted.app.url_map.iter_rules() if rule.endpoint == "planted")
    if name == "undeclared":
        monkeypatch.setattr("salesforce_lite.web.application.enforce_policy", lambda _app: None)
    found = "\n".join(faults(planted, rule))
    assert fault in found if fault else not found
