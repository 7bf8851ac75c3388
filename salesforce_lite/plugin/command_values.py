"""Values about commands of the operator, and what is played with the sample data."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from salesforce_lite.plugin.contribution import Contribution

if TYPE_CHECKING:
    import click

    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandWork:
    """What a command is given by `@click.pass_obj`."""

    reading: Callable[[], AbstractContextManager["UnitOfWork"]]
    """Opens a unit of work that only reads, as the operator, who sees and may everything."""
    writing: Callable[[], AbstractContextManager["UnitOfWork"]]
    """Opens one that is committed when its block ends well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CliCommand(Contribution):
    """A command `salesforce-lite x <id> …`, for whoever runs the server."""

    command: "click.Command"
    """Made with click. It opens units of work with the `CommandWork` of `@click.pass_obj`, prints
    results to standard output and messages to standard error."""

    @property
    def name(self) -> str:
        return str(self.command.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleData(Contribution):
    """What a plugin adds to the sample company, and takes away with it."""

    WRITES: ClassVar[tuple[str, ...]] = ("play", "forget")

    play: Callable[["UnitOfWork", Any], None]
    """Given the unit of work and the `demo.SampleStory`, saves by services what would have
    happened. It is played again when the plugin is switched on again: what is there stays once."""
    forget: Callable[["UnitOfWork"], None]
    """Takes away what `play` has put in, before the sample customers go, and nothing else."""
