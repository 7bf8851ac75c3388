"""The addresses of pages, lists with each filter, searches and forms that one may type."""

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlencode

from salesforce_lite.activities import BUILT_IN_KINDS
from salesforce_lite.customers import Lifecycle
from tests.security.records import WORD, Records, Twin

DAYS = ("2000-01-01", "2099-12-31")


def lists(owner: object) -> Iterator[str]:
    """Pages that are about no record; `owner` is somebody to filter by."""
    yield from ("/", "/today", "/today?whose=team", "/reports", "/me", "/customers/new")
    yield from ("/opportunities/new", "/activities/new", "/activities/new?plan=1")
    yield from ("/notifications", "/notifications/unread", "/notifications/people?q=r", "/mail")
    yield from ("/me/notifications", "/admin/company/hours")
    yield from ("/me/password", "/me/zones", "/demo/removal", "/customers/form/tax-id")
    yield from ("/admin/", "/admin/plugins/", "/admin/plugins/none", "/admin/plugins/none/export")
    yield from (f"/admin/{name}/" for name in ("people", "roles", "lists", "history", "jobs"))
    yield from (f"/admin/activity-kinds/{part}" for part in ("", "call", "own_unknown"))
    yield from ("/admin/people/new", f"/admin/people/{owner}", "/admin/roles/rep")
    yield from (f"/admin/fields/{part}" for part in ("", "?about=contact", "customer/new/text"))
    yield from (f"/admin/fields/{owner}", "/admin/mail/", f"/admin/mail/{owner}")
    yield from ("/admin/webhooks/", "/admin/webhooks/new", f"/admin/webhooks/{owner}")
    yield from (f"/admin/webhooks/{owner}/{part}" for part in ("edit", f"deliveries/{owner}"))
    yield from (f"/admin/company/{part}" for part in ("", "settings", "rates", "rates/PEN"))
    for part in ("", "/progress", "/reading", "/rejected"):
        yield f"/admin/imports/{owner}{part}"
    yield from ("/admin/imports/", f"/admin/imports/runs/{owner}", "/admin/x/awake/")
    yield f"/admin/imports/runs/{owner}/records"
    yield from (f"/admin/imports/exports/{name}" for name in ("customers", "activities"))
    yield f"/admin/imports/exports/files/{owner}"
    for name in ("teams", "portfolios"):
        yield from (f"/admin/{name}/{part}" for part in ("", "new", "people?q=r", str(owner)))
    yield from ("/admin/pipelines/", "/admin/pipelines/new", f"/admin/pipelines/{owner}")
    yield from (f"/admin/pipelines/{owner}/stages/new", f"/admin/pipelines/stages/{owner}")
    yield from ("/admin/lists/customer.role", f"/admin/lists/values/{owner}")
    yield from ("/me/tokens/new", "/admin/tokens/", f"/admin/tokens/{owner}", "/api/docs")
    for name in ("custom-fields", "portfolios", "teams"):
        yield f"/api/v1/{name}/{owner}"
    yield from (f"/api/v1/imports/{owner}/rejected", "/api/v1/lists/customer.role")
    yield "/api/v1/plugins/awake"
    yield from ("/api/v1/webhooks", f"/api/v1/webhooks/{owner}", "/api/v1/events")
    yield from (f"/api/v1/webhooks/{owner}/deliveries", "/api/v1/events?newest=true")
    yield from ("/api/v1/sync/pull", "/api/v1/sync/devices", f"/api/v1/sync/devices/{owner}")
    yield from ("/conflicts", "/conflicts?decided=1", f"/conflicts/{owner}")
    yield from ("/admin/devices/", "/admin/devices/limits", f"/admin/devices/{owner}/wiping")
    yield from (f"/me/phones/{owner}/wiping", "/api/v1/sync/conflicts?is_open=false")
    yield from ("/api/v1/sync/conflicts", f"/api/v1/sync/conflicts/{owner}")
    yield from _with("/api/v1/customers", lifecycle=list(Lifecycle), limit=["200"])
    yield from _with("/api/v1/customers", q=[WORD, "boss", "legal"], sort=["name", "-updated_at"])
    yield from _with("/api/v1/customers", tag=[WORD], role=["customer", "agent"], kind=["person"])
    yield from _with("/api/v1/activities", status=["planned", "overdue", "done"], q=["", WORD])
    yield from _with("/api/v1/activities", kind=BUILT_IN_KINDS, sort=["at", "-updated_at"])
    yield from _with("/api/v1/search", q=[WORD, "boss", "legal", "rival", "note"])
    yield from (f"/api/v1/{name}" for name in ("teams", "portfolios", "custom-fields", "lists"))
    yield from ("/api/v1/users", f"/api/v1/users/{owner}", "/api/v1/me?include=custom_fields,lists")
    yield from (f"/api/v1/imports/{owner}", "/api/v1/imports", "/api/v1/plugins")
    for name in ("contacts", "opportunities"):
        yield from _with(f"/api/v1/{name}", q=[WORD, "boss", "rival"], limit=["200"])
    yield from _with("/api/v1/contacts", include=["customers"], sort=["-name", "updated_at"])
    yield from _with("/api/v1/customers", include=["contacts,opportunities"], limit=["200"])
    yield from _with("/api/v1/opportunities", outcome=["open", "won", "lost"], owner_id=[owner])
    yield from _with("/api/v1/opportunities", include=["customer,contacts"], limit=["200"])
    yield from ("/api/v1/pipelines?retired=true", f"/api/v1/pipelines/{owner}")
    yield f"/api/v1/pipelines/{owner}/stages/{owner}"
    yield "/customers/form/address?row=addresses-0&addresses-0-country=MX"
    yield from _with("/customers", lifecycle=list(Lifecycle), role=["customer", "agent"])
    yield from _with("/customers", tag=[WORD], owner=["me", owner], q=["", WORD, "g"])
    views = {"view": ["board", "list"]}
    yield from _with("/opportunities", **views, outcome=["open", "won", "lost"])
    yield from _with("/opportunities", **views, owner=["me", owner], currency=["EUR", "USD"])
    yield from _with("/opportunities", **views, closing=["overdue", "this_month", "next_month"])
    yield from _with("/opportunities", **views, closing_from=[DAYS[0]], closing_to=[DAYS[1]])
    yield from _with(
        "/activities", whose=["all"], status=["planned", "overdue", "done"], kind=BUILT_IN_KINDS
    )
    yield from _with("/activities", whose=["all", "mine"], owner=[owner, ""], status=["done", ""])
    yield from _with("/activities", whose=["all"], since=[DAYS[0]], until=[DAYS[1]])
    for place in ("/search", "/search/live", "/search/suggest"):
        yield from _with(place, q=[WORD, "boss", "legal", "rival", "note"])
        yield from _with(place, q=[WORD], kind=["customer", "contact", "opportunity", "activity"])


