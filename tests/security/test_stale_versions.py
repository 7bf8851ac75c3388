"""What somebody else has changed since is not changed by a program, whatever the route."""

from collections.abc import Iterator

import pytest

from tests.security.api_cases import is_for_programs
from tests.security.site import Site
from tests.security.walk import Step, address_of, ask, steps

CHANGING = frozenset({"DELETE", "PATCH", "PUT"})
STALE = '"999999"'


def changes_of_records(site: Site) -> Iterator[Step]:
    """Each route of the API that changes a record or removes it; phones have rules of their own."""
    for rule in site.app.url_map.iter_rules():
        if is_for_programs(rule) and rule.arguments and not rule.endpoint.startswith("api_sync"):
            for step in steps(site, rule):
                if step.method in CHANGING and step.who == "admin" and step.records is site.north:
                    yield step


@pytest.fixture
def found(site: Site) -> list[Step]:
    return list(changes_of_records(site))


def test_a_version_that_does_not_stand_is_refused_by_every_route(site: Site, found) -> None:
    answers = {str(step): ask(site, step, headers={"If-Match": STALE}) for step in found}
    done = [name for name, answer in answers.items() if answer.status_code != 412]
    assert done == []
    assert {answer.json["code"] for answer in answers.values()} == {"stale_version"}
    assert len(answers) > 20


# What has no address of its own: where a contact stands, a value of a list.
SHOWN_NOWHERE = frozenset({"api_contacts.link", "api_contacts.unlink", "api_lists.rename"})


def test_who_is_refused_for_a_version_is_told_what_stands(site: Site, found) -> None:
    told_nothing = set()
    for step in found:
        refused = ask(site, step, headers={"If-Match": STALE})
        if "current" not in refused.json:
            told_nothing.add(step.rule.endpoint)
            continue
        record = address_of(site, step.rule, step.records).removesuffix("/place")
        shown = site.client("admin").get(record.removesuffix("/roles"))
        assert refused.json["current"] == shown.json, str(step)
        assert refused.headers["ETag"] == shown.headers["ETag"], str(step)
    assert told_nothing == SHOWN_NOWHERE
