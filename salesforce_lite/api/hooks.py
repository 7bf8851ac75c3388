"""How the frame of the API plugs in: answers that were kept are forgotten."""

from salesforce_lite.api import plugins
from salesforce_lite.api.idempotency import forget_answers
from salesforce_lite.api.resource import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import JobKind, Schedule, hookimpl


@hookimpl
def api_resources() -> list[Resource]:
    return [plugins.resource]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="api.forget",
            label=N_("Forget answers to programs of three days ago"),
            run=forget_answers,
            schedule=Schedule("15 4 * * *"),
        )
    ]
