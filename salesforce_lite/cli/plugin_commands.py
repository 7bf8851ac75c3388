"""`x ID …`: the commands of plugins that are switched on."""

import click

from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import CommandWork, PluginFailedError
from salesforce_lite.web import App

# What says for itself what is to be told, and how the command ends.
_TOLD = (DomainError, click.ClickException, click.exceptions.Exit, click.Abort, OSError)


class PluginCommands(click.Group):
    """Asks the enabled plugins which commands there are."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({one.plugin for one in _site(ctx).contributions.cli_commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        app = _site(ctx)
        commands = [one for one in app.contributions.cli_commands if one.plugin == cmd_name]
        if not commands:
            return None
        manifest = app.plugins.installation.plugin(cmd_name).manifest
        group = _Contained(cmd_name, help=manifest.summary)
        for one in commands:
            group.add_command(one.command)
        return group


class _Contained(click.Group):
    """What fails in a plugin's command is the plugin's failure, and one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        app = _site(ctx)
        ctx.obj = CommandWork(reading=lambda: reading(app), writing=lambda: operating(app))
        try:
            return super().invoke(ctx)
        except _TOLD:
            raise
        except Exception as error:
            with operating(app) as uow:
                guard, place = app.plugins.guard(str(self.name)), "cli_commands"
                raise guard.failed(uow, place, error, PluginFailedError) from error


def _site(ctx: click.Context) -> App:
    """Opened once for a command."""
    root = ctx.find_root()
    app: App = root.meta.setdefault("site", None) or open_site()
    root.meta["site"] = app
    return app


@click.command("x", cls=PluginCommands)
def plugin_commands() -> None:
    """Commands of plugins that are switched on: x ID --help lists those of one."""
