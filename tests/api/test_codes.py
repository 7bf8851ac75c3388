"""The codes of refusals are stable: those that the API can answer stand in docs/api.md."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import salesforce_lite
from salesforce_lite.api.problems import api_status
from salesforce_lite.kernel.errors import DomainError

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
# What only operators, authors of plugins, pages or letters meet.
NOT_FOR_PROGRAMS = (
    *("cli", "demo", "development", "testing", "migrations", "mail", "mailbox", "notifications"),
    *("intake", "tabular", "plugin", "web", "background", "kernel.cron", "kernel.db"),
    *("kernel.jobs", "kernel.session", "imports.importer"),
)
# Of the plugin package: what switching one on or off through the API is refused with.
SWITCHING = frozenset(
    {
        *("DependencyDisabledError", "DependentEnabledError", "EnablingFailedError"),
        *("MigrationFailedError", "PluginNotUsableError", "PluginPageError", "SafeModeError"),
        *(
            "CoreTooOldError",
            "IncompatibleApiError",
            "MissingDependencyError",
            "NeedsMigrationError",
        ),
        *("UnknownPluginError", "ChangedWhileAskedError"),
    }
)
# Answered by the frame, without an error of the domain.
OF_THE_FRAME = {
    *((400, "forged"), (401, "unauthenticated"), (405, "method_not_allowed"), (413, "too_large")),
    *((500, "fault"), (503, "unavailable")),
}


def all_kinds(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        yield one
        yield from all_kinds(one)


def is_answered(kind: type[DomainError]) -> bool:
    package = kind.__module__.removeprefix("salesforce_lite.")
    if package == kind.__module__:
        # Of a plugin, or of another test.
        return False
    if kind.__name__ in SWITCHING:
        return True
    return not any(f"{package}.".startswith(f"{one}.") for one in NOT_FOR_PROGRAMS)


def answered() -> set[tuple[int, str]]:
    for module in pkgutil.walk_packages(salesforce_lite.__path__, "salesforce_lite."):
        package = module.name.removeprefix("salesforce_lite.")
        if package.partition(".")[0] not in NOT_FOR_PROGRAMS and "__main__" not in package:
            import_module(module.name)
    return {
        (api_status(one.__new__(one)), one.code) for one in all_kinds() if is_answered(one)
    } | OF_THE_FRAME


def pinned() -> set[tuple[int, str]]:
    table = DOCUMENT.read_text().split("<!-- codes -->")[1].split("<!-- end of codes -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if "`" in line]
    return {(int(status), one.strip("` ")) for status, codes in rows for one in codes.split(",")}


def test_every_code_that_the_api_can_answer_is_pinned_with_its_status() -> None:
    assert pinned() == answered()
