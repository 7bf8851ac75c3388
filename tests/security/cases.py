"""For each route with parameters: records to ask it about, and a form that it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import PASSWORD
from tests.security.office import PLUGINS
from tests.security.records import Records, a_day_in_the_future

Form = Callable[[Records], dict[str, Any]]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FINE = frozenset({200, 204, 302, 303})
# Names in addresses that stand for nobody's record: the same for both twins.
OF_THE_OFFICE = frozenset(
    {
        *("person", "leaver", "member", "team", "role", "pipeline", "kept_stage"),
        *(
            "company",
            "rate",
            "mail",
            "failed_mail",
            "value",
            "retired_value",
            "kind_of_activity",
            "retired_kind",
            "dead_job",
            "queued_job",
        ),
        *("field", "old_field", "upload", "run", *PLUGINS),
    }
)
OF_NOBODY = OF_THE_OFFICE | {
    *("stage", "static", "unknown", "list", "entity", "kind", "imported"),
    "currency",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """How a route is called. `url` names the record, of the owner asked about, for each argument.

    `form` is what is posted, `query` what stands in the address; `read` names the record whose
    present version a field of the form sends. Where only the form names records, who does not see
    these is told so beside the field, or meets what they would meet at an address. What is the
    company's is read by all who have the permission, and changed by those who see its owner.
    """

    url: Mapping[str, str] = field(default_factory=dict)
    query: Form = lambda _: {}
    form: Form = lambda _: {}
    read: Mapping[str, str] = field(default_factory=dict)
    form_names_records: bool = False
    is_of_the_company: bool = False
    allowed: frozenset[int] = FINE

    def is_about_a_record(self, method: str) -> bool:
        if self.is_of_the_company and method in SAFE:
            return False
        named = any(name not in OF_NOBODY for name in self.url.values())
        return named or (self.form_names_records and method not in SAFE)

    @property
    def unseen(self) -> frozenset[int]:
        """The answers to somebody who does not see the records."""
        if self.is_of_the_company:
            return frozenset({422})
        return frozenset({404, 422}) if self.form_names_records else frozenset({404})


def _about(name: str, argument: str = "", **more: Any) -> Case:
    kind = name.removeprefix("gone_")
    kind = {"gone": "customer", "won": "opportunity", "lost": "opportunity"}.get(kind, kind)
    kind = {"planned": "activity", "done": "activity", "promise": "activity"}.get(kind, kind)
    return Case(url={argument or f"{kind}_id": name}, **more)


def _office(name: str, argument: str, *, is_read: bool = False, **more: Any) -> Case:
    """About a thing of the back office; `is_read` sends its version."""
    return Case(url={argument: name}, read={"version": name} if is_read else {}, **more)


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


def _reading(name: str, argument: str = "", **more: Any) -> Case:
    """About a record whose page the person has just read: its version goes with the form."""
    return _about(name, argument, read={"version": name}, **more)


def _of_a_person(_: Records) -> dict[str, Any]:
    return {"name": "Ana Nueva", "email": "ana@example.com", "roles": "rep", "locale": "es-ES"}


def _of_a_stage(_: Records) -> dict[str, Any]:
    return {"name": "Prueba", "probability": "35", "is_active": "1"}


def _of_a_value(_: Records) -> dict[str, Any]:
    return {"label_es": "Por otra cosa", "label_en": "Something else"}


def _of_a_kind(_: Records) -> dict[str, Any]:
    return {"label_es": "Demostración", "label_en": "Product demo", "like": "visit"}


def _of_a_renamed_kind(_: Records) -> dict[str, Any]:
    return {"label_es": "Ronda", "label_en": "Round"}


def _of_the_company(_: Records) -> dict[str, Any]:
    return {
        "name": "Acero",
        "country": "ES",
        "currency": "EUR",
        "zone": "Europe/Madrid",
        "locale": "es-ES",
    }


def _of_a_rate(_: Records) -> dict[str, Any]:
    return {"currency": "CLP", "rate": "0.5", "valid_from": "2026-01-01"}


def _of_a_field(_: Records) -> dict[str, Any]:
    return {"label_es": "Metros cuadrados", "kind": "text"}


def _of_a_role(_: Records) -> dict[str, Any]:
    return {"record_access": "own", "permissions": "customers.view"}


# A form that is refused with a sentence has still reached its service or its validation.
_OR_REFUSED = FINE | {409, 422}
_PLANNED = _reading("planned")
_PROMISE = _reading("promise")
_CUSTOMER = _about("customer")
_NEW = "another horse battery"
_PLACE = {"form": lambda _: {"place": "1"}}

CASES: dict[str, Case] = {
    "static": Case(url={"filename": "static"}),
    "admin.static": Case(url={"filename": "static"}, allowed=frozenset({404})),
    "people.new": Case(form=_of_a_person),
    "people.show": _office("person", "user_id", is_read=True, form=_of_a_person),
    "people.renew_password": _office("person", "user_id"),
    "people.deactivate": _office("person", "user_id"),
    "people.activate": _office("leaver", "user_id"),
    "company.settings": Case(read={"version": "company"}, form=_of_the_company),
    "company.add_rate": Case(form=_of_a_rate),
    "company.rates": Case(url={"currency": "currency"}),
    "company.remove_rate": _office("rate", "rate_id", is_read=True),
    "teams.new": Case(form=lambda _: {"name": "East"}),
    "teams.show": _office("team", "team_id", is_read=True, form=lambda _: {"name": "West"}),
    "teams.add": _office("team", "team_id", form=lambda r: {"user_id": r.owner_id}),
    "teams.remove": Case(url={"team_id": "team", "user_id": "member"}),
    "portfolios.new": Case(form=lambda r: {"name": "Nueva", "manager_id": r.owner_id}),
    "portfolios.show": _reading(
        "portfolio",
        form=lambda r: {"name": "Rebautizada", "manager_id": r.owner_id},
        is_of_the_company=True,
    ),
    "pipelines.new": Case(form=lambda _: {"name": "Licitaciones"}),
    "pipelines.show": _office(
        "pipeline",
        "pipeline_id",
        is_read=True,
        form=lambda _: {"name": "Licitaciones", "is_active": "1"},
    ),
    "pipelines.move": _office("pipeline", "pipeline_id", is_read=True, **_PLACE),
    "pipelines.new_stage": _office("pipeline", "pipeline_id", form=_of_a_stage),
    "pipelines.stage": _office("kept_stage", "stage_id", is_read=True, form=_of_a_stage),
    "pipelines.move_stage": _office("kept_stage", "stage_id", is_read=True, **_PLACE),
    "mail.show": _office("mail", "mail_id"),
    "mail.retry": _office("failed_mail", "mail_id"),
    "mail.cancel": _office("mail", "mail_id"),
    "jobs.retry": _office("dead_job", "job_id"),
    "jobs.cancel": _office("queued_job", "job_id"),
    "roles.show": _office("role", "role_name", is_read=True, form=_of_a_role),
    "activity-kinds.index": Case(form=_of_a_kind),
    "activity-kinds.rename": _office(
        "kind_of_activity", "code", is_read=True, form=_of_a_renamed_kind
    ),
    "activity-kinds.move": _office("kind_of_activity", "code", is_read=True, **_PLACE),
    "activity-kinds.retire": _office("kind_of_activity", "code", is_read=True),
    "activity-kinds.revive": _office("retired_kind", "code"),
    "lists.show": _office("list", "list_name", form=_of_a_value),
    "lists.rename": _office("value", "value_id", is_read=True, form=_of_a_value),
    "lists.move": _office("value", "value_id", is_read=True, **_PLACE),
    "lists.retire": _office("value", "value_id", is_read=True),
    "lists.revive": _office("retired_value", "value_id"),
    "fields.new": Case(url={"entity": "entity", "kind": "kind"}, form=_of_a_field),
    "fields.change": _office("field", "field_id", is_read=True, form=_of_a_field),
    "fields.move": _office("field", "field_id", is_read=True, **_PLACE),
    "fields.retire": _office("field", "field_id", is_read=True),
    "fields.revive": _office("old_field", "field_id"),
    "fields.delete": _office("old_field", "field_id", is_read=True),
    # No file comes along, and none lies in the instance.
    "imports.index": Case(form=lambda _: {"entity": "customers"}, allowed=_OR_REFUSED),
    "imports.show": _office(
        "upload", "upload_id", is_read=True, form=lambda _: {"column-0": "name"}
    ),
    "imports.progress": _office("upload", "upload_id"),
    "imports.reading": _office("upload", "upload_id", is_read=True, allowed=_OR_REFUSED),
    "imports.entity": _office(
        "upload", "upload_id", is_read=True, form=lambda _: {"entity": "contacts"}
    ),
    "imports.bring_in": _office("upload", "upload_id", is_read=True),
    "imports.cancel": _office("upload", "upload_id"),
    "imports.remove": _office("upload", "upload_id", is_read=True),
    "imports.rejected": _office("upload", "upload_id", allowed=frozenset({404})),
    "imports.run": _office("run", "run_id"),
    "imports.records": _office("run", "run_id"),
    "imports.export": Case(url={"entity": "imported"}),
    "plugins.show": _office(
        "awake", "plugin_id", is_read=True, form=lambda _: {"set-words": "Hola"}
    ),
    "plugins.enable": _office("asleep", "plugin_id"),
    "plugins.disable": _office("awake", "plugin_id"),
    "plugins.uninstall": _office("asleep", "plugin_id"),
    "plugins.purge": _office("asleep", "plugin_id", form=lambda _: {"typed": "asleep"}),
    "plugins.export": _office("awake", "plugin_id"),
    "customers.show": _CUSTOMER,
    "customers.timeline": _CUSTOMER,
    "customers.new": Case(form=_customer_form),
    "customers.edit": _reading("customer", form=_customer_form),
    "customers.enter_stage": _reading("customer", form=lambda _: {"lifecycle": "dormant"}),
    "customers.delete": _reading("spare", "customer_id"),
    "customers.restore": _about("gone"),
    "customers.address_part": Case(
        query=lambda _: {"row": "addresses-0", "addresses-0-country": "MX"}
    ),
    "merging.choose": _CUSTOMER,
    "merging.compare": Case(
        url={"customer_id": "customer", "other_id": "third"},
        read={"keep_version": "customer", "other_version": "third"},
    ),
    "relations.new": _about(
        "customer", form=lambda r: {"reading": "referred_by.forward", "other_id": r["third"]}
    ),
    "relations.edit": Case(
        url={"customer_id": "customer", "relation_id": "relation"},
        form=lambda _: {"reading": "agent_of.forward"},
        read={"version": "relation"},
    ),
    "relations.end": Case(
        url={"customer_id": "customer", "relation_id": "relation"}, read={"version": "relation"}
    ),
    "relations.remove": Case(
        url={"customer_id": "customer", "relation_id": "relation"}, read={"version": "relation"}
    ),
    "contacts.show": _about("contact"),
    "contacts.edit": _reading("contact", form=_contact_form),
    "contacts.delete": _reading("contact"),
    "contacts.restore": _about("gone_contact"),
    "contacts.new": _about("customer", form=_contact_form),
    "contacts.similar": Case(),
    "contacts.link": _about("contact", form=lambda r: {"customer_id": r["second"]}),
    "contacts.unlink": Case(
        url={"contact_id": "contact", "customer_id": "customer"}, read={"version": "contact"}
    ),
    "opportunities.show": _about("opportunity"),
    "opportunities.timeline_part": _about("opportunity"),
    "opportunities.cards": Case(url={"stage_id": "stage"}),
    "opportunities.delete": _reading("opportunity"),
    "opportunities.restore": _about("gone_opportunity"),
    "opportunities.reopen": _reading("won"),
    "opportunity_forms.new": Case(form=_opportunity_form, form_names_records=True),
    "opportunity_forms.edit": _reading(
        "opportunity", form=lambda r: {**_opportunity_form(r), "contact_id": r["contact"]}
    ),
    "opportunity_forms.win": _reading("opportunity"),
    "opportunity_forms.lose": _reading("opportunity", form=lambda _: {"reason": "price"}),
    "opportunity_forms.stage": _reading(
        "opportunity",
        query=lambda r: {"stage_id": r["stage"]},
        form=lambda r: {"stage_id": r["stage"]},
    ),
    "activities.show": _about("planned"),
    "activities.new": Case(form=_activity_form, form_names_records=True),
    "activities.edit": _reading("planned", form=_activity_form),
    "activities.complete": _reading("planned"),
    "activities.tick_off": _PLANNED,
    "activities.reschedule": _reading("planned", form=lambda _: {"day": a_day_in_the_future()}),
    "activities.postpone": _PLANNED,
    "activities.reopen": _reading("done"),
    "activities.keep": _PROMISE,
    "activities.break_": _PROMISE,
    "activities.delete": _PLANNED,
    "activities.restore": _about("gone_activity"),
    "activities.open_calendar": Case(),
    "activities.close_calendar": Case(),
    # A made-up address is nobody's.
    "activities.calendar": Case(url={"token": "unknown"}, allowed=frozenset({404})),
    "profile.profile": Case(
        form=lambda _: {"name": "Me", "locale": "es-MX", "zone": "UTC", "theme": "dark"},
        read={"version": "oneself"},
    ),
    "profile.password": Case(form=lambda _: {"old": PASSWORD, "new": _NEW, "again": _NEW}),
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
FORMLESS = frozenset({"access.sign_out", "awake-office.say"})
