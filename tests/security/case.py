"""How a route is called: the records it is asked about, and a form that it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.security.office import PLUGINS
from tests.security.records import Records

Form = Callable[[Records], dict[str, Any]]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FINE = frozenset({200, 201, 204, 302, 303})
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
        *("field", "old_field", "upload", "run", "token", *PLUGINS),
        *("webhook", "switched_webhook", "leaving_webhook", "delivery", "dead_delivery"),
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
    # Shown to the one whose it is and to who has this permission, whatever leaders see else.
    keepers: str = ""
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


def about(name: str, argument: str = "", **more: Any) -> Case:
    kind = name.removeprefix("gone_")
    kind = {"gone": "customer", "won": "opportunity", "lost": "opportunity"}.get(kind, kind)
    kind = {"planned": "activity", "done": "activity", "promise": "activity"}.get(kind, kind)
    return Case(url={argument or f"{kind}_id": name}, **more)


def office(name: str, argument: str, *, is_read: bool = False, **more: Any) -> Case:
    """About a thing of the back office; `is_read` sends its version."""
    return Case(url={argument: name}, read={"version": name} if is_read else {}, **more)


def reading(name: str, argument: str = "", **more: Any) -> Case:
    """About a record whose page the person has just read: its version goes with the form."""
    return about(name, argument, read={"version": name}, **more)
