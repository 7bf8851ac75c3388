"""A plugin that fails in whatever way costs itself and nobody else."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from salesforce_lite.customers import Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.errors import DomainError, StaleVersionError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import PluginRecord, Switch
from salesforce_lite.plugin.containing import FAILURE
from tests.conftest import sign_in

BROKEN_CODE = {
    "import error": "import nothing_of_this_name",
    "exit": "raise SystemExit(1)",
    "misspelt hook": "@hookimpl\ndef pannels():\n    return []",
    "hook raises": "@hookimpl\ndef panels():\n    raise RuntimeError('panels')",
    "hook exits": "@hookimpl\ndef panels():\n    raise SystemExit(3)",
    "no list": "@hookimpl\ndef panels():\n    return 5",
    "wrong value": "@hookimpl\ndef panels():\n    return ['a panel']",
}
REACTION = """
    from salesforce_lite.customers import CustomerCreated, Customer
    from salesforce_lite.kernel.errors import DomainError, N_
    from sqlalchemy import text

    class NotOnSundays(DomainError):
        code = "not_on_sundays"
        sentence = N_("Not on Sundays.")

    def react(uow, fact):
        customer = uow.session.get(Customer, fact.customer_id)
        {body}

    @hookimpl
    def subscriptions():
        return [before_commit(CustomerCreated, react)]
"""
FAULTS = {
    "raises": "raise RuntimeError('no')",
    "exits": "raise SystemExit(2)",
    "changes and raises": "customer.name = 'Spoilt'; uow.session.flush(); raise RuntimeError('no')",
    "commits": "uow.session.commit()",
    "commits the unit": "uow.commit()",
    "rolls back": "uow.rollback()",
    "rolls the session back": "uow.session.rollback()",
    "bad statement": "uow.session.execute(text('SELECT * FROM no_such_table'))",
    "same again": (
        "uow.session.execute(text('INSERT INTO plugin_generation VALUES (7, 1)')); "
        "uow.session.execute(text('INSERT INTO plugin_generation VALUES (7, 1)'))"
    ),
    "leaves rubbish": "uow.session.add(Customer(name=None, kind='organization')); return",
}
PANEL = """
    from salesforce_lite.customers import Customer
    from salesforce_lite.kernel.errors import NotFoundError
    from sqlalchemy import text

    def load(uow, record):
        {body}

    @hookimpl
    def panels():
        return [
            Panel(slot="customer.side", template="one/panel.html", load=load),
        ]

    @hookimpl
    def glance_sources():
        return [GlanceSource(about="customer", load=load)]

    @hookimpl
    def timeline_sources():
        return [TimelineSource(name="one", label="One", load=load)]
"""
ENTRY = """
    from datetime import UTC, datetime
    from uuid import UUID

    def load(uow, query):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            TimelineEntry(
                at=at, id=UUID(int=1), source="one", kind="one", data=None,
                template="one/entry.html",
            )
        ]

    @hookimpl
    def timeline_sources():
        return [TimelineSource(name="one", label="One", load=load)]
