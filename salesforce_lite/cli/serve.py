"""`serve`: upgrade the database, then answer requests until told to stop."""

import gc
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from salesforce_lite.cli.demo import show_sample_company
from salesforce_lite.cli.lines import begin_to_carry
from salesforce_lite.cli.reloading import serve_and_watch
from salesforce_lite.cli.site import prepared_site
from salesforce_lite.cli.worker import work as work_at
from salesforce_lite.cli.worker import worker_name
from salesforce_lite.config import load_settings
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.web import App

THREADS = 8
# Requests that run when SIGTERM comes get this long to finish.
GRACE_SECONDS = 30


class PortTakenError(DomainError):
    code = "port_taken"
    sentence = N_(
        "Something already answers on %(host)s:%(port)s – perhaps this server, started before. "
        "Stop it, or choose another port with --port."
    )


class AddressError(DomainError):
    code = "address"
    sentence = N_("The server cannot listen on %(host)s:%(port)s: %(reason)s.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (PostgreSQL; default 1).")
@click.option("--demo", "with_demo", is_flag=True, help="Put in sample data on the first start.")
@click.option(
    "--worker/--no-worker",
    "with_worker",
    default=True,
    help="Run jobs beside the server (default), or leave them to `salesforce-lite worker`.",
)
@click.option(
    "--reload",
    "with_reload",
    is_flag=True,
    help="While you write a plugin: start again when a file changes. Not for a company's server.",
)
def serve(
    host: str,
    port: int,
    workers: int | None,
    with_demo: bool,  # noqa: FBT001
    with_worker: bool,  # noqa: FBT001
    with_reload: bool,  # noqa: FBT001
) -> None:
    """Upgrade the database, then serve."""
    _check_port(host, port)
    if with_reload:
        options = ["--host", host, "--port", str(port)]
        options += ["--workers", str(workers)] if workers else []
        options += ["--demo"] if with_demo else []
        options += [] if with_worker else ["--no-worker"]
        folders = (Path(__file__).parents[1], *load_settings().plugin_folders)
        serve_and_watch(["serve", *options], folders)
    app = prepared_site()
    if with_demo:
        show_sample_company(app)
    count = _workers(app, workers)
    app.engine.dispose()
    # What is loaded by now stays: looking at it over and over slows pages and jobs.
    gc.freeze()
    click.echo(f"Salesforce Lite serves on http://{host}:{port} (stop with Ctrl+C)", err=True)
    _run(app, host, port, count, with_worker=with_worker)


def _check_port(host: str, port: int) -> None:
    """Say it before the database is touched, and in a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {98, 48, 10048}:  # address in use: Linux, macOS, Windows
                raise PortTakenError(host=host, port=port) from None
            raise AddressError(host=host, port=port, reason=error.strerror) from None


def _workers(app: App, asked: int | None) -> int:
    """SQLite has one writer: one process with threads serves it best."""
    if app.engine.dialect.name == "sqlite" and asked and asked > 1:
        click.echo("SQLite is served by one process; --workers needs PostgreSQL.", err=True)
        return 1
    return asked or 1


def _run(app: App, host: str, port: int, workers: int, *, with_worker: bool) -> None:
    if sys.platform == "win32":
        import waitress  # noqa: PLC0415 – the only server there, absent elsewhere

        if with_worker:
            click.echo("On Windows, start beside it: salesforce-lite worker", err=True)
        begin_to_carry(app)
        waitress.serve(app, host=host, port=port, threads=THREADS)
    else:
        from salesforce_lite.cli.gunicorn_server import run  # noqa: PLC0415 – Unix only

        work = partial(work_at, app, worker_name()) if with_worker else None
        run(app, _gunicorn_options(host, port, workers), work)


def _gunicorn_options(host: str, port: int, workers: int) -> dict[str, Any]:
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": 5,
        "loglevel": "warning",
        "accesslog": None,
        "limit_request_line": 8190,
    }
