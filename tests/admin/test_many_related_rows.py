"""Pages of the back office ask and read as much about a record with 100,000 related rows as about
one with a few."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event, inspect, literal, literal_column, select, true
from sqlalchemy.engine.cursor import CursorResult

from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.lists import list_values
from salesforce_lite.mail import send_mail
from salesforce_lite.opportunities import list_pipelines
from salesforce_lite.team import add_member, create_portfolio, create_team
from tests.conftest import find_user

MANY = 100_000
# A page shows so many at most of what there is much of, and one more to know whether there is more.
A_PAGE = 51


@dataclass
class Asked:
    """What a page cost: the statements, and the rows that were read of their answers."""

    statements: int = 0
    rows: int = 0


@contextmanager
def counted(app, monkeypatch) -> Iterator[Asked]:
    asked = Asked()

    def count(*_given) -> None:
        asked.statements += 1

    def reading(name):
        read = getattr(CursorResult, name)

        def read_and_count(self, *given, **options):
            found = read(self, *given, **options)
            if name == "_fetchiter_impl":
                found = list(found)
            asked.rows += len(found) if isinstance(found, list) else found is not None
            return iter(found) if name == "_fetchiter_impl" else found

        return read_and_count

    event.listen(app.engine, "before_cursor_execute", count)
    with monkeypatch.context() as patched:
        for name in ("_fetchall_impl", "_fetchmany_impl", "_fetchone_impl", "_fetchiter_impl"):
            patched.setattr(CursorResult, name, reading(name))
        try:
            yield asked
        finally:
            event.remove(app.engine, "before_cursor_execute", count)


def multiply(app, record) -> None:
    """100,000 more of the row, each with an id of its own."""
    table = inspect(record).mapper.local_table
    # In their order, which indexes take much faster.
    is_sqlite = app.engine.dialect.name == "sqlite"
    blob, native = "CAST(printf('%016d', i) AS BLOB)", "CAST(lpad(to_hex(i), 32, '0') AS uuid)"
    fresh = literal_column(blob if is_sqlite else native)
    first = select(literal(1).label("i")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.i + 1).where(first.c.i < MANY))
    others = [column for column in table.columns if column.name != "id"]
    copies = select(fresh, *others).select_from(table).join(numbers, true())
    names = ["id", *(column.name for column in others)]
    with writing(), app.engine.begin() as connection:
        connection.execute(table.insert().from_select(names, copies.where(table.c.id == record.id)))


@pytest.fixture
def related(app, work, records) -> dict[str, object]:
    """One of each, in which everything below has its part."""
    with work("admin") as uow:
        rep = find_user(uow.session, "rep")
        team, portfolio = create_team(uow, "Coast"), create_portfolio(uow, "Coast")
        add_member(uow, team.id, rep.id)
        pipeline = list_pipelines(uow)[0]
        value = list_values(uow, "activity.outcome.visit")[0]
        job = enqueue_job(uow, "search.reindex", {})
        job.state, job.error = JobState.DEAD, "it went wrong"
    customer = records.customer(by="admin", owner_id=rep.id, portfolio_id=portfolio.id)
    sale = records.opportunity(customer.id, by="rep")
    visit = records.activity(customer.id, by="rep", kind="visit", outcome=value.code)
    with work("admin") as uow:
        entry = uow.session.scalars(select(AuditEntry).order_by(AuditEntry.id).limit(1)).one()
        mail = send_mail(uow, to="rep@example.com", subject="Hello", text="Hello")
    rows = (customer, sale, visit, entry, job, mail)
    return {
        "rows": rows,
        "person": rep.id,
        "customer": customer.id,
        "team": team.id,
        "portfolio": portfolio.id,
        "pipeline": pipeline.pipeline.id,
        "stage": pipeline.stages[0].id,
        "value": value.id,
        "list": value.list_name,
    }


# Lists and forms of everything that so many records can be related to.
PAGES = (
    *("/admin/people/", "/admin/people/{person}", "/admin/roles/", "/admin/roles/rep"),
    *("/admin/teams/", "/admin/teams/{team}", "/admin/teams/people?q=re"),
    *("/admin/portfolios/", "/admin/portfolios/{portfolio}", "/admin/portfolios/people?q=re"),
    *("/admin/pipelines/", "/admin/pipelines/{pipeline}", "/admin/pipelines/stages/{stage}"),
    *("/admin/lists/", "/admin/lists/{list}", "/admin/lists/values/{value}"),
    *("/admin/activity-kinds/", "/admin/activity-kinds/visit", "/admin/fields/", "/admin/company/"),
    *(
        "/admin/history/",
        "/admin/history/?record={customer}",
        "/admin/history/?who={person}",
        "/admin/jobs/",
        "/admin/jobs/?state=dead",
    ),
    *("/admin/mail/", "/admin/imports/", "/admin/plugins/"),
)


def test_a_hundred_thousand_related_rows_cost_a_page_no_more_than_a_few(
    app, client_of, related, monkeypatch
) -> None:
    browser = client_of("admin")

    def costs() -> dict[str, Asked]:
        found = {}
        for page in PAGES:
            address = page.format(**related)
            # What is remembered for a while is asked for again now and then: the cheapest counts.
            tries = []
            for _ in range(3):
                with counted(app, monkeypatch) as asked:
                    assert browser.get(address).status_code == 200, address
                tries.append(asked)
            found[page] = min(tries, key=lambda one: (one.statements, one.rows))
        return found

    few = costs()
    assert all(asked.statements and asked.rows for asked in few.values())
    for record in related["rows"]:
        multiply(app, record)
    many = costs()
    for page, asked in many.items():
        assert asked.statements <= few[page].statements + 2, page
        assert asked.rows <= few[page].rows + 2 * A_PAGE, page
