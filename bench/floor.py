"""The floor: a bare Flask and SQLAlchemy Core application with the same queries and bare templates.

No people, no permissions, no layout: what the database and the framework cost by themselves.
"""

import sys
from datetime import UTC, datetime

from flask import Flask, render_template_string, request
from sqlalchemy import and_, func, insert, or_, select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, ContactLink, Customer, LookUpKey
from salesforce_lite.kernel.db import make_engine, writing
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.opportunities import Opportunity, Stage, StageTotal

CUSTOMER, OPPORTUNITY, ACTIVITY = (m.__table__ for m in (Customer, Opportunity, Activity))
STAGE, TOTAL, LINK, CONTACT = (m.__table__ for m in (Stage, StageTotal, ContactLink, Contact))
AUDIT, KEY = AuditEntry.__table__, LookUpKey.__table__

PAGE = """<h1>{{ title }}</h1>{% for rows in lists %}<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}"""


def make_floor(url: str) -> Flask:
    """The bare application over the same database."""
    app = Flask(__name__)
    engine = make_engine(url)

    def page(title: str, *queries):  # type: ignore[no-untyped-def]  # bench only
        with engine.connect() as connection:
            lists = [connection.execute(query).all() for query in queries]
        return render_template_string(PAGE, title=title, lists=lists)

    @app.get("/customers")
    def customers():  # type: ignore[no-untyped-def]  # bench only
        query = select(CUSTOMER).where(CUSTOMER.c.deleted_at.is_(None))
        name, key = request.args.get("name"), request.args.get("id")
        if name and key:
            query = query.where(
                CUSTOMER.c.sort_name >= name,
                or_(CUSTOMER.c.sort_name > name, and_(CUSTOMER.c.id > key)),
            )
        return page("Customers", query.order_by(CUSTOMER.c.sort_name, CUSTOMER.c.id).limit(26))

    @app.get("/customers/<key>")
    def customer(key: str):  # type: ignore[no-untyped-def]  # bench only
        return page(
            "Customer",
            select(CUSTOMER).where(CUSTOMER.c.id == key),
            select(ACTIVITY)
            .where(ACTIVITY.c.customer_id == key, ACTIVITY.c.deleted_at.is_(None))
            .order_by(ACTIVITY.c.at.desc(), ACTIVITY.c.id.desc())
            .limit(26),
            select(OPPORTUNITY)
            .where(OPPORTUNITY.c.customer_id == key, OPPORTUNITY.c.outcome == "open")
            .limit(10),
            select(CONTACT, LINK).join(LINK).where(LINK.c.customer_id == key).limit(10),
            select(AUDIT).where(AUDIT.c.record_id == key).order_by(AUDIT.c.id.desc()).limit(26),
        )

    @app.get("/board")
    def board():  # type: ignore[no-untyped-def]  # bench only
        totals = select(
            TOTAL.c.stage_id, TOTAL.c.currency, func.sum(TOTAL.c.count), func.sum(TOTAL.c.minor)
        ).group_by(TOTAL.c.stage_id, TOTAL.c.currency)
        with engine.connect() as connection:
            stages = (
                connection.execute(select(STAGE.c.id).order_by(STAGE.c.position)).scalars().all()
            )
        return page("Board", totals, *(_cards(stage) for stage in stages))

    def _cards(stage):  # type: ignore[no-untyped-def]  # bench only
        return (
            select(OPPORTUNITY, CUSTOMER.c.name)
            .join(CUSTOMER, CUSTOMER.c.id == OPPORTUNITY.c.customer_id)
            .where(
                OPPORTUNITY.c.stage_id == stage,
                OPPORTUNITY.c.outcome == "open",
                OPPORTUNITY.c.deleted_at.is_(None),
            )
            .order_by(OPPORTUNITY.c.expected_close_on, OPPORTUNITY.c.id)
            .limit(26)
        )

    @app.get("/today")
    def today():  # type: ignore[no-untyped-def]  # bench only
        me, now = request.args["owner"], datetime.now(UTC)
        mine = and_(ACTIVITY.c.owner_id == me, ACTIVITY.c.completed_at.is_(None))
        deals = and_(OPPORTUNITY.c.owner_id == me, OPPORTUNITY.c.deleted_at.is_(None))
        return page(
            "Today",
            select(ACTIVITY)
            .where(mine, ACTIVITY.c.due_at < now)
            .order_by(ACTIVITY.c.due_at)
            .limit(11),
            select(ACTIVITY)
            .where(mine, ACTIVITY.c.due_at >= now)
            .order_by(ACTIVITY.c.due_at)
            .limit(11),
            select(OPPORTUNITY)
            .where(deals, OPPORTUNITY.c.outcome == "open")
            .order_by(OPPORTUNITY.c.expected_close_on)
            .limit(11),
            select(OPPORTUNITY)
            .where(deals, OPPORTUNITY.c.outcome == "won", OPPORTUNITY.c.closed_on >= now.date())
            .limit(11),
            select(CUSTOMER).where(CUSTOMER.c.owner_id == me).limit(11),
        )

    @app.get("/search")
    def search():  # type: ignore[no-untyped-def]  # bench only
        q = request.args["q"].lower()
        return page(
            "Search",
            select(CUSTOMER)
            .where(CUSTOMER.c.sort_name >= q, CUSTOMER.c.sort_name < q + "\U0010ffff")
            .order_by(CUSTOMER.c.sort_name)
            .limit(20),
        )

    @app.post("/activities")
    def log():  # type: ignore[no-untyped-def]  # bench only
        now = datetime.now(UTC)
        with writing(), engine.begin() as connection:
            connection.execute(
                insert(ACTIVITY).values(
                    id=new_id(), kind="visit", customer_id=request.form["customer_id"],
                    owner_id=request.form["owner"], outcome="interested", channel="", subject="",
                    note=request.form["note"], completed_at=now, started_at=now, at=now, zone="UTC",
                    location="", is_all_day=False, participants=(), data={}, is_sample=False,
                    version=1, created_at=now, updated_at=now,
                )
            )  # fmt: skip
        return ("", 303)

    return app


if __name__ == "__main__":
    import logging

    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            for name, value in {
                "bind": f"127.0.0.1:{sys.argv[2]}", "worker_class": "gthread", "threads": 8,
                "loglevel": "warning", "keepalive": 5,
            }.items():  # fmt: skip
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return make_floor(sys.argv[1])

    logging.getLogger("werkzeug").disabled = True
    Server().run()