"""


def failures(app, plugin_id: str = "one") -> int:
    with app.make_session() as session:
        query = select(func.count()).select_from(Note)
        return session.scalar(query.where(Note.kind == FAILURE, Note.subject == plugin_id))


def switch(app) -> str:
    with app.make_session() as session:
        return session.scalar(select(PluginRecord.switch))


@pytest.mark.parametrize("fault", BROKEN_CODE)
def test_broken_code_leaves_the_server_and_other_plugins_alone(workshop, fault) -> None:
    workshop.write("one", BROKEN_CODE[fault])
    workshop.write("sound")
    app = workshop.serve()
    problem = app.plugins.installation.plugin("one").problem
    assert problem is not None
    assert "one" in str(problem)
    assert app.plugins.installation.plugin("sound").problem is None
    assert app.test_client().get("/sign-in").status_code == 200


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reaction_that_fails_costs_only_its_own_effects(
    workshop, enable, operating, fault
) -> None:
    workshop.write("one", REACTION.format(body=FAULTS[fault]))
    app = workshop.serve()
    enable(app, "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    with app.make_session() as session:
        assert session.get(Customer, kept).name == "Ferretería Sol"
        assert session.scalar(select(func.count()).select_from(Customer)) == 1
    assert failures(app) == 1


def test_a_reaction_may_refuse_and_then_nothing_is_saved(workshop, enable, operating) -> None:
    workshop.write("one", REACTION.format(body="raise NotOnSundays"))
    app = workshop.serve()
    enable(app, "one")
    with pytest.raises(DomainError, match="Not on Sundays"), operating(app) as uow:
        save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"}))
    with app.make_session() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 0
    assert failures(app) == 0


@pytest.mark.parametrize(
    "body",
    [
        "raise RuntimeError('no')",
        "raise SystemExit(1)",
        "uow.session.execute(text('SELECT * FROM no_such_table'))",
        "uow.session.rollback()",
        "return {'missing': 1}",
        "setattr(record, 'name', 'Spoilt'); return {} if hasattr(record, 'name') else ()",
        "uow.session.add(Customer(name='Spoilt', kind='person')); return {}",
        "uow.session.delete(record); return {}",
    ],
)
def test_a_page_goes_on_without_what_fails(workshop, enable, operating, body) -> None:
    workshop.write(
        "one",
        PANEL.format(body=body),
        files={"templates/one/panel.html": "<p>from one {{ not_there.at_all }}</p>"},
    )
    app = workshop.serve()
    enable(app, "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    page = sign_in(app, "admin").get(f"/customers/{kept}")
    assert page.status_code == 200
    assert "Ferretería Sol" in page.text
    assert "Spoilt" not in page.text
    assert "from one" not in page.text
    assert failures(app) >= 1


@pytest.mark.parametrize(
    ("text", "failed"),
    [("<li>from one</li>", 0), ("<li>from one {{ entry.no.such }}</li>", 1)],
)
def test_an_entry_of_the_timeline_that_cannot_be_drawn_is_left_out(
    workshop, enable, operating, text, failed
) -> None:
    workshop.write("one", ENTRY, files={"templates/one/entry.html": text})
    app = workshop.serve()
    enable(app, "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    page = sign_in(app, "admin").get(f"/customers/{kept}")
    assert page.status_code == 200
    assert ("from one" in page.text) is not bool(failed)
    assert failures(app) == failed


def test_what_one_may_not_see_is_no_failure(workshop, enable, operating) -> None:
    workshop.write("one", PANEL.format(body="raise NotFoundError"))
    app = workshop.serve()
    enable(app, "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    assert sign_in(app, "admin").get(f"/customers/{kept}").status_code == 200
    assert failures(app) == 0


def test_who_fails_five_times_is_cut_off_in_every_worker(workshop, enable, operating) -> None:
    workshop.write("one", REACTION.format(body="raise RuntimeError('again')"))
    app, other = workshop.serve(), workshop.serve()
    enable(app, "one")
    for number in range(5):
        assert switch(app) == Switch.ENABLED
        with operating(app) as uow:
            save_customer(uow, CustomerDraft(fields={"name": f"Customer {number}"}))
    assert switch(app) == Switch.AUTO_DISABLED
    assert "one" not in other.snapshot.enabled
    with app.make_session() as session:
        assert "again" in session.scalar(select(PluginRecord.reason))
    with operating(other) as uow:
        save_customer(uow, CustomerDraft(fields={"name": "Afterwards"}))
    assert failures(app) == 5


def test_enabled_again_it_has_five_attempts_again(workshop, enable, operating) -> None:
    workshop.write("one", REACTION.format(body="raise RuntimeError('again')"))
    app = workshop.serve()
    for _ in range(2):
        enable(app, "one")
        for number in range(5):
            assert switch(app) == Switch.ENABLED
            with operating(app) as uow:
                save_customer(uow, CustomerDraft(fields={"name": f"Customer {number}"}))
        assert switch(app) == Switch.AUTO_DISABLED


CHANGES = """
    def load(uow, record):
        record.name = "Spoilt"
        return {}

    @hookimpl
    def panels():
        return [Panel(slot="customer.side", template="one/panel.html", load=load)]
"""


def test_what_it_changes_while_it_is_asked_is_not_saved(workshop, enable, operating) -> None:
    workshop.write("one", CHANGES)
    app = workshop.serve()
    enable(app, "one")
    (panel,) = (each for each in app.contributions.panels if each.plugin == "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"}))
        assert panel.load(uow, kept) is None
        kept.note = "Said yes"
    with app.make_session() as session:
        customer = session.get(Customer, kept.id)
        assert (customer.name, customer.note) == ("Ferretería Sol", "Said yes")
    assert failures(app) == 1


def test_the_cores_own_conflict_is_not_the_plugins(workshop, enable, operating) -> None:
    workshop.write("one", CHANGES.replace('record.name = "Spoilt"', "pass"))
    app = workshop.serve()
    enable(app, "one")
    (panel,) = (each for each in app.contributions.panels if each.plugin == "one")
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    with operating(app) as uow:
        customer = uow.session.get(Customer, kept)
        table = Customer.__table__
        uow.session.connection().execute(update(table).values(version=table.c.version + 1))
        customer.name = "Mine"
        with pytest.raises(StaleVersionError):
            panel.load(uow, customer)
        uow.rollback()
    assert failures(app) == 0


def test_a_note_that_cannot_be_kept_does_not_undo_what_was_saved(
    workshop, enable, operating, monkeypatch
) -> None:
    workshop.write("one", REACTION.format(body="raise RuntimeError('no')"))
    app = workshop.serve()
    enable(app, "one")

    def away(_uow):
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    monkeypatch.setattr(UnitOfWork, "_keep_notes", away)
    answer = sign_in(app, "admin").post(
        "/customers/new",
        data={"kind": "organization", "name": "Ferretería Sol", "lifecycle": "lead"},
    )
    assert answer.status_code == 303
    with app.make_session() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 1
