"""The floor: a bare Flask and SQLAlchemy Core application with the same queries and bare templates.

No people, no permissions, no layout: what the database and the framework cost by themselves. What
a page of the real server needs is asked here as well, of the same tables, in the same order, with
the same limits and only the columns that are shown. What the real server asks twice, and who is
signed in, is not asked: that is for the real server to make cheap.
"""

import sys
from datetime import UTC, datetime, timedelta

import msgspec
from flask import Flask, Response, render_template_string, request
from sqlalchemy import and_, func, insert, or_, select, text
from sqlalchemy.dialects.sqlite import insert as upsert

from bench.tables import (
    ACTIVITY,
    AUDIT,
    CHANGE,
    CONTACT,
    CUSTOMER,
    EVENT,
    LAST,
    LINK,
    OPPORTUNITY,
    PERSON,
    PORTFOLIO,
    REFERENCE,
    RELATION,
    SEARCH,
    STAGE,
    STAGE_CHANGE,
    TOTAL,
    VALUE,
)
from salesforce_lite.kernel.db import make_engine, writing
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.search.facets import marked

PAGE = """<h1>{{ title }}</h1>{% for rows in lists %}<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}"""

ROW = [CUSTOMER.c[name] for name in (
    "id", "name", "kind", "lifecycle", "roles", "city", "phone", "scope_owner_id", "updated_at",
)]  # fmt: skip
STEP = [ACTIVITY.c[name] for name in (
    "id", "kind", "subject", "note", "outcome", "owner_id", "due_at", "completed_at", "at", "zone",
)]  # fmt: skip
SALE = [OPPORTUNITY.c[name] for name in (
    "id", "version", "title", "customer_id", "stage_id", "stage_since", "amount_minor",
    "amount_currency", "expected_close_on", "owner_id",
)]  # fmt: skip
OPEN = and_(OPPORTUNITY.c.outcome == "open", OPPORTUNITY.c.deleted_at.is_(None))
BY_NAME = (CUSTOMER.c.sort_name, CUSTOMER.c.id)
PEOPLE = select(PERSON.c.id, PERSON.c.name)
PLANNED = and_(ACTIVITY.c.completed_at.is_(None), ACTIVITY.c.deleted_at.is_(None))
# Kind, and what the hits of the kind tell besides their titles.
FOUND = (
    ("customer", None, None),
    ("contact", LINK.c.contact_id, select(LINK.c.contact_id, CUSTOMER.c.name).join(CUSTOMER)),
    ("opportunity", OPPORTUNITY.c.id, select(OPPORTUNITY.c.id, CUSTOMER.c.name).join(CUSTOMER)),
    ("activity", ACTIVITY.c.id, select(*STEP, CUSTOMER.c.name).join(CUSTOMER)),
)
VALUES = select(VALUE.c.code, VALUE.c.label_en).order_by(VALUE.c.position)