def about(records: Records, twin: Twin) -> Iterator[str]:
    """Pages, filters and forms that name somebody's records, or say what these look like."""
    customer, opportunity = records["customer"], records["opportunity"]
    yield from (f"/api/v1/customers/{customer}", f"/api/v1/customers?owner_id={records.owner_id}")
    yield from _with("/api/v1/customers", tag=[f"tag {twin.canary}"], limit=["200"])
    for name in ("planned", "done", "promise"):
        yield f"/api/v1/activities/{records[name]}"
    for name in ("customer", "contact", "opportunity"):
        yield f"/api/v1/activities?{name}_id={records[name]}"
    yield f"/api/v1/customers/{customer}?include=activities"
    yield f"/api/v1/activities?owner_id={records.owner_id}&due_since=2000-01-01T00:00:00Z"
    yield from _for_programs(records, twin)
    yield from _of_phones(records)
    yield from _with("/customers", q=[f"{WORD} {twin.canary}"[:9]], tag=[f"tag {twin.canary}"[:6]])
    yield from _with("/customers", owner=[records.owner_id], lifecycle=["active", ""])
    # In capitals: the filter finds it, and what was typed is not what is looked for on the page.
    own = {"f.twin_word": [f"OWN {twin.canary.upper()}"], "by": ["", "twin_word"]}
    yield from _with("/customers", **own)
    yield from _with("/opportunities", view=["list"], **own)
    yield from _with("/activities", whose=["all"], status=["done", ""], **own)
    yield from _with("/opportunities", view=["list", "board"], customer=[customer])
    yield from _with("/opportunities", view=["list"], stage=[records["stage"]])
    yield f"/opportunities/stages/{records['stage']}/cards"
    for argument, name in (("customer", "customer"), ("opportunity", "opportunity")):
        yield from _with("/activities", **{argument: [records[name]]}, status=["done", "planned"])
    yield from _with("/activities/new", customer=[customer], kind=["visit", "note"])
    yield from _with("/activities/new", opportunity=[opportunity])
    yield from _with("/activities/new", contact=[records["contact"]])
    yield from _with("/activities/new", follows_id=[records["done"]])
    yield from _with("/opportunities/new", customer_id=[customer])
    yield from _with("/opportunities/new", customer=[customer], contact_id=[records["contact"]])
    yield from _with("/customers/new", parent_id=[customer])
    for name in ("customer", "gone", "spare"):
        yield from _pages(f"/customers/{records[name]}")
    for part in ("contacts", "relations"):
        yield f"/customers/{customer}/{part}/new"
    yield f"/customers/{customer}/relations/{records['relation']}/edit"
    yield f"/customers/{customer}/merging"
    yield f"/customers/{customer}/merging?other_id={records['third']}"
    yield f"/customers/{customer}/merging/{records['third']}"
    yield from _with(f"/customers/{customer}", show=["changes", "visit", "activities", "stages"])
    yield from _with(f"/customers/{customer}/timeline", show=["", "changes"])
    for name in ("contact", "gone_contact"):
        yield from _pages(f"/contacts/{records[name]}")
        yield f"/contacts/{records[name]}/links/new"
    for name in ("opportunity", "won", "lost", "gone_opportunity"):
        yield from _pages(f"/opportunities/{records[name]}")
        yield f"/opportunities/{records[name]}/timeline"
        yield from (f"/opportunities/{records[name]}/{part}" for part in ("winning", "losing"))
        yield f"/opportunities/{records[name]}/stage?stage_id={records['stage']}"
    for name in ("planned", "done", "promise", "private", "gone_activity"):
        yield from _pages(f"/activities/{records[name]}")
        yield from (
            f"/activities/{records[name]}/{part}" for part in ("completion", "rescheduling")
        )
    digits = twin.phone.replace(" ", "")
    for place in ("/search", "/search/live", "/search/suggest"):
        looks = [twin.canary[:-1], digits, digits[:6], twin.tax_value, f"@{twin.canary[:-1]}"]
        yield from _with(place, q=looks)
    yield from _similar(twin, records)


