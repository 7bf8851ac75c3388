"""For each route with parameters: records to ask it about, and a form that it takes."""

from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import PASSWORD
from tests.security import page_forms as forms
from tests.security.api_cases import api_cases
from tests.security.case import FINE, SAFE, Case, about, office, reading
from tests.security.program_cases import program_cases
from tests.security.records import a_day_in_the_future

# A form that is refused with a sentence has still reached its service or its validation.
NOBODY = "shown.to.nobody.else"  # a permission that nobody has
_OR_HIDDEN = FINE | {404}
_OR_REFUSED = FINE | {409, 422}
_PLANNED = reading("planned")
_PROMISE = reading("promise")
_CUSTOMER = about("customer")
_NEW = "another horse battery"
_PLACE = {"form": lambda _: {"place": "1"}}

CASES: dict[str, Case] = {
    "static": Case(url={"filename": "static"}),
    "admin.static": Case(url={"filename": "static"}, allowed=frozenset({404})),
    "people.new": Case(form=forms.of_a_person),
    "people.show": office("person", "user_id", is_read=True, form=forms.of_a_person),
    "people.renew_password": office("person", "user_id"),
    "people.deactivate": office("person", "user_id"),
    "people.activate": office("leaver", "user_id"),
    "company.settings": Case(read={"version": "company"}, form=forms.of_the_company),
    "company.hours": Case(read={"version": "company"}, form=forms.of_hours),
    "company.add_rate": Case(form=forms.of_a_rate),
    "company.rates": Case(url={"currency": "currency"}),
    "company.remove_rate": office("rate", "rate_id", is_read=True),
    "teams.new": Case(form=lambda _: {"name": "East"}),
    "teams.show": office("team", "team_id", is_read=True, form=lambda _: {"name": "West"}),
    "teams.add": office("team", "team_id", form=lambda r: {"user_id": r.owner_id}),
    "teams.remove": Case(url={"team_id": "team", "user_id": "member"}),
    "portfolios.new": Case(form=lambda r: {"name": "Nueva", "manager_id": r.owner_id}),
    "portfolios.show": reading(
        "portfolio",
        form=lambda r: {"name": "Rebautizada", "manager_id": r.owner_id},
        is_of_the_company=True,
    ),
    "pipelines.new": Case(form=lambda _: {"name": "Licitaciones"}),
    "pipelines.show": office(
        "pipeline",
        "pipeline_id",
        is_read=True,
        form=lambda _: {"name": "Licitaciones", "is_active": "1"},
    ),
    "pipelines.move": office("pipeline", "pipeline_id", is_read=True, **_PLACE),
    "pipelines.new_stage": office("pipeline", "pipeline_id", form=forms.of_a_stage),
    "pipelines.stage": office("kept_stage", "stage_id", is_read=True, form=forms.of_a_stage),
    "pipelines.move_stage": office("kept_stage", "stage_id", is_read=True, **_PLACE),
    "mail.show": office("mail", "mail_id"),
    "mail.retry": office("failed_mail", "mail_id"),
    "mail.cancel": office("mail", "mail_id"),
    "webhooks.new": Case(form=forms.of_a_webhook),
    "webhooks.show": office("webhook", "webhook_id"),
    "webhooks.edit": office("webhook", "webhook_id", is_read=True, form=forms.of_a_webhook),
    "webhooks.rotate": office("webhook", "webhook_id"),
    "webhooks.test": office("webhook", "webhook_id"),
    "webhooks.switch_off": office("switched_webhook", "webhook_id"),
    "webhooks.switch_on": office("switched_webhook", "webhook_id"),
    "webhooks.remove": office("leaving_webhook", "webhook_id"),
    "webhooks.delivery": Case(url={"webhook_id": "webhook", "delivery_id": "delivery"}),
    "webhooks.retry": Case(url={"webhook_id": "webhook", "delivery_id": "dead_delivery"}),
    "jobs.retry": office("dead_job", "job_id"),
    "jobs.cancel": office("queued_job", "job_id"),
    "roles.show": office("role", "role_name", is_read=True, form=forms.of_a_role),
    "activity-kinds.index": Case(form=forms.of_a_kind),
    "activity-kinds.rename": office(
        "kind_of_activity", "code", is_read=True, form=forms.of_a_renamed_kind
    ),
    "activity-kinds.move": office("kind_of_activity", "code", is_read=True, **_PLACE),
    "activity-kinds.retire": office("kind_of_activity", "code", is_read=True),
    "activity-kinds.revive": office("retired_kind", "code"),
    "lists.show": office("list", "list_name", form=forms.of_a_value),
    "lists.rename": office("value", "value_id", is_read=True, form=forms.of_a_value),
    "lists.move": office("value", "value_id", is_read=True, **_PLACE),
    "lists.retire": office("value", "value_id", is_read=True),
    "lists.revive": office("retired_value", "value_id"),
    "fields.new": Case(url={"entity": "entity", "kind": "kind"}, form=forms.of_a_field),
    "fields.change": office("field", "field_id", is_read=True, form=forms.of_a_field),
    "fields.move": office("field", "field_id", is_read=True, **_PLACE),
    "fields.retire": office("field", "field_id", is_read=True),
    "fields.revive": office("old_field", "field_id"),
    "fields.delete": office("old_field", "field_id", is_read=True),
    # No file comes along, and none lies in the instance.
    "imports.index": Case(form=lambda _: {"entity": "customers"}, allowed=_OR_REFUSED),
    "imports.show": office(
        "upload", "upload_id", is_read=True, form=lambda _: {"column-0": "name"}
    ),
    "imports.progress": office("upload", "upload_id"),
    "imports.reading": office("upload", "upload_id", is_read=True, allowed=_OR_REFUSED),
    "imports.entity": office(
        "upload", "upload_id", is_read=True, form=lambda _: {"entity": "contacts"}
    ),
    "imports.bring_in": office("upload", "upload_id", is_read=True),
    "imports.cancel": office("upload", "upload_id"),
    "imports.remove": office("upload", "upload_id", is_read=True),
    "imports.rejected": office("upload", "upload_id", allowed=frozenset({404})),
    "imports.run": office("run", "run_id"),
    "imports.records": office("run", "run_id"),
    "imports.export": Case(url={"entity": "imported"}),
    "imports.order_export": Case(url={"entity": "imported"}, form=lambda _: {"format": "csv"}),
    # It is made by a worker; the file of another person is not there.
    "imports.export_file": office("upload", "export_id", allowed=frozenset({404})),
    "plugins.show": office(
        "awake", "plugin_id", is_read=True, form=lambda _: {"set-words": "Hola"}
    ),
    "plugins.enable": office("asleep", "plugin_id"),
    "plugins.disable": office("awake", "plugin_id"),
    "plugins.uninstall": office("asleep", "plugin_id"),
    "plugins.purge": office("asleep", "plugin_id", form=lambda _: {"typed": "asleep"}),
    "plugins.export": office("awake", "plugin_id"),
    "customers.show": _CUSTOMER,
    "customers.timeline": _CUSTOMER,
    "customers.new": Case(form=forms.customer_form),
    "customers.edit": reading("customer", form=forms.customer_form),
    "customers.enter_stage": reading("customer", form=lambda _: {"lifecycle": "dormant"}),
    "customers.delete": reading("spare", "customer_id"),
    "customers.restore": about("gone"),
    "customers.address_part": Case(
        query=lambda _: {"row": "addresses-0", "addresses-0-country": "MX"}
    ),
    "merging.choose": _CUSTOMER,
    "merging.compare": Case(
        url={"customer_id": "customer", "other_id": "third"},
        read={"keep_version": "customer", "other_version": "third"},
    ),
    "relations.new": about(
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
    "contacts.show": about("contact"),
    "contacts.edit": reading("contact", form=forms.contact_form),
    "contacts.delete": reading("contact"),
    "contacts.restore": about("gone_contact"),
    "contacts.new": about("customer", form=forms.contact_form),
    "contacts.similar": Case(),
    "contacts.link": about("contact", form=lambda r: {"customer_id": r["second"]}),
    "contacts.unlink": Case(
        url={"contact_id": "contact", "customer_id": "customer"}, read={"version": "contact"}
    ),
    "opportunities.show": about("opportunity"),
    "opportunities.timeline_part": about("opportunity"),
    "opportunities.cards": Case(url={"stage_id": "stage"}),
    "opportunities.delete": reading("opportunity"),
    "opportunities.restore": about("gone_opportunity"),
    "opportunities.reopen": reading("won"),
    "opportunity_forms.new": Case(form=forms.opportunity_form, form_names_records=True),
    "opportunity_forms.edit": reading(
        "opportunity", form=lambda r: {**forms.opportunity_form(r), "contact_id": r["contact"]}
    ),
    "opportunity_forms.win": reading("opportunity"),
    "opportunity_forms.lose": reading("opportunity", form=lambda _: {"reason": "price"}),
    "opportunity_forms.stage": reading(
        "opportunity",
        query=lambda r: {"stage_id": r["stage"]},
        form=lambda r: {"stage_id": r["stage"]},
    ),
    "activities.show": about("planned"),
    "activities.new": Case(form=forms.activity_form, form_names_records=True),
    "activities.edit": reading("planned", form=forms.activity_form),
    "activities.complete": reading("planned"),
    "activities.tick_off": _PLANNED,
    "activities.reschedule": reading("planned", form=lambda _: {"day": a_day_in_the_future()}),
    "activities.postpone": _PLANNED,
    "activities.reopen": reading("done"),
    "activities.keep": _PROMISE,
    "activities.break_": _PROMISE,
    "activities.delete": _PLANNED,
    "activities.restore": about("gone_activity"),
    "activities.open_calendar": Case(),
    "activities.close_calendar": Case(),
    # Without a mailbox nobody has an address; mail of somebody else, or of nobody, is not there.
    "mailbox.open_mailbox": Case(allowed=frozenset({404})),
    "mailbox.close_mailbox": Case(),
    "mailbox.file_mail": Case(
        url={"mail_id": "person"},
        form=lambda r: {"customer_id": r["customer"]},
        allowed=frozenset({404}),
    ),
    "mailbox.make_customer": Case(url={"mail_id": "person"}, allowed=frozenset({404})),
    "mailbox.dismiss": Case(url={"mail_id": "person"}, allowed=frozenset({404})),
    "notifications.read_everything": Case(),
    # What somebody else was told, or nobody, is not there.
    "notifications.read": Case(url={"notification_id": "person"}, allowed=frozenset({404})),
    "notifications.choose": Case(form=forms.of_choices),
    # Only a browser knows keys that are none of ours.
    "notifications.start_push": Case(allowed=_OR_REFUSED),
    "notifications.stop_push": Case(url={"subscription_id": "person"}, allowed=frozenset({404})),
    # A made-up address is nobody's.
    "links.show": Case(url={"token": "unknown"}, allowed=frozenset({404})),
    "links.act": Case(url={"token": "unknown"}, allowed=frozenset({404})),
    "links.fetch": Case(url={"token": "unknown", "name": "unknown"}, allowed=frozenset({404})),
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
    "own_tokens.new": Case(form=forms.of_a_token),
    "own_tokens.revoke": office("token", "token_id", allowed=_OR_HIDDEN),
    "tokens.show": office(
        "token", "token_id", form=lambda _: {"rows_per_hour": "10", "rows_per_day": "20"}
    ),
    "tokens.revoke": office("token", "token_id"),
    "conflicts.show": reading("conflict", form=lambda _: {"all": "current"}),
    "phones.ask_wiping": Case(url={"device_id": "phone"}, keepers=NOBODY),
    "phones.wipe": Case(url={"device_id": "phone"}, keepers=NOBODY),
    "devices.ask_wiping": Case(url={"device_id": "phone"}),
    "devices.wipe": Case(url={"device_id": "phone"}, form=lambda _: {"revoke": "1"}),
    "devices.limits": Case(form=lambda _: {"customers": "500", "activities": "10"}),
    **api_cases(),
    **program_cases(),
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