def make_floor(url: str) -> Flask:  # noqa: C901 – a function for each page
    """The bare application over the same database."""
    app = Flask(__name__)
    engine = make_engine(url)

    def page(title: str, ask):  # type: ignore[no-untyped-def]  # bench only
        with engine.connect() as connection:
            lists = list(ask(lambda query: connection.execute(query).all()))
        return render_template_string(PAGE, title=title, lists=lists)

    @app.get("/customers")
    def customers():  # type: ignore[no-untyped-def]  # bench only
        query = select(*ROW).where(CUSTOMER.c.deleted_at.is_(None))
        name, key = request.args.get("name"), request.args.get("id")
        if name and key:
            same_name = and_(CUSTOMER.c.sort_name == name, CUSTOMER.c.id > key)
            query = query.where(
                CUSTOMER.c.sort_name >= name, or_(CUSTOMER.c.sort_name > name, same_name)
            )

        def ask(read):  # type: ignore[no-untyped-def]  # bench only
            rows = read(query.order_by(CUSTOMER.c.sort_name, CUSTOMER.c.id).limit(26))
            yield rows
            yield read(PEOPLE.where(PERSON.c.id.in_({row.scope_owner_id for row in rows})))
            # The menus above the list.
            yield read(VALUES.where(VALUE.c.list_name == "customer.role"))
            yield read(PEOPLE.where(PERSON.c.active).order_by(PERSON.c.name).limit(51))
            yield read(select(PORTFOLIO.c.id, PORTFOLIO.c.name).order_by(PORTFOLIO.c.name))

        return page("Customers", ask)

    @app.get("/customers/<key>")
    def customer(key: str):  # type: ignore[no-untyped-def]  # bench only
        done = and_(ACTIVITY.c.customer_id == key, ACTIVITY.c.deleted_at.is_(None))
        newest = (ACTIVITY.c.at.desc(), ACTIVITY.c.id.desc())
        sales = and_(OPPORTUNITY.c.customer_id == key, OPPORTUNITY.c.deleted_at.is_(None))

        def saves(records):  # type: ignore[no-untyped-def]  # bench only
            query = select(AUDIT).where(AUDIT.c.record_id.in_(records))
            return query.order_by(AUDIT.c.at.desc(), AUDIT.c.id.desc()).limit(21)

        def ask(read):  # type: ignore[no-untyped-def]  # bench only
            record = read(select(CUSTOMER).where(CUSTOMER.c.id == key))
            yield record
            yield read(PEOPLE.where(PERSON.c.id == record[0].owner_id))
            yield read(VALUES.where(VALUE.c.list_name == "customer.role"))
            # At a glance: sums, what is planned, the last contact.
            yield read(
                select(OPPORTUNITY.c.outcome, OPPORTUNITY.c.amount_currency, func.count(),
                       func.sum(OPPORTUNITY.c.amount_minor), func.max(OPPORTUNITY.c.closed_on))
                .where(sales)
                .group_by(OPPORTUNITY.c.outcome, OPPORTUNITY.c.amount_currency)
            )  # fmt: skip
            coming = select(*STEP).where(ACTIVITY.c.customer_id == key, PLANNED)
            yield read(coming.order_by(ACTIVITY.c.due_at, ACTIVITY.c.id).limit(5))
            yield read(
                select(*STEP)
                .where(done, ACTIVITY.c.completed_at.is_not(None))
                .where(ACTIVITY.c.kind.in_(["visit", "call", "message", "email", "meeting"]))
                .order_by(*newest)
                .limit(1)
            )
            # The timeline: activities, changes of the customer, what became of its sales.
            steps = read(select(*STEP).where(done).order_by(*newest).limit(21))
            yield steps
            yield read(PEOPLE.where(PERSON.c.id.in_({row.owner_id for row in steps})))
            yield read(
                VALUES.where(VALUE.c.list_name.in_({f"activity.outcome.{r.kind}" for r in steps}))
            )
            yield read(saves([key]))
            titles = read(select(OPPORTUNITY.c.id, OPPORTUNITY.c.title).where(sales))
            yield titles
            ids = [row.id for row in titles]
            moves = select(STAGE_CHANGE).where(STAGE_CHANGE.c.opportunity_id.in_(ids))
            yield read(moves.order_by(STAGE_CHANGE.c.at.desc()).limit(21))
            yield read(saves(ids))
            # The cards at the side.
            yield read(select(CONTACT, LINK).join(LINK).where(LINK.c.customer_id == key).limit(100))
            closing = (OPPORTUNITY.c.expected_close_on, OPPORTUNITY.c.id)
            yield read(select(*SALE).where(sales, OPEN).order_by(*closing).limit(9))
            yield read(select(STAGE.c.id, STAGE.c.name))
            yield read(
                select(RELATION).where(or_(RELATION.c.from_id == key, RELATION.c.to_id == key))
            )
            yield read(select(REFERENCE).where(REFERENCE.c.record_id == key))

        return page("Customer", ask)

    @app.get("/board")
    def board():  # type: ignore[no-untyped-def]  # bench only
        def cards(stage):  # type: ignore[no-untyped-def]  # bench only
            query = select(*SALE).where(OPPORTUNITY.c.stage_id == stage, OPEN)
            return query.order_by(OPPORTUNITY.c.expected_close_on, OPPORTUNITY.c.id).limit(26)

        def ask(read):  # type: ignore[no-untyped-def]  # bench only
            stages = read(select(STAGE.c.id, STAGE.c.name).order_by(STAGE.c.position))
            yield stages
            by = (TOTAL.c.stage_id, TOTAL.c.currency)
            yield read(select(*by, func.sum(TOTAL.c.count), func.sum(TOTAL.c.minor)).group_by(*by))
            rows = [row for stage in stages for row in read(cards(stage.id))]
            yield rows
            buyers = {row.customer_id for row in rows}
            yield read(select(CUSTOMER.c.id, CUSTOMER.c.name).where(CUSTOMER.c.id.in_(buyers)))
            yield read(PEOPLE.where(PERSON.c.id.in_({row.owner_id for row in rows})))
            yield read(
                select(*STEP, ACTIVITY.c.opportunity_id)
                .where(ACTIVITY.c.opportunity_id.in_({row.id for row in rows}), PLANNED)
                .order_by(ACTIVITY.c.due_at)
            )
            yield read(PEOPLE.where(PERSON.c.active).order_by(PERSON.c.name).limit(51))

        return page("Board", ask)

    @app.get("/today")
    def today():  # type: ignore[no-untyped-def]  # bench only
        me, now = request.args["owner"], datetime.now(UTC)
        mine = select(*STEP, ACTIVITY.c.customer_id).where(ACTIVITY.c.owner_id == me, PLANNED)
        by_due = mine.order_by(ACTIVITY.c.due_at, ACTIVITY.c.id).limit(11)
        closing = (OPPORTUNITY.c.expected_close_on, OPPORTUNITY.c.id)
        soonest = (
            select(*SALE)
            .where(OPPORTUNITY.c.owner_id == me, OPEN)
            .order_by(*closing)
            .limit(500)
            .subquery()
        )
        next_step = (
            select(ACTIVITY.c.id).where(ACTIVITY.c.opportunity_id == soonest.c.id, PLANNED).exists()
        )
        slips = or_(
            soonest.c.expected_close_on < now.date(),
            ~next_step,
            soonest.c.stage_since < now - timedelta(days=45),
        )

        def ask(read):  # type: ignore[no-untyped-def]  # bench only
            late = read(by_due.where(ACTIVITY.c.due_at < now))
            soon = read(
                by_due.where(ACTIVITY.c.due_at >= now, ACTIVITY.c.due_at < now + timedelta(days=1))
            )
            slipping = read(
                select(soonest, next_step)
                .where(slips)
                .order_by(soonest.c.expected_close_on, soonest.c.id)
                .limit(11)
            )
            silent = read(
                select(LAST.c.customer_id, LAST.c.at)
                .join(CUSTOMER, CUSTOMER.c.id == LAST.c.customer_id)
                .where(LAST.c.scope_owner_id == me, LAST.c.is_active)
                .where(LAST.c.at < now - timedelta(days=30), CUSTOMER.c.deleted_at.is_(None))
                .order_by(LAST.c.at, LAST.c.customer_id)
                .limit(11)
            )
            won = read(
                select(*SALE)
                .where(OPPORTUNITY.c.owner_id == me, OPPORTUNITY.c.outcome == "won")
                .where(OPPORTUNITY.c.closed_on >= now.date() - timedelta(days=now.weekday()))
                .where(OPPORTUNITY.c.deleted_at.is_(None))
                .order_by(OPPORTUNITY.c.closed_on.desc())
                .limit(11)
            )
            shown = [late, soon, slipping, silent, won]
            yield from shown
            named = {row.customer_id for rows in shown for row in rows}
            yield read(select(CUSTOMER.c.id, CUSTOMER.c.name).where(CUSTOMER.c.id.in_(named)))

        return page("Today", ask)

    @app.get("/search")
    def search():  # type: ignore[no-untyped-def]  # bench only
        key = request.args["q"]
        shown = [SEARCH.c[name] for name in ("record_id", "kind", "title", "subtitle")]

        def ask(read):  # type: ignore[no-untyped-def]  # bench only
            for kind, table, named in FOUND:
                begins = SEARCH.c.title_key >= key, SEARCH.c.title_key < f"{key}\U0010ffff"
                titles = select(*shown).where(SEARCH.c.kind == kind, *begins)
                rows = read(titles.order_by(SEARCH.c.title_key, SEARCH.c.number).limit(8))
                yield rows
                if len(rows) < 8:
                    words = " AND ".join(f'"{word}"' for word in marked(kind, key).split())
                    found = text(
                        "SELECT rowid FROM search_text WHERE search_text MATCH :words"
                        " ORDER BY rowid DESC LIMIT 100"
                    ).bindparams(words=words)
                    numbers = [row[0] for row in read(found)]
                    rows += read(select(*shown).where(SEARCH.c.number.in_(numbers)))
                    yield rows[:8]
                # What is said of the hits beside their titles: customers, and when it was.
                if table is not None:
                    ids = [row.record_id for row in rows[:8]]
                    yield read(named.where(table.in_(ids)))

        return page("Search", ask)

    @app.post("/activities")
    def log():  # type: ignore[no-untyped-def]  # bench only
        write_activity(request.form)
        return ("", 303)

    @app.post("/json/activities")
    def log_json():  # type: ignore[no-untyped-def]  # bench only
        form = request.get_json()
        made = write_activity(form)
        return app.json.response({"id": str(made), **form}), 201

    @app.get("/json/customers")
    def customers_json():  # type: ignore[no-untyped-def]  # bench only
        query = select(CUSTOMER).where(CUSTOMER.c.deleted_at.is_(None))
        with engine.connect() as connection:
            found = connection.execute(query.order_by(*BY_NAME).limit(51)).all()
            ids = [row.id for row in found]
            named = select(REFERENCE).where(REFERENCE.c.record_id.in_(ids))
            named = connection.execute(named).all()
        return as_json([row._asdict() for row in found])

    @app.get("/json/customers/<key>")
    def customer_json(key: str):  # type: ignore[no-untyped-def]  # bench only
        with engine.connect() as connection:
            one = select(CUSTOMER).where(CUSTOMER.c.id == key, CUSTOMER.c.deleted_at.is_(None))
            row = connection.execute(one).one()
            connection.execute(select(REFERENCE).where(REFERENCE.c.record_id == key)).all()
        return as_json(row._asdict())

    def as_json(told):  # type: ignore[no-untyped-def]  # bench only
        return Response(msgspec.json.encode(told, enc_hook=str), mimetype="application/json")

    def write_activity(form):  # type: ignore[no-untyped-def]  # bench only
        now, activity_id = datetime.now(UTC), new_id()
        told = {"actor_name": "Floor", "surface": "web"}
        with writing(), engine.begin() as connection:
            customer = connection.execute(
                select(CUSTOMER.c.id, CUSTOMER.c.owner_id, CUSTOMER.c.lifecycle).where(
                    CUSTOMER.c.id == form["customer_id"], CUSTOMER.c.deleted_at.is_(None)
                )
            ).one()
            connection.execute(
                insert(ACTIVITY).values(
                    id=activity_id, kind="visit", customer_id=customer.id,
                    owner_id=form["owner"], outcome="interested", channel="", subject="",
                    note=form["note"], completed_at=now, started_at=now, at=now, zone="UTC",
                    location="", is_all_day=False, participants=(), data={}, is_sample=False,
                    went_with_customer=False, version=1, created_at=now, updated_at=now,
                    scope_owner_id=customer.owner_id,
                )
            )  # fmt: skip
            connection.execute(
                insert(AUDIT).values(
                    id=new_id(), record_kind="activity", record_id=activity_id, record_version=1,
                    action="created", changes={}, at=now, **told,
                )
            )  # fmt: skip
            contact = upsert(LAST).values(
                customer_id=customer.id, at=now, is_active=customer.lifecycle == "active",
                scope_owner_id=customer.owner_id,
            )  # fmt: skip
            connection.execute(
                contact.on_conflict_do_update(index_elements=["customer_id"], set_={"at": now})
            )
            entry = insert(SEARCH).values(
                record_id=activity_id, kind="activity", customer_id=customer.id,
                scope_owner_id=customer.owner_id, title="", subtitle="", title_key="",
                facets=f"scope:{customer.owner_id.hex}",
                words=marked("activity", " ".join(dict.fromkeys(form["note"].lower().split()))),
            )  # fmt: skip
            number = connection.execute(entry).inserted_primary_key[0]
            connection.execute(
                text(
                    "INSERT INTO search_text (rowid, facets, words)"
                    " SELECT number, facets, words FROM search_entry WHERE number = :number"
                ),
                {"number": number},
            )
            number = connection.execute(
                text("UPDATE server_order SET last = last + 2 RETURNING last")
            ).scalar_one()
            connection.execute(
                insert(EVENT).values(
                    id=new_id(), name="ActivityLogged", payload_version=1, position=number - 1,
                    payload={"activity_id": str(activity_id)}, occurred_at=now, **told,
                )
            )  # fmt: skip
            connection.execute(
                insert(CHANGE).values(
                    position=number, record_kind="activity", record_id=activity_id,
                    action="created", at=now,
                )
            )  # fmt: skip
        return activity_id

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