def _for_programs(records: Records, twin: Twin) -> Iterator[str]:
    customer, contact = f"customers/{records['customer']}", f"contacts/{records['contact']}"
    parts = (customer, f"{customer}/relations", f"{customer}/relations/{records['relation']}")
    yield from (f"/api/v1/{part}" for part in (*parts, f"{customer}/timeline?limit=200", contact))
    yield f"/api/v1/{customer}?include=contacts,opportunities"
    yield f"/api/v1/{contact}?include=customers"
    for name in ("opportunity", "won", "lost", "gone_opportunity"):
        yield f"/api/v1/opportunities/{records[name]}?include=customer,contacts"
        yield f"/api/v1/opportunities/{records[name]}/stages"
    named = {"customer_id": [str(records["customer"])]}
    yield from _with("/api/v1/contacts", **named, email=["", f"contact@{twin.canary}.example"])
    yield from _with("/api/v1/opportunities", **named, contact_id=["", str(records["contact"])])
    yield from _with("/api/v1/opportunities", stage_id=[str(records["stage"])])


def _of_phones(records: Records) -> Iterator[str]:
    for name in ("phone", "wiped_phone"):
        yield f"/api/v1/sync/devices/{records[name]}"
        yield f"/api/v1/sync/pull?device_id={records[name]}"
        yield f"/me/phones/{records[name]}/wiping"
        yield f"/admin/devices/{records[name]}/wiping"
    yield f"/api/v1/sync/conflicts?user_id={records.owner_id}"
    for name in ("conflict", "other_conflict"):
        yield f"/api/v1/sync/conflicts/{records[name]}"
        yield f"/conflicts/{records[name]}"


def _similar(twin: Twin, records: Records) -> Iterator[str]:
    yield from _with("/customers/duplicates", name=[f"{WORD} {twin.canary} customer"])
    yield from _with("/customers/duplicates", **{"phones-0-typed": [twin.phone]})
    email = f"customer@{twin.canary}.example"
    yield from _with("/customers/duplicates", **{"emails-0-address": [email]})
    tax = {"tax_country": ["ES"], "tax_type": ["nif"], "tax_value": [twin.tax_value]}
    yield from _with("/customers/duplicates", name=["x"], **tax)
    contact = f"{WORD} {twin.canary} contact"
    for email in (f"contact@{twin.canary}.example", f"customer@{twin.canary}.example"):
        yield from _with("/contacts/duplicates", name=[contact], **{"emails-0-address": [email]})
    at = [str(records["customer"])]
    yield from _with("/contacts/duplicates", name=[contact], customer_id=at)


def _pages(address: str) -> Iterator[str]:
    yield address
    yield f"{address}/edit"


def _with(address: str, **choices: list) -> Iterator[str]:
    for values in product(*choices.values()):
        arguments = dict(zip(choices, values, strict=True))
        yield f"{address}?{urlencode({name: each for name, each in arguments.items() if each})}"


def of_the_tied(records: Records) -> Iterator[str]:
    """Pages of what `ties.py` makes, and lists narrowed to it."""
    portfolio, shared = records["portfolio"], records["shared"]
    yield from _with("/customers", portfolio=[portfolio], q=["", WORD])
    yield from (f"/admin/portfolios/{portfolio}", "/admin/portfolios/people?q=zq")
    yield from _pages(f"/contacts/{shared}")
    yield f"/contacts/{shared}/links/new"
    yield from _pages(f"/opportunities/{records['shared_sale']}")
    yield f"/opportunities/{records['shared_sale']}/timeline"
    for name in ("shared_done", "shared_planned"):
        yield from _pages(f"/activities/{records[name]}")
    for name in ("second", "third", "spare"):
        yield from _pages(f"/customers/{records[name]}")
        yield f"/customers/{records[name]}/timeline"
        yield from _with(f"/customers/{records[name]}", show=["changes"])
        yield f"/customers/{records[name]}/merging"
    yield from _with("/activities/new", contact=[shared], customer=["", records["third"]])
    yield from _with("/opportunities/new", customer=[records["third"]], contact_id=[shared])
    yield from _with("/contacts/duplicates", name=["Shared gemelo"])
    for place in ("/search", "/search/live", "/search/suggest"):
        yield from _with(place, q=["shared", "bond", "northern", "southern"])
