"""Whatever is typed into a form or address is refused with a sentence or shown as it was typed."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, Customer
from salesforce_lite.opportunities import Opportunity
from tests.security.addresses import about, lists
from tests.security.api_cases import is_for_programs
from tests.security.case import SAFE
from tests.security.cases import CASES
from tests.security.hostile import CURSORS, MARKUP, TEXTS, VALUES, faults_of
from tests.security.records import NORTH
from tests.security.site import Site, nothing_stays
from tests.security.walk import Step, address_of, form_of

MORE_FIELDS = {
    "customers.new": ("legal_name", "website", "note", "tax_country", "tax_type", "tax_value"),
    "contacts.new": ("salutation", "note", "since", "until"),
    "opportunity_forms.new": ("competitor", "note", "source", "probability", "stage_id"),
    "activities.new": (
        *("subject", "location", "participants", "outcome", "channel", "day", "time", "end_time"),
        *("next_kind", "next_subject", "next_date", "next_time", "plan", "owner_id", "back"),
    ),
    "customers.edit": ("latitude", "longitude", "parent_id", "parent_name", "owner_id", "roles"),
    "opportunity_forms.win": ("on", "version"),
    "opportunity_forms.lose": ("on", "version", "note"),
    "activities.complete": ("note", "outcome", "next_date", "next_time", "version"),
    "activities.reschedule": ("day", "time", "version"),
    "relations.new": ("bond", "starts_on", "ends_on", "note"),
    "relations.edit": ("bond", "starts_on", "ends_on", "note"),
    "access.sign_in": ("next",),
}
SLOW = frozenset({"profile.password"})
ARGUMENTS = {
    "/customers": ("q", "lifecycle", "role", "tag", "owner", "portfolio"),
    "/customers/duplicates": ("name", "tax_value", "phones-0-typed", "emails-0-address"),
    "/customers/form/tax-id": ("tax_country", "tax_type", "tax_value"),
    "/opportunities": ("stage", "closing_from", "closing_to", "pipeline", "outcome", "currency"),
    "/activities": ("status", "kind", "whose", "since", "until", "customer", "owner", "_scheme"),
    "/activities/new": (
        "kind",
        "day",
        "time",
        "customer",
        "opportunity",
        "contact",
        "back",
        "note",
    ),
    "/search": ("q", "kind"),
    "/search/suggest": ("q", "kind"),
    "/me/zones": ("q",),
    "/sign-in": ("next",),
    "/today": ("whose",),
}


@pytest.fixture(scope="module", autouse=True)
def _answers_as_in_earnest(empty_site: Site) -> None:
    """What goes wrong becomes an answer, not an exception of the test."""
    empty_site.app.config["PROPAGATE_EXCEPTIONS"] = False


# Every text in every field of every form: it grows with the product.
@pytest.mark.timeout(400)
def test_no_text_in_any_field_of_any_form_breaks_the_server(site: Site) -> None:
    found = []
    for endpoint, address, form in _forms(site):
        everywhere = [{name: typed for name in form if _is_text(name)} for typed in TEXTS]
        one_by_one = [{name: typed} for name in form for typed in _values(name)]
        for typed in (*everywhere, *one_by_one):
            status = _post(site, address, {**form, **typed})
            if status >= 500:
                found.append(f"{endpoint} {str(typed)[:80]}: {status}")
    assert not found, "\n".join(found)


def test_no_argument_of_any_address_breaks_the_server(site: Site) -> None:
    customer, opportunity = site.north["customer"], site.north["opportunity"]
    places = {
        **ARGUMENTS,
        f"/customers/{customer}": ("show", "before"),
        f"/customers/{customer}/timeline": ("show", "before", "customer_id", "_scheme"),
        f"/opportunities/{opportunity}/timeline": ("show", "before", "endpoint", "_anchor"),
        f"/opportunities/{opportunity}/stage": ("stage_id", "version"),
    }
    found = []
    for place, names in places.items():
        for name in names:
            for typed in (TEXTS[0], *TEXTS[5:7], *VALUES):
                address = f"{place}?{urlencode({name: typed[:2000]})}"
                status = site.client("rep").get(address).status_code
                if status >= 500:
                    found.append(f"{place} {name}={typed[:30]!r}: {status}")
    assert not found, "\n".join(found)


def test_a_forged_mark_of_a_page_is_refused_with_a_sentence(site: Site) -> None:
    client = site.client("rep")
    stage = site.north["stage"]
    found = []
    for place, name in (
        ("/customers", "cursor"),
        ("/opportunities?view=list", "cursor"),
        ("/activities?whose=all&status=done", "cursor"),
        (f"/opportunities/stages/{stage}/cards", "cursor"),
        (f"/customers/{site.north['customer']}", "before"),
    ):
        for mark in (*CURSORS, *_marks()):
            joint = "&" if "?" in place else "?"
            answer = client.get(
                f"{place}{joint}{name}={quote(mark)}", headers={"HX-Request": "true"}
            )
            if answer.status_code not in (400, 422):
                found.append(f"{place} {name}={mark[:40]!r}: {answer.status_code}")
    assert not found, "\n".join(found)


def test_an_id_of_another_kind_is_not_found(site: Site) -> None:
    client = site.client("admin")
    north = site.north
    kinds = {
        "customers": ("contact", "opportunity", "planned", "stage"),
        "contacts": ("customer", "opportunity", "relation"),
        "opportunities": ("customer", "contact", "stage", "planned"),
        "activities": ("customer", "opportunity", "contact"),
    }
    for place, names in kinds.items():
        for name in names:
            assert client.get(f"/{place}/{north[name]}").status_code == 404
    for odd in ("1", "x", "%00", "..%2f..%2fetc%2fpasswd", "-" * 36):
        assert client.get(f"/customers/{odd}").status_code in (400, 404)
        assert client.get(f"/static/{odd}").status_code in (400, 404)


def test_an_end_of_line_in_a_name_adds_no_header(site: Site) -> None:
    for place in ("/sign-in?next=", "/search?q=", "/customers?q="):
        answer = site.client("rep").get(f"{place}%2f%0d%0aSet-Cookie:%20zqxss=1")
        assert "zqxss" not in str(answer.headers.get_all("Set-Cookie"))
        assert "zqxss" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nothing_leads_to_another_site(site: Site, target: str) -> None:
    client, planned = site.client("rep"), site.north["planned"]
    with site.work_of_system() as uow:
        read = {"version": uow.session.get(Activity, planned).version}
    with nothing_stays():
        for answer in (
            client.post(f"/activities/{planned}/postponement", data={"back": target, **read}),
            client.post(f"/activities/{planned}/tick", data={"back": target, **read}),
            client.post("/activities/new", data={"kind": "note", "note": "x", "back": target}),
            client.post("/me/theme", data={"theme": "dark"}, headers={"Referer": target}),
            client.get(f"/customers/{site.north['customer']}/timeline?_external=1&_scheme=evil"),
        ):
            assert answer.status_code in (302, 303)
            assert answer.headers["Location"].startswith("/")
            assert "evil" not in answer.headers["Location"]
        page = site.app.test_client().get(f"/sign-in?next={quote(target)}").text
        assert "evil.example" not in page
        assert "alert(1)" not in page


@pytest.fixture(scope="module")
def poisoned(site: Site) -> Site:
    """Every text that the north can read is markup."""
    with site.work_of_system() as uow:
        for model, names in (
            (Customer, ("name", "legal_name", "note", "website", "city", "phone", "email")),
            (Contact, ("name", "salutation", "note", "email", "phone")),
            (Opportunity, ("title", "competitor", "note")),
            (Activity, ("subject", "note", "location")),
        ):
            for record in uow.session.scalars(select(model)):
                for name in names:
                    longest = getattr(model, name).type.length
                    setattr(record, name, MARKUP[:longest])
                if isinstance(record, Customer):
                    record.tags = (MARKUP,)
                    record.website = "javascript:zqxss()"
    return site


def test_every_page_shows_markup_as_text_and_has_nothing_inline(poisoned: Site) -> None:
    paths = [*lists(poisoned.north.owner_id), *about(poisoned.north, NORTH), "/x"]
    nonces, found, shown = set(), [], 0
    for path in paths:
        for headers in ({}, {"HX-Request": "true"}):
            answer = poisoned.client("admin").get(path, headers=headers)
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            nonces.add(policy)
            shown += "zqxss" in answer.text
            if answer.mimetype == "text/csv":
                # A file is kept or opened by another program; no browser may read it as a page.
                assert answer.headers["Content-Disposition"].startswith("attachment"), path
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                answer.close()
                continue
            found += [f"{path}: {fault}" for fault in faults_of(answer.text, policy)]
    assert not found, "\n".join(sorted(set(found)))
    assert shown > 100
    assert len(nonces) == 2 * len(paths)


def test_the_reader_of_pages_is_seen_to_fail() -> None:
    policy = "script-src 'nonce-good'"
    for page in (
        MARKUP,
        '<p style="color:red">',
        '<p onclick="x()">',
        '<a href="javascript:x()">',
        '<script nonce="bad">x</script>',
        "<script>x</script>",
    ):
        assert faults_of(page, policy)
    assert faults_of('<a href="/x">x</a><script nonce="good">x</script>', policy) == []


def _forms(site: Site) -> Iterator[tuple[str, str, dict[str, object]]]:
    for rule in site.app.url_map.iter_rules():
        case = CASES.get(rule.endpoint)
        if (
            case is None
            or is_for_programs(rule)  # asked at random in tests/api
            or not (rule.methods or set()) - SAFE
            or rule.endpoint == "profile.password"
        ):
            continue
        step = Step(rule=rule, method="POST", who="admin", records=site.north)
        address = address_of(site, rule, site.north)
        query = urlencode(case.query(site.north))
        form = form_of(site, step)
        yield (
            rule.endpoint,
            f"{address}?{query}" if query else address,
            {
                **form,
                **dict.fromkeys(MORE_FIELDS.get(rule.endpoint, ()), ""),
            },
        )


def _is_text(name: str) -> bool:
    kinds = ("name", "note", "title", "subject", "street", "label", "city", "location", "tags")
    return any(kind in name for kind in kinds)


def _values(name: str) -> tuple[str, ...]:
    """Dates that no clock can show for what may be a day, else what is neither number nor id."""
    if _is_text(name):
        return ()
    words = name.split("_")
    is_day = any(word in ("day", "date", "on", "since", "until") for word in words)
    return VALUES[:2] if is_day else (TEXTS[0], *VALUES[2:])


def _post(site: Site, address: str, form: dict[str, object]) -> int:
    with nothing_stays():
        return site.client("admin").post(address, data=form).status_code


def _marks() -> list[str]:
    """Marks of the right shape with values that no list has."""
    values = ["\x00", "\ud800", None, 1, {}, "0001-01-01T00:00:00", "9999-12-31T23:59:59+00:00"]
    return [
        base64.urlsafe_b64encode(json.dumps([name, 0, [value, value]]).encode()).decode()
        for name in ("customers", "opportunities", "activities", "cards")
        for value in values
    ]
