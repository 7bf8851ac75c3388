"""The API is asked at random, by its own document: nothing fails, and every answer is as it says.

`SFL_TEST_EXAMPLES` is how many right and how many wrong requests are made of each operation; `make
prove` asks for so many that they are some 20,000 in all.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from salesforce_lite.api.rates import Limiter
from salesforce_lite.tokens import change_budget

EXAMPLES = int(os.environ.get("SFL_TEST_EXAMPLES", "2"))
# What is of the right shape may still be refused by the business, be behind by now, or have a NUL
# in its address, which no schema forbids.
FINE = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "429"]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "429"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": FINE},
        "negative_data_rejection": {"expected-statuses": REFUSED},
    },
    # One of a batch is refused by itself, in an answer that is fine as a whole.
    "operations": [
        {
            "include-path-regex": "/batch$",
            "checks": {"negative_data_rejection": {"expected-statuses": ["200", *REFUSED]}},
        }
    ],
}


@pytest.fixture
def unbounded(program, work, monkeypatch):
    """A program that may ask as much as it likes."""
    monkeypatch.setattr(Limiter, "refuse_more", lambda _limiter, _who: None)
    with work("admin") as uow:
        change_budget(uow, program.token_id, rows_per_hour=10_000_000, rows_per_day=10_000_000)
    return program


def test_what_is_asked_at_random_is_answered_as_the_document_says(app, unbounded, records):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    customer = records.customer()
    records.opportunity(customer.id)
    records.activity(customer.id)
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    faults = []
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                asked += _ask(operation, mode, unbounded.secret)
            except Exception as fault:
                faults.append(f"{operation.label} ({mode.value}): {fault}")
    assert asked > 10
    assert not faults, "\n\n".join(faults)


def _is_told(value):
    """Whether anything of it stands in an address, where no list and an empty one look the same."""
    if isinstance(value, dict):
        return any(map(_is_told, value.values()))
    if isinstance(value, list):
        return any(map(_is_told, value))
    return value not in (None, "")


def _ask(operation, mode, secret):
    asked = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        nonlocal asked
        assume(all(map(_is_told, (case.query or {}).values())))
        asked += 1
        headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
        case.call_and_validate(headers=headers)

    ask()
    return asked
