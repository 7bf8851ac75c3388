"""The addresses of a plugin's pages, with something in their variable parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from werkzeug.routing import Rule

from salesforce_lite.testing.trial import Trial
from salesforce_lite.web import policy_of

_SOME_ID = UUID("01234567-89ab-7def-8123-456789abcdef")
_SOMETHING = {"UUIDConverter": _SOME_ID, "IntegerConverter": 1, "FloatConverter": 1.5}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is, how it is asked for, and who may, as it declares."""

    path: str
    method: str
    policy: str
    # Leads to a page whatever there is; others need a record.
    is_plain: bool
    # Stands in the back office.
    is_office: bool
    # Answered by the API.
    is_for_programs: bool


def addresses_of(trial: Trial) -> Iterator[Address]:
    """Those of the plugin's own pages; static files are everybody's."""
    for rule in trial.app.url_map.iter_rules():
        is_own = rule.rule.startswith(
            tuple(f"{root}/x/{trial.id}/" for root in ("", "/admin", "/api/v1"))
        )
        if is_own and not rule.endpoint.endswith(".static"):
            yield from _addresses(trial, rule)


def pages_of_the_core(trial: Trial) -> Iterator[str]:
    """Pages that need no record."""
    for rule in trial.app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.arguments
        if is_page and not rule.rule.startswith(("/x/", "/admin/x/", "/api/v1/x/")):
            yield rule.rule


def _addresses(trial: Trial, rule: Rule) -> Iterator[Address]:
    values = {
        name: _SOMETHING.get(type(converter).__name__, "something")
        for name, converter in rule._converters.items()
    }
    with trial.app.test_request_context():
        path = trial.app.url_for(rule.endpoint, **values)
    policy = policy_of(trial.app, rule.endpoint) or ""
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        is_office = rule.rule.startswith("/admin/")
        is_api = rule.rule.startswith("/api/v1/")
        yield Address(path, method, policy, not rule.arguments, is_office, is_api)
