"""The commands there are, and how a refusal becomes one sentence and an exit code."""

import sys
from typing import NoReturn

import click

from salesforce_lite import __version__
from salesforce_lite.cli.company import company
from salesforce_lite.cli.database import doctor, init, upgrade
from salesforce_lite.cli.database_file import DatabaseFault, told_fault
from salesforce_lite.cli.demo import demo
from salesforce_lite.cli.jobs import jobs
from salesforce_lite.cli.kinds import kind
from salesforce_lite.cli.lists import list_
from salesforce_lite.cli.mail import mail
from salesforce_lite.cli.people import user
from salesforce_lite.cli.pipelines import pipeline
from salesforce_lite.cli.plugin_commands import plugin_commands
from salesforce_lite.cli.plugins import plugins
from salesforce_lite.cli.rates import rate
from salesforce_lite.cli.routes import routes
from salesforce_lite.cli.serve import serve
from salesforce_lite.cli.teams import team
from salesforce_lite.cli.tokens import token
from salesforce_lite.cli.transfer import export, import_
from salesforce_lite.cli.worker import worker
from salesforce_lite.config import load_settings
from salesforce_lite.imports import UnknownEntityError
from salesforce_lite.kernel.errors import DomainError

WRONG_USAGE = 2
FAILURE = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="salesforce-lite")
def commands() -> None:
    """Salesforce Lite, a sales-force-automation server that a company runs itself."""


for command in (
    *(serve, worker, demo, init, upgrade, doctor, routes),
    *(company, user, token, team, rate, pipeline, list_, kind),
    *(plugins, plugin_commands, jobs, import_, export, mail),
):
    commands.add_command(command)


def main() -> NoReturn:
    """Run a command; what a person can mend never ends in a traceback."""
    try:
        sys.exit(commands.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        _stop("Stopped.", FAILURE)
    except click.UsageError as error:
        error.show()
        sys.exit(WRONG_USAGE)
    except click.ClickException as error:
        _stop(error.format_message(), FAILURE)
    except UnknownEntityError as error:
        _stop(str(error), WRONG_USAGE)
    except DomainError as refusal:
        _stop(_sentences(refusal), FAILURE)
    except DatabaseFault as error:
        _stop(told_fault(error, load_settings().database), FAILURE)
    except OSError as error:
        _stop(f"{error.strerror}: {error.filename or ''}".rstrip(": "), FAILURE)


def _sentences(refusal: DomainError) -> str:
    lines = [str(refusal)]
    lines += [f"  {name}: {sentence % refusal.params}" for name, sentence in refusal.fields.items()]
    return "\n".join(lines)


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
