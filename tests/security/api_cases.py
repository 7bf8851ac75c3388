"""For each route of the API with parameters or a body: records to ask it about, and a body.

As in `cases`; the `form` is sent as JSON.
"""

from typing import Any

from werkzeug.routing import Rule

from tests.security.case import Case, about


def is_for_programs(rule: Rule) -> bool:
    """Whether it is answered by the API."""
    return rule.rule.startswith("/api/v1/")


def api_cases() -> dict[str, Case]:
    """Endpoint → how it is called."""

    return {
        "api_customers.create": Case(form=lambda _: {"name": "Nueva Ferretería"}),
        "api_customers.create_many": Case(form=lambda _: {"items": [{"name": "Nueva Ferretería"}]}),
        # Each of them has a result of its own: the answer as a whole is a success.
        "api_customers.change_many": Case(
            form=lambda r: {"items": [{"id": r["customer"], "tags": ["nueva"]}]}
        ),
        "api_customers.show": about("customer"),
        "api_customers.change": about("customer", form=lambda _: {"tags": ["nueva"]}),
        "api_customers.delete": about("spare", "customer_id"),
        "api_customers.restore": about("gone", "customer_id"),
        "api_customers.enter_stage": about("customer", form=lambda _: {"lifecycle": "dormant"}),
        "api_webhooks.create": Case(
            form=lambda _: {"name": "Nueva", "url": "https://shop.example/hook"}
        ),
        "api_webhooks.show": about("webhook"),
        "api_webhooks.change": about("webhook", form=lambda _: {"name": "Nueva"}),
        "api_webhooks.delete": about("leaving_webhook", "webhook_id"),
        "api_webhooks.rotate": about("webhook"),
        "api_webhooks.switch_it_off": about("switched_webhook", "webhook_id"),
        "api_webhooks.switch_it_on": about("switched_webhook", "webhook_id"),
        "api_webhooks.test": about("webhook"),
        "api_webhooks.deliveries": about("webhook"),
        "api_webhooks.retry": Case(url={"webhook_id": "webhook", "delivery_id": "dead_delivery"}),
        "api_customers.merge": about("customer", form=lambda r: {"other_id": r["third"]}),
        **_around_customers(),
        **_contacts(),
        **_opportunities(),
        **_pipelines(),
    }


def _around_customers() -> dict[str, Case]:
    relation = {"customer_id": "customer", "relation_id": "relation"}
    return {
        "api_customers.timeline_of": about("customer"),
        "api_customers.find_twins": Case(form=lambda _: {"name": "Nueva Ferretería"}),
        "api_customers.relations": about("customer"),
        "api_customers.relate": about(
            "customer", form=lambda r: {"kind": "referred_by", "to_id": r["third"]}
        ),
        "api_customers.relation": Case(url=relation),
        "api_customers.change_relation_of": Case(url=relation, form=lambda _: {"note": "Nueva"}),
        "api_customers.unrelate": Case(
            url={"customer_id": "customer", "relation_id": "spare_relation"}
        ),
    }


def _contacts() -> dict[str, Case]:
    new = {"name": "Ana Nueva"}
    return {
        "api_contacts.create": Case(form=lambda _: new),
        "api_contacts.create_many": Case(form=lambda _: {"items": [new]}),
        "api_contacts.change_many": Case(
            form=lambda r: {"items": [{"id": r["contact"], "note": "Nueva"}]}
        ),
        "api_contacts.find_contact_twins_of": Case(form=lambda _: new),
        "api_contacts.show": about("contact"),
        "api_contacts.change": about("contact", form=lambda _: {"note": "Nueva"}),
        "api_contacts.delete": about("contact"),
        "api_contacts.restore": about("gone_contact", "contact_id"),
        "api_contacts.link": Case(
            url={"contact_id": "contact", "customer_id": "second"},
            form=lambda _: {"function": "Buyer"},
        ),
        "api_contacts.unlink": Case(url={"contact_id": "contact", "customer_id": "customer"}),
    }


def _opportunities() -> dict[str, Case]:
    def new(records: Any) -> dict[str, Any]:
        return {"title": "Línea B", "customer_id": records["customer"]}

    return {
        "api_opportunities.create": Case(form=new, form_names_records=True),
        "api_opportunities.create_many": Case(form=lambda r: {"items": [new(r)]}),
        "api_opportunities.change_many": Case(
            form=lambda r: {"items": [{"id": r["opportunity"], "note": "Nueva"}]}
        ),
        "api_opportunities.show": about("opportunity"),
        "api_opportunities.stages": about("opportunity"),
        "api_opportunities.change": about("opportunity", form=lambda _: {"note": "Nueva"}),
        "api_opportunities.delete": about("opportunity"),
        "api_opportunities.restore": about("gone_opportunity", "opportunity_id"),
        "api_opportunities.win": about("opportunity"),
        "api_opportunities.lose": about("opportunity", form=lambda _: {"reason": "price"}),
        "api_opportunities.reopen": about("won", "opportunity_id"),
        "api_opportunities.move": about("opportunity", form=lambda r: {"stage_id": r["stage"]}),
    }


def _pipelines() -> dict[str, Case]:
    stage = {"name": "Firma", "probability": 95}
    place = {"pipeline_id": "pipeline", "stage_id": "kept_stage"}
    return {
        "api_pipelines.create": Case(form=lambda _: {"name": "Licitaciones", "stages": [stage]}),
        "api_pipelines.show": Case(url={"pipeline_id": "pipeline"}),
        "api_pipelines.change": Case(
            url={"pipeline_id": "pipeline"}, form=lambda _: {"name": "Ventas nuevas"}
        ),
        "api_pipelines.place": Case(url={"pipeline_id": "pipeline"}, form=lambda _: {"place": 1}),
        "api_pipelines.add_stage": Case(url={"pipeline_id": "pipeline"}, form=lambda _: stage),
        "api_pipelines.show_stage": Case(url=place),
        "api_pipelines.change_stage_of": Case(url=place, form=lambda _: stage),
        "api_pipelines.place_stage": Case(url=place, form=lambda _: {"place": 1}),
    }
