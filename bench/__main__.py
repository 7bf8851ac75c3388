"""The measurements: `make bench`, or `python -m bench --help` for one of them, and for growth."""

import argparse
import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import goals, multiply, seed
from bench.api import measure_api
from bench.call_center import measure_events, measure_pops
from bench.growth import measure_growth
from bench.imports import measure_import
from bench.jobs import measure_jobs
from bench.loyalty import measure_loyalty
from bench.orders import measure_orders
from bench.pages import both_servers, measure_pages
from bench.plugins import measure_plugins
from bench.scoring import measure_scoring
from bench.seed import fill
from bench.sync import measure_sync
from bench.webhooks import measure_webhooks
from salesforce_lite import migrations
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.web import App

DATA = Path(__file__).parent / ".data"
MIGRATIONS = Path(migrations.__file__).parent


def main() -> None:
    arguments = asked()
    os.environ.setdefault("SFL_TRUSTED_HOSTS", "")
    if arguments.only == "growth":
        growth(arguments.small, arguments.large)
        return
    for name, measure in measures(arguments).items():
        if arguments.only in (None, name):
            measure()


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument(
        "--only",
        choices=(
            *("pages", "api", "import", "plugins", "scoring", "orders", "loyalty", "calls"),
            *("webhooks", "jobs", "sync", "growth"),
        ),
        help="growth needs a million customers: only when it is asked for",
    )
    parser.add_argument(
        "--database", default="", help="webhooks: an empty PostgreSQL database, for four workers"
    )
    parser.add_argument("--orders", type=int, default=100_000, help="orders: so many")
    parser.add_argument("--entries", type=int, default=1_000_000, help="loyalty: of the ledger")
    parser.add_argument("--from", dest="small", type=int, default=10_000, help="growth: from")
    parser.add_argument("--to", dest="large", type=int, default=1_000_000, help="growth: to")
    return parser.parse_args()


def measures(arguments: argparse.Namespace) -> dict[str, Callable[[], None]]:
    """Name → what measures it; each that needs an empty folder has one of its own."""
    customers = arguments.customers
    return {
        "pages": partial(pages, customers),
        "api": partial(api, customers),
        "import": partial(_in_a_folder, measure_import),
        "plugins": partial(_in_a_folder, measure_plugins),
        "scoring": partial(scoring, customers),
        "orders": partial(_in_a_folder, partial(measure_orders, count=arguments.orders)),
        "loyalty": partial(_in_a_folder, partial(measure_loyalty, entries=arguments.entries)),
        "calls": partial(calls, customers),
        "webhooks": partial(_in_a_folder, partial(measure_webhooks, url=arguments.database)),
        "jobs": partial(_in_a_folder, measure_jobs),
        "sync": partial(_in_a_folder, measure_sync),
    }


def _in_a_folder(measure: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))


def pages(customers: int) -> None:
    """Every page on a database of so many customers."""
    app, url, instance = filled(customers)
    print(
        f"\n{customers:,} customers, {2 * customers:,} opportunities, {10 * customers:,} activities"
    )
    measure_pages(app, url, instance)


def api(customers: int) -> None:
    """What programs ask for most."""
    app, url, instance = filled(customers)
    print(f"\nAPI, {customers:,} customers")
    measure_api(app, url, instance)


def scoring(customers: int) -> None:
    """All customers scored anew."""
    app, _, instance = filled(customers)
    app.engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        measure_scoring(instance, Path(folder))


def calls(customers: int) -> None:
    """What exchanges tell of calls, and whose number it is that calls."""
    _in_a_folder(measure_events)
    app, _, _ = filled(customers)
    measure_pops(app, customers)


def growth(small: int, large: int) -> None:
    """How much dearer each page is on the larger database."""
    few, many = filled(small), filled(large)
    print(
        f"\ngrowth from {small:,} to {large:,} customers (goal: at most {goals.GROWTH.limit:.2f})"
    )
    with both_servers(*few) as before, both_servers(*many) as after:
        measure_growth(before, after)


def filled(customers: int) -> tuple[App, str, Path]:
    """A filled SQLite database, kept in bench/.data for the next run."""
    instance = DATA / f"{customers}-{_shape_of_data()}"
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "salesforce_lite.db"
    url = f"sqlite:///{path}"
    fresh = not path.exists()
    app = create_app(Settings(instance=instance, database_url=url, secret_key="bench"))
    upgrade_database(app.engine)
    prepare_instance(app)
    if fresh:
        print(f"filling a database with {customers:,} customers …", flush=True)
        fill(app, customers)
    return app, url, instance


def _shape_of_data() -> str:
    """Changes with the tables and with how they are filled: older databases are not used then."""
    files = [*sorted(MIGRATIONS.rglob("*.py")), Path(seed.__file__), Path(multiply.__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


if __name__ == "__main__":
    main()
