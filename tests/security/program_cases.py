"""The same for the resources of activities, of people, and of what administrators look after."""

from typing import Any
from uuid import uuid4

from salesforce_lite.kernel.clock import now
from tests.security.case import Case
from tests.security.records import WORD, a_day_in_the_future

_NEW = {"kind": "visit", "subject": "Nueva"}
_PERSON = {
    "name": "Ana Nueva",
    "email": "ana@example.com",
    "roles": ["rep"],
    "password": "a long enough password",
}
# A file is no JSON; tests/api hand some in.
_NO_FILE = frozenset({415})


def program_cases() -> dict[str, Case]:
    """Endpoint → how it is called."""

    def about(argument: str, name: str, **more: Any) -> Case:
        return Case(url={argument: name}, **more)

    def activity(name: str, **more: Any) -> Case:
        return about("activity_id", name, **more)

    def said(**body: Any) -> Any:
        return lambda _: body

    moved = said(due_at=f"{a_day_in_the_future()}T10:00:00Z")
    first = said(place=1)
    return {
        "api_activities.create": Case(form=said(**_NEW)),
        "api_activities.create_many": Case(form=said(items=[_NEW])),
        # Each of them has a result of its own: the answer as a whole is a success.
        "api_activities.change_many": Case(
            form=lambda r: {"items": [{"id": r["planned"], "note": "Nueva"}]}
        ),
        "api_activities.show": activity("planned"),
        "api_activities.change": activity("planned", form=said(note="Nueva")),
        "api_activities.delete": activity("planned"),
        "api_activities.restore": activity("gone_activity"),
        "api_activities.complete": activity("planned", form=said(note="Hecho")),
        "api_activities.reopen": activity("done"),
        "api_activities.reschedule": activity("planned", form=moved),
        "api_activities.keep": activity("promise", form=said()),
        "api_activities.break": activity("promise", form=said()),
        "api_users.show": about("user_id", "person"),
        "api_users.create": Case(form=said(**_PERSON)),
        "api_users.change": about("user_id", "person", form=said(name="Ana")),
        "api_users.give_roles": about("user_id", "person", form=said(roles=["viewer"])),
        "api_users.deactivate": about("user_id", "person"),
        "api_users.activate": about("user_id", "leaver"),
        "api_teams.show": about("team_id", "team"),
        "api_teams.create": Case(form=said(name="East")),
        "api_teams.change": about("team_id", "team", form=said(name="West")),
        "api_portfolios.show": about("portfolio_id", "portfolio", is_of_the_company=True),
        "api_portfolios.create": Case(form=said(name="Nueva")),
        "api_portfolios.change": about(
            "portfolio_id", "portfolio", form=said(name="Otra"), is_of_the_company=True
        ),
        "api_lists.show": about("list_name", "list"),
        "api_lists.add": about("list_name", "list", form=said(label_en="Else", label_es="Otra")),
        "api_lists.rename": about("value_id", "value", form=said(label_en="Something else")),
        "api_lists.move": about("value_id", "value", form=first),
        "api_lists.retire": about("value_id", "value"),
        "api_lists.revive": about("value_id", "retired_value"),
        "api_custom_fields.show": about("field_id", "field"),
        "api_custom_fields.create": Case(
            form=said(entity="customer", kind="text", label_en="Square metres")
        ),
        "api_custom_fields.change": about("field_id", "field", form=said(label_en="Metres")),
        "api_custom_fields.move": about("field_id", "field", form=first),
        "api_custom_fields.retire": about("field_id", "field"),
        "api_custom_fields.revive": about("field_id", "old_field"),
        "api_custom_fields.delete": about("field_id", "old_field"),
        "api_imports.show": about("upload_id", "upload"),
        "api_imports.receive": Case(query=said(entity="customers"), allowed=_NO_FILE),
        "api_imports.try_out": about("upload_id", "upload", form=said()),
        "api_imports.take": about("upload_id", "upload"),
        "api_imports.cancel": about("upload_id", "upload"),
        "api_imports.remove": about("upload_id", "upload"),
        "api_imports.rejected": about("upload_id", "upload"),
        "api_plugins.show": about("plugin_id", "awake"),
        "api_plugins.enable": about("plugin_id", "asleep"),
        "api_plugins.disable": about("plugin_id", "awake"),
        "api_search.find": Case(query=said(q=WORD)),
        **_sync_cases(),
    }


def _sync_cases() -> dict[str, Case]:
    def phone(name: str, **more: Any) -> Case:
        return Case(url={"device_id": name}, keepers="sync.manage", **more)

    conflict = {"conflict_id": "conflict"}
    return {
        # One that was never heard of: it is whose who sends.
        "api_sync.push_commands": Case(
            form=lambda _: {
                "device_id": str(uuid4()),
                "device_now": now().isoformat(),
                "commands": [],
            }
        ),
        "api_sync.device": phone("phone"),
        "api_sync.wipe": phone("phone"),
        # Only the phone itself says that it has forgotten everything.
        "api_sync.wiped": phone("wiped_phone", allowed=frozenset({200, 404})),
        "api_sync.conflict": Case(url=conflict),
        "api_sync.decide_conflict": Case(url=conflict, form=lambda _: {"choice": "current"}),
    }
