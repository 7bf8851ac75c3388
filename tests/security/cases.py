"""For each route with parameters: records to ask it about, and a form that it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import PASSWORD
from tests.security.records import Records, a_day_in_the_future

Form = Callable[[Records], dict[str, Any]]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FINE = frozenset({200, 204, 302, 303})


@dataclass(frozen=True, kw_only=True)
class Case:
    """How a route is called. `url` names the record, of the owner asked about, for each argument.

    `form` is what is posted, `query` what stands in the address. Where only the form names records,
    who does not see these is told so beside the field, or meets what they would meet at an address.
    """

    url: Mapping[str, str] = field(default_factory=dict)
    query: Form = lambda _: {}
    form: Form = lambda _: {}
    form_names_records: bool = False
    allowed: frozenset[int] = FINE

    def is_about_a_record(self, method: str) -> bool:
        named = any(name not in ("stage", "static", "unknown") for name in self.url.values())
        return named or (self.form_names_records and method not in SAFE)

    @property
    def unseen(self) -> frozenset[int]:
        """The answers to somebody who does not see the records."""
        return frozenset({404, 422}) if self.form_names_records else frozenset({404})


def _about(name: str, argument: str = "", **more: Any) -> Case:
    kind = name.removeprefix("gone_")
    kind = {"gone": "customer", "won": "opportunity", "lost": "opportunity"}.get(kind, kind)
    kind = {"planned": "activity", "done": "activity", "promise": "activity"}.get(kind, kind)
    return Case(url={argument or f"{kind}_id": name}, **more)


def _contact_form(_: Records) -> dict[str, Any]:
    return {"name": "Ana Nueva", "function": "Buyer", "phones-0-typed": "600 999 888"}


def _customer_form(_: Records) -> dict[str, Any]:
    return {
        "kind": "organization",
        "name": "Nueva Ferretería",
        "lifecycle": "lead",
        "confirmed": "1",
        "phones-0-typed": "600 999 888",
        "emails-0-address": "nueva@example.com",
        "addresses-0-city": "Soria",
        "addresses-0-country": "ES",
        "tags": "nueva",
        "version": "99",
    }


def _opportunity_form(records: Records) -> dict[str, Any]:
    return {
        "title": "Línea B",
        "customer_id": records["customer"],
        "amount": "10",
        "currency": "EUR",
        "expected_close_on": a_day_in_the_future(),
    }


def _activity_form(records: Records) -> dict[str, Any]:
    return {"kind": "visit", "customer_id": records["customer"], "note": "Said yes"}


def _version(number: int) -> Form:
    """What a button sends that was made from this version."""
    return lambda _: {"version": str(number)}


# A form that is refused with a sentence has still reached its service or its validation.
_OR_REFUSED = FINE | {409, 422}
_PLANNED = _about("planned", form=_version(1))
_PROMISE = _about("promise", form=_version(1))
_CUSTOMER = _about("customer")

CASES: dict[str, Case] = {
    "static": Case(url={"filename": "static"}),
    "admin.static": Case(url={"filename": "static"}, allowed=frozenset({404})),
    # No record of the walk: whoever may keep them is told that there is none.
    "people.new": Case(allowed=_OR_REFUSED),
    "people.show": Case(url={"user_id": "stage"}, allowed=frozenset({404})),
    "people.renew_password": Case(url={"user_id": "stage"}, allowed=frozenset({404})),
    "people.deactivate": Case(url={"user_id": "stage"}, allowed=frozenset({404})),
    "people.activate": Case(url={"user_id": "stage"}, allowed=frozenset({404})),
    "teams.new": Case(allowed=_OR_REFUSED),
    "teams.show": Case(url={"team_id": "stage"}, allowed=frozenset({404})),
    "teams.add": Case(url={"team_id": "stage"}, allowed=frozenset({404})),
    "teams.remove": Case(url={"team_id": "stage", "user_id": "stage"}, allowed=frozenset({404})),
    "portfolios.new": Case(allowed=_OR_REFUSED),
    "portfolios.show": Case(url={"portfolio_id": "stage"}, allowed=frozenset({404})),
    "pipelines.new": Case(allowed=_OR_REFUSED),
    "pipelines.show": Case(url={"pipeline_id": "stage"}, allowed=frozenset({404})),
    "pipelines.move": Case(url={"pipeline_id": "stage"}, allowed=frozenset({404, 422})),
    "pipelines.new_stage": Case(url={"pipeline_id": "stage"}, allowed=frozenset({404})),
    "pipelines.stage": Case(url={"stage_id": "stage"}, allowed=_OR_REFUSED),
    "pipelines.move_stage": Case(
        url={"stage_id": "stage"},
        form=lambda _: {"place": "1", "version": "1"},
        allowed=_OR_REFUSED,
    ),
    "jobs.retry": Case(url={"job_id": "stage"}, allowed=frozenset({404})),
    "jobs.cancel": Case(url={"job_id": "stage"}, allowed=frozenset({404})),
    "roles.show": Case(url={"role_name": "unknown"}, allowed=frozenset({404})),
    "lists.show": Case(url={"list_name": "unknown"}, allowed=frozenset({404})),
    "lists.rename": Case(url={"value_id": "stage"}, allowed=frozenset({404})),
    "lists.move": Case(url={"value_id": "stage"}, allowed=frozenset({404})),
    "lists.retire": Case(url={"value_id": "stage"}, allowed=frozenset({404})),
    "lists.revive": Case(url={"value_id": "stage"}, allowed=frozenset({404})),
    # No plugin is installed.
    "plugins.show": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "plugins.enable": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "plugins.disable": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "plugins.uninstall": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "plugins.purge": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "plugins.export": Case(url={"plugin_id": "unknown"}, allowed=frozenset({404})),
    "customers.show": _CUSTOMER,
    "customers.timeline": _CUSTOMER,
    "customers.new": Case(form=_customer_form),
    "customers.edit": _about("customer", form=_customer_form, allowed=_OR_REFUSED),
    "customers.enter_stage": _about(
        "customer",
        # Its version depends on what else was told about it.
        form=lambda _: {"version": "3", "lifecycle": "dormant"},
        allowed=_OR_REFUSED,
    ),
    "customers.delete": _about("spare", "customer_id", form=_version(1)),
    "customers.restore": _about("gone"),
    "customers.address_part": Case(
        query=lambda _: {"row": "addresses-0", "addresses-0-country": "MX"}
    ),
    "merging.choose": _CUSTOMER,
    "merging.compare": Case(url={"customer_id": "customer", "other_id": "third"}),
    "relations.new": _about(
        "customer", form=lambda r: {"reading": "referred_by.forward", "other_id": r["third"]}
    ),
    "relations.end": Case(
        url={"customer_id": "customer", "relation_id": "relation"}, form=_version(1)
    ),
    "relations.remove": Case(
        url={"customer_id": "customer", "relation_id": "relation"}, form=_version(1)
    ),
    "contacts.show": _about("contact"),
    "contacts.edit": _about("contact", form=_contact_form, allowed=_OR_REFUSED),
    "contacts.delete": _about("contact", form=_version(1)),
    "contacts.restore": _about("gone_contact"),
    "contacts.new": _about("customer", form=_contact_form),
    "contacts.similar": Case(),
    "contacts.link": _about("contact", form=lambda r: {"customer_id": r["second"]}),
    "contacts.unlink": Case(
        url={"contact_id": "contact", "customer_id": "customer"}, form=_version(1)
    ),
    "opportunities.show": _about("opportunity"),
    "opportunities.timeline_part": _about("opportunity"),
    "opportunities.cards": Case(url={"stage_id": "stage"}),
    "opportunities.delete": _about("opportunity", form=_version(1)),
    "opportunities.restore": _about("gone_opportunity"),
    "opportunities.reopen": _about("won", form=_version(2)),
    "opportunity_forms.new": Case(form=_opportunity_form, form_names_records=True),
    "opportunity_forms.edit": _about(
        "opportunity",
        form=lambda r: {**_opportunity_form(r), "contact_id": r["contact"], "version": "1"},
    ),
    "opportunity_forms.win": _about("opportunity", form=_version(1)),
    "opportunity_forms.lose": _about(
        "opportunity", form=lambda _: {"version": "1", "reason": "price"}
    ),
    "opportunity_forms.stage": _about(
        "opportunity",
        query=lambda r: {"stage_id": r["stage"]},
        form=lambda r: {"version": "1", "stage_id": r["stage"]},
    ),
    "activities.show": _about("planned"),
    "activities.new": Case(form=_activity_form, form_names_records=True),
    "activities.edit": _about("planned", form=_activity_form, allowed=_OR_REFUSED),
    "activities.complete": _about("planned", form=_version(1)),
    "activities.tick_off": _PLANNED,
    "activities.reschedule": _about(
        "planned", form=lambda _: {"version": "1", "day": a_day_in_the_future()}
    ),
    "activities.postpone": _PLANNED,
    "activities.reopen": _about("done", form=_version(2)),
    "activities.keep": _PROMISE,
    "activities.break_": _PROMISE,
    "activities.delete": _PLANNED,
    "activities.restore": _about("gone_activity"),
    "profile.profile": Case(
        form=lambda _: {"name": "Me", "locale": "es-MX", "zone": "UTC", "theme": "dark"},
        allowed=_OR_REFUSED,
    ),
    "profile.password": Case(
        form=lambda _: {"old": PASSWORD, "new": "another horse battery", "again": "no"},
        allowed=_OR_REFUSED,
    ),
    "profile.theme": Case(form=lambda _: {"theme": "dark"}),
    "profile.sign_out_browser_there": Case(url={"key": "unknown"}, allowed=frozenset({404})),
    "access.sign_in": Case(
        form=lambda _: {"email": "a@example.com", "password": "x"}, allowed=_OR_REFUSED
    ),
    # There is no sample data to remove.
    "demo.remove": Case(allowed=frozenset({422})),
    "health.ready": Case(allowed=frozenset({200})),
}
# What ends the session of the browser that asks.
ENDS_THE_SESSION = frozenset({"access.sign_out", "access.sign_in", "profile.password"})


def missing_cases(app: Flask) -> list[str]:
    """A sentence for each route that cannot be walked because nobody said how to call it."""
    found = []
    for rule in app.url_map.iter_rules():
        takes_a_form = bool((rule.methods or set()) - SAFE) and rule.endpoint not in FORMLESS
        if rule.endpoint not in CASES and (rule.arguments or takes_a_form):
            found.append(
                f"{rule.rule} ({rule.endpoint}) has no entry in tests/security/cases.py: say "
                "which records it is about and which form it takes."
            )
        elif set(CASES.get(rule.endpoint, _PLAIN).url) != set(rule.arguments):
            found.append(f"{rule.rule} ({rule.endpoint}): its entry names other arguments.")
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    found += [
        f"{endpoint} is in tests/security/cases.py only." for endpoint in CASES.keys() - known
    ]
    return found


def case_of(rule: Rule) -> Case:
    return CASES.get(rule.endpoint, _PLAIN)


_PLAIN = Case()
# Routes that take a POST and need nothing in it.
FORMLESS = frozenset({"access.sign_out"})
