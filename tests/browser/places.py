"""The pages that are looked at in a browser, and those addresses that answer with no page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from playwright.sync_api import Response, expect

from tests.browser.desk import Desk
from tests.browser.records import SALES, SHOPS

FIRST_SHOP, FIRST_SALE = SHOPS[0], SALES[0][0]
# Merged, deleted or renamed by no test; these come in any order.
STALE_SHOP = SHOPS[7]
_SUBMIT = "() => document.querySelector('main form[method=post]').requestSubmit()"
# Somebody else sends the same form first, with another value.
_ANOTHER_SAVES = """
async () => {
  const form = document.querySelector("main form[method=post]");
  const sent = new FormData(form);
  sent.set("legal_name", `Sociedad ${Date.now()}`);
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const why = page.querySelector("[role=alert], .sl-error")?.textContent;
  throw new Error(`the first to save got ${answer.status}: ${why}`);
}
"""


@dataclass(frozen=True)
class Place:
    """A page, or what one presses or does on it to see more."""

    path: str
    press: str = ""
    then: Callable[[Desk], Response] | None = None
    answer: int = 200
    unless_signed_in: bool = False
    as_administrator: bool = False

    def open(self, desk: Desk) -> None:
        """Go there; fails when another status answers than the page is about."""
        ids = desk.ids
        named = {
            **ids,
            "shop": ids[FIRST_SHOP],
            "other": ids[SHOPS[1]],
            "stale": ids[STALE_SHOP],
            "sale": ids[FIRST_SALE],
        }
        answer = desk.go(self.path.format_map(named))
        if self.then:
            answer = self.then(desk)
        assert answer.status == self.answer
        if self.answer >= 500:
            # The browser says it once, of the page itself; it is a complaint of any other page.
            told = next(one for one in desk.complaints if f"status of {self.answer}" in one)
            desk.complaints.remove(told)
        if self.press:
            desk.page.keyboard.press(self.press)
            expect(desk.page.locator("dialog[open] h2").first).to_be_visible()
            expect(desk.page.locator("dialog[open] .sl-skeleton")).to_have_count(0)


def _send_as_it_is(desk: Desk) -> Response:
    with desk.page.expect_navigation() as sent:
        desk.page.evaluate(_SUBMIT)
    desk.ready()
    return sent.value


def _save_after_another(desk: Desk) -> Response:
    desk.page.evaluate(_ANOTHER_SAVES)
    desk.page.locator("main [name=legal_name]").fill("Maderas y Tablas S.A.")
    return _send_as_it_is(desk)


PLACES = {
    "today": Place("/today"),
    "today of everybody": Place("/today?whose=team"),
    "customers": Place("/customers"),
    "customers without any": Place("/customers?q=zzzz"),
    "customer": Place("/customers/{shop}"),
    "new customer": Place("/customers/new"),
    "edit customer": Place("/customers/{shop}/edit"),
    "merge": Place("/customers/{shop}/merging"),
    "merge with": Place("/customers/{shop}/merging/{other}"),
    "new relation": Place("/customers/{shop}/relations/new"),
    "edit relation": Place("/customers/{shop}/relations/{relation}/edit"),
    "new contact": Place("/customers/{shop}/contacts/new"),
    "contact": Place("/contacts/{contact}"),
    "edit contact": Place("/contacts/{contact}/edit"),
    "new link": Place("/contacts/{contact}/links/new"),
    "board": Place("/opportunities?view=board"),
    "opportunities": Place("/opportunities?view=list"),
    "opportunity": Place("/opportunities/{sale}"),
    "new opportunity": Place("/opportunities/new"),
    "edit opportunity": Place("/opportunities/{sale}/edit"),
    "stage that asks for more": Place("/opportunities/{sale}/stage?stage_id={demanding}"),
    "losing": Place("/opportunities/{sale}/losing"),
    "winning": Place("/opportunities/{sale}/winning"),
    "activities": Place("/activities"),
    "done activities": Place("/activities?status=done"),
    "activity": Place("/activities/{done}"),
    "log": Place("/activities/new"),
    "plan": Place("/activities/new?plan=1&kind=promise"),
    "edit activity": Place("/activities/{done}/edit"),
    "complete": Place("/activities/{Confirmar la entrega}/completion"),
    "another day": Place("/activities/{Confirmar la entrega}/rescheduling"),
    "log panel": Place("/customers/{shop}", press="l"),
    "keys": Place("/customers", press="?"),
    "search": Place("/search?q=monterrey"),
    "search without hits": Place("/search?q=zzzz"),
    "reports": Place("/reports"),
    "profile": Place("/me"),
    "password": Place("/me/password"),
    "notifications": Place("/notifications"),
    "how one is told": Place("/me/notifications"),
    "mail to file": Place("/mail"),
    "conflicts": Place("/conflicts"),
    "decided conflicts": Place("/conflicts?decided=1"),
    "conflict of fields": Place("/conflicts/{conflict}"),
    "another conflict": Place("/conflicts/{other_conflict}"),
    "wiping one's phone": Place("/me/phones/{phone}/wiping"),
    "emptying": Place("/demo/removal", as_administrator=True),
    "back office": Place("/admin/", as_administrator=True),
    "people": Place("/admin/people/", as_administrator=True),
    "new person": Place("/admin/people/new", as_administrator=True),
    "person": Place("/admin/people/{person}", as_administrator=True),
    "roles": Place("/admin/roles/", as_administrator=True),
    "role": Place("/admin/roles/manager", as_administrator=True),
    "kinds of activities": Place("/admin/activity-kinds/", as_administrator=True),
    "kind of activities": Place("/admin/activity-kinds/visit", as_administrator=True),
    "lists": Place("/admin/lists/", as_administrator=True),
    "list": Place("/admin/lists/customer.role", as_administrator=True),
    "value of a list": Place("/admin/lists/values/{value}", as_administrator=True),
    "outbox": Place("/admin/mail/", as_administrator=True),
    "mail": Place("/admin/mail/{mail}", as_administrator=True),
    "tokens": Place("/admin/tokens/", as_administrator=True),
    "token": Place("/admin/tokens/{token}", as_administrator=True),
    "phones": Place("/admin/devices/", as_administrator=True),
    "how much phones carry": Place("/admin/devices/limits", as_administrator=True),
    "wiping a phone": Place("/admin/devices/{phone}/wiping", as_administrator=True),
    "new token": Place("/me/tokens/new"),
    "what programs can do": Place("/api/docs"),
    "webhooks": Place("/admin/webhooks/", as_administrator=True),
    "new webhook": Place("/admin/webhooks/new", as_administrator=True),
    "webhook": Place("/admin/webhooks/{webhook}", as_administrator=True),
    "edit webhook": Place("/admin/webhooks/{webhook}/edit", as_administrator=True),
    "delivery": Place("/admin/webhooks/{webhook}/deliveries/{delivery}", as_administrator=True),
    "company": Place("/admin/company/", as_administrator=True),
    "settings of the company": Place("/admin/company/settings", as_administrator=True),
    "working hours": Place("/admin/company/hours", as_administrator=True),
    "new rate": Place("/admin/company/rates", as_administrator=True),
    "rates": Place("/admin/company/rates/CLP", as_administrator=True),
    "fields": Place("/admin/fields/", as_administrator=True),
    "new field": Place("/admin/fields/customer/new/choice", as_administrator=True),
    "field": Place("/admin/fields/{field}", as_administrator=True),
    "imports": Place("/admin/imports/", as_administrator=True),
    "file handed in": Place("/admin/imports/{upload}", as_administrator=True),
    "file opened otherwise": Place("/admin/imports/{upload}/reading", as_administrator=True),
    "import": Place("/admin/imports/runs/{run}", as_administrator=True),
    "records of an import": Place("/admin/imports/runs/{run}/records", as_administrator=True),
    "teams": Place("/admin/teams/", as_administrator=True),
    "new team": Place("/admin/teams/new", as_administrator=True),
    "team": Place("/admin/teams/{team}", as_administrator=True),
    "portfolios": Place("/admin/portfolios/", as_administrator=True),
    "new portfolio": Place("/admin/portfolios/new", as_administrator=True),
    "portfolio": Place("/admin/portfolios/{portfolio}", as_administrator=True),
    "pipelines": Place("/admin/pipelines/", as_administrator=True),
    "new pipeline": Place("/admin/pipelines/new", as_administrator=True),
    "pipeline": Place("/admin/pipelines/{pipeline}", as_administrator=True),
    "new stage": Place("/admin/pipelines/{pipeline}/stages/new", as_administrator=True),
    "stage": Place("/admin/pipelines/stages/{stage}", as_administrator=True),
    "background work": Place("/admin/jobs/", as_administrator=True),
    "history": Place("/admin/history/", as_administrator=True),
    "plugins": Place("/admin/plugins/", as_administrator=True),
    "plugin": Place("/admin/plugins/greeter", as_administrator=True),
    "refused form": Place("/customers/new", then=_send_as_it_is, answer=422),
    "saved by another meanwhile": Place(
        "/customers/{stale}/edit", then=_save_after_another, answer=409
    ),
    "not found": Place("/nothing-here", answer=404),
    "not allowed": Place("/demo/removal", answer=403),
    "a mistake of ours": Place("/a-mistake", answer=500),
    "database away": Place("/away", answer=503),
    "link that shows nothing": Place("/p/closed", unless_signed_in=True, answer=404),
    "sign-in": Place("/sign-in", unless_signed_in=True),
}

# Endpoints that answer to GET with something else than a page, and why.
NO_PAGES = {
    "plugins.export": "a file",
    "activities.calendar": "read by calendar programs",
    "imports.export": "a file",
    "imports.export_file": "a file",
    "imports.rejected": "a file",
    "imports.progress": "part of the page of a file that is being brought in",
    "teams.people": "read by the field of a person",
    "portfolios.people": "read by the field of a person",
    "static": "files",
    "admin.static": "files",
    "links.show": "drawn by plugins, with which it is looked at",
    "links.fetch": "a file",
    "health.alive": "read by machines",
    "health.ready": "read by machines",
    "activities.home": "leads to Today",
    "customers.timeline": "part of the page of a customer",
    "customers.similar": "part of the form of a customer",
    "contacts.similar": "part of the form of a contact",
    "customers.address_part": "part of the form of a customer",
    "customers.tax_part": "part of the form of a customer",
    "opportunities.timeline_part": "part of the page of an opportunity",
    "opportunities.cards": "part of a column of the board",
    "notifications.unread": "what the bell asks now and then",
    "notifications.people": "what a note proposes behind “@”, while one types",
    "profile.zones": "part of the profile: the zones of a country",
    "search.live": "part of the search, while one types",
    "search.suggest": "what a field proposes, while one types",
}


def pages_of(app: Flask) -> set[str]:
    """The endpoints that answer to GET, but those that are no pages."""
    rules = app.url_map.iter_rules()
    pages = (rule for rule in rules if not rule.rule.startswith("/api/v1/"))
    return {rule.endpoint for rule in pages if "GET" in (rule.methods or ())} - NO_PAGES.keys()


def pages_looked_at(app: Flask) -> set[str]:
    """The endpoints of the places; a refusal shows nothing of the page that it guards."""
    addresses = app.url_map.bind("localhost")
    found = set()
    for place in PLACES.values():
        path = re.sub(r"\{[^}]*\}", str(UUID(int=0)), place.path).partition("?")[0]
        if place.answer not in (403, 404, 500, 503):
            endpoint, _ = addresses.match(path)
            found.add(endpoint)
    return found
