"""Every form sent twice at the same moment, as by a double click: done, or told with a sentence."""

from functools import partial

from tests.security.api_cases import is_for_programs
from tests.security.case import SAFE
from tests.security.cases import ENDS_THE_SESSION
from tests.security.site import Site
from tests.security.test_at_the_same_time import all_at_once
from tests.security.walk import Step, ask, form_of, steps

# Done; not found any more; done by the first already; refused with the reason, such as a file that
# is sent as a form.
ANSWERS = frozenset({200, 201, 204, 302, 303, 404, 409, 412, 415, 422})


AFTER_REMOVAL = frozenset({"imports.show"})


def send(site: Site, step: Step, form: dict) -> int:
    return ask(site, step, data=form).status_code


def test_no_form_meets_a_fault_when_it_is_sent_twice(site: Site) -> None:
    found = []
    # Programs last: what they remove has no form any more.
    for rule in sorted(site.app.url_map.iter_rules(), key=is_for_programs):
        if rule.endpoint in ENDS_THE_SESSION:
            continue
        for step in steps(site, rule):
            if step.method in SAFE or step.who != "admin" or step.records is not site.north:
                continue
            try:
                form = form_of(site, step)
            except LookupError:
                # What an earlier one has removed for good has no form any more.
                assert step.rule.endpoint in AFTER_REMOVAL
                continue
            answers = all_at_once(*[partial(send, site, step, form)] * 2)
            if not ANSWERS.issuperset(answers):
                found.append(f"{step}: {answers}")
    assert not found, "\n".join(found)
