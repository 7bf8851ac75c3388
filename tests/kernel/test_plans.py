"""SQLite walks the same index in every database, small or large, measured or not."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.notifications import Notification
from salesforce_lite.opportunities import Opportunity

ONE = new_id()
QUESTIONS = {
    "ix_opportunity_customer": select(Opportunity.id)
    .where(Opportunity.customer_id == ONE, Opportunity.outcome == "open")
    .order_by(Opportunity.expected_close_on, Opportunity.id)
    .limit(10),
    "ix_activity_customer_at": select(Activity.id)
    .where(Activity.scope_owner_id == ONE, Activity.customer_id == ONE)
    .order_by(Activity.at.desc(), Activity.id.desc())
    .limit(21),
    "sqlite_autoindex_customer_1": select(Customer.name).where(
        Customer.scope_owner_id == ONE, Customer.id.in_([new_id() for _ in range(25)])
    ),
    "ix_notification_unread": select(Notification.id)
    .where(Notification.user_id == ONE, Notification.read_at.is_(None))
    .limit(100),
    "ix_notification_waiting": select(Notification.kind).where(
        Notification.user_id == ONE, Notification.waits_since.is_not(None)
    ),
    "ix_activity_remind": select(Activity.owner_id)
    .where(Activity.remind_at <= datetime(2099, 1, 1, tzinfo=UTC))
    .order_by(Activity.remind_at, Activity.id)
    .limit(200),
    "ix_customer_scope_sort": select(Customer.name)
    .where(Customer.scope_owner_id == ONE, Customer.deleted_at.is_(None))
    .order_by(Customer.sort_name, Customer.id)
    .limit(26),
}


@pytest.fixture
def plan_of(app, work):
    """The steps in which SQLite answers a question."""
    if app.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL measures its tables by itself")
    sent = []

    def keep(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    def plan(question):
        with work("admin") as uow:
            event.listen(app.engine, "before_cursor_execute", keep)
            uow.session.execute(question).all()
            event.remove(app.engine, "before_cursor_execute", keep)
            statement, parameters = sent[-1]
            steps = uow.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            return " / ".join(step.detail for step in steps)

    return plan


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_most_telling_condition_chooses_the_index(plan_of, index):
    assert f"USING INDEX {index} " in plan_of(QUESTIONS[index])


def test_upgrading_again_keeps_the_statistics(app, plan_of):
    before = {index: plan_of(question) for index, question in QUESTIONS.items()}
    upgrade_database(app.engine)
    assert {index: plan_of(question) for index, question in QUESTIONS.items()} == before
