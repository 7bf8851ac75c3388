"""Calls each route as each person about each twin's records, and says what the answer should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.web import policy_of
from tests.security.api_cases import is_for_programs
from tests.security.case import SAFE, Case
from tests.security.cases import ENDS_THE_SESSION, case_of
from tests.security.records import Records
from tests.security.site import ANYBODY, PEOPLE, Site, nothing_stays, text_of

TO_SIGN_IN = frozenset({302})
# Programs are told to say who they are.
UNKNOWN = frozenset({401})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request of the walk."""

    rule: Rule
    method: str
    who: str
    records: Records

    @property
    def case(self) -> Case:
        return case_of(self.rule)

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} as {self.who} about {self.records.canary}"


def steps(site: Site, rule: Rule) -> Iterator[Step]:
    case = case_of(rule)
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        both = (site.north, site.south) if case.is_about_a_record(method) else (site.north,)
        for who in PEOPLE:
            for records in both:
                yield Step(rule=rule, method=method, who=who, records=records)


def expected(site: Site, step: Step) -> frozenset[int]:
    """From the declared policy and the row scope alone."""
    actor = site.actor(step.who)
    policy = policy_of(site.app, step.rule.endpoint)
    if policy == "public":
        return step.case.allowed
    if step.who == ANYBODY:
        return UNKNOWN if is_for_programs(step.rule) else TO_SIGN_IN
    if policy != "signed-in" and not actor.may(str(policy)):
        return frozenset({403})
    is_about = step.case.is_about_a_record(step.method)
    if is_about and not _sees(actor, step):
        return step.case.unseen
    return step.case.allowed


def _sees(actor: Actor, step: Step) -> bool:
    if step.case.keepers:
        return actor.user_id == step.records.owner_id or actor.may(step.case.keepers)
    return actor.sees_records_of(step.records.owner_id)


def ask(site: Site, step: Step, **options: Any) -> TestResponse:
    """Send it; what is done with permission is rolled back, so that all meet the same records."""
    if "data" not in options and step.method not in SAFE:
        options["data"] = form_of(site, step)
    if is_for_programs(step.rule) and "data" in options:
        options["json"] = options.pop("data")
    try:
        response = site.client(step.who).open(
            address_of(site, step.rule, step.records),
            method=step.method,
            query_string=step.case.query(step.records),
            buffered=True,
            **options,
        )
    finally:
        if step.rule.endpoint in ENDS_THE_SESSION:
            site.forget_client(step.who)
    return response


def address_of(site: Site, rule: Rule, records: Records) -> str:
    values = {argument: site.called(name, records) for argument, name in case_of(rule).url.items()}
    with site.app.test_request_context():
        return site.app.url_for(rule.endpoint, **values)


def form_of(site: Site, step: Step) -> dict[str, Any]:
    """What the page would send that the person, or somebody who sees it, has read just now."""
    form = step.case.form(step.records)
    for field, name in step.case.read.items():
        if name in site.office:
            record_id = site.office[name].id
        elif name == "oneself":
            record_id = site.actor(step.who).user_id
        else:
            record_id = step.records[name]
        # Nobody who has signed in: there is no record, and no version.
        form[field] = site.version(record_id) if record_id else ""
    return form


def faults(site: Site, rule: Rule) -> list[str]:
    """What is wrong with the answers of one route, and with what refusals left behind."""
    before = site.fingerprint()
    found = []
    for step in steps(site, rule):
        wanted = expected(site, step)
        if min(wanted) < 400:
            with nothing_stays():
                response = ask(site, step)
        else:
            response = ask(site, step)
        found += _faults_of(site, step, response, wanted)
    after = site.fingerprint()
    changed = [table for table in before if before[table] != after[table]]
    if changed:
        found.append(f"{rule.rule}: a refusal changed {', '.join(changed)}")
    return found


def _faults_of(
    site: Site, step: Step, response: TestResponse, wanted: frozenset[int]
) -> Iterator[str]:
    if response.status_code not in wanted:
        yield f"{step}: {response.status_code}, not {sorted(wanted)}"
    leads_to = response.headers.get("Location", "")
    if wanted == TO_SIGN_IN and not leads_to.startswith("/sign-in"):
        yield f"{step}: leads to {leads_to}, not to sign in"
    for records in (site.north, site.south):
        sees = site.actor(step.who).sees_records_of(records.owner_id)
        if not sees and records.canary in text_of(response):
            yield f"{step}: shows “{records.canary}”"
