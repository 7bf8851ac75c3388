"""Whether what an editor had read is still what stands."""

from typing import Protocol

from salesforce_lite.kernel.errors import MissingVersionError, StaleVersionError

# What a form says that lost its version; records begin at 1.
NO_VERSION = 0


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


def check_version(record: _Versioned, expected: int | None) -> None:
    """Refuse when somebody else saved the record since the editor had read it.

    None is said by those who read nothing before: imports, commands, plugins that only add.
    """
    if expected == NO_VERSION:
        raise MissingVersionError
    if expected is not None and record.version != expected:
        raise StaleVersionError
