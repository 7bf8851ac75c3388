"""What takes far too long is interrupted in its own code and nowhere else, or ends its process."""

import gc
import sys
import threading
from http.client import HTTPException
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select

from salesforce_lite.customers import Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.interruptible import (
    InterruptedForTimeError,
    go_on,
    interrupt,
    open_windows,
    pause,
    run_interruptible,
    shield,
    unshield,
)
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginRecord, Switch
from salesforce_lite.plugin.containing import FAILURE
from salesforce_lite.plugin.watching import Limits, Watchdog
from tests.cli.server import Visitor, serving
from tests.conftest import sign_in

LOOPS = {
    "loops": "while True: pass",
    "holds on to itself": """
        while True:
            try:
                sum(range(100))
            except Exception:
                pass
    """,
    "asks for ever": "while True: uow.session.execute(text('SELECT 1'))",
}
HOOKS = """
    from time import sleep
    from flask import Blueprint
    from sqlalchemy import text
    from salesforce_lite.customers import Customer, CustomerCreated
    from salesforce_lite.web import current_uow, public

    def code(uow):
        {body}

    def load(uow, record):
        code(uow)
        return {{}}

    def react(uow, fact):
        uow.session.get(Customer, fact.customer_id).name = "Spoilt"
        uow.session.flush()
        code(uow)

    blueprint = Blueprint("one", __name__)

    @blueprint.get("/page")
    @public
    def page():
        code(current_uow())
        return ""

    @hookimpl
    def blueprints():
        return [blueprint]

    @hookimpl
    def panels():
        return [Panel(slot="customer.side", template="one/none.html", load=load)]

    @hookimpl
    def subscriptions():
        return [before_commit(CustomerCreated, react)]
"""


def hooks(body: str) -> str:
    lines = [line.strip() and line for line in body.strip("\n").split("\n")]
    return HOOKS.format(
        body="\n        ".join(line[8:] if line[:8].isspace() else line for line in lines)
    )


def notes(app) -> list[Note]:
    with app.make_session() as session:
        return list(session.scalars(select(Note).where(Note.kind == FAILURE).order_by(Note.at)))


@pytest.fixture
def serve(workshop, enable):
    def make(body: str, **limits: float):
        workshop.write("one", hooks(body))
        app = workshop.serve(**{"plugin_budget": 0.3, "plugin_hang": 600} | limits)
        assert app.plugins.installation.problems() == []
        enable(app, "one")
        return app

    return make


@pytest.mark.parametrize("body", LOOPS)
def test_a_loop_is_interrupted_and_the_record_is_saved_without_it(serve, operating, body) -> None:
    app = serve(LOOPS[body])
    with operating(app) as uow:
        kept = save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"})).id
    with app.make_session() as session:
        assert session.get(Customer, kept).name == "Ferretería Sol"
    (note,) = notes(app)
    assert note.details["error"] == "InterruptedForTimeError"
    assert "in code" in note.details["traceback"]
    page = sign_in(app, "admin").get(f"/customers/{kept}")
    assert page.status_code == 200
    assert "Ferretería Sol" in page.text
    assert len(notes(app)) == 2


def test_a_page_that_loops_says_whose_it_is(serve) -> None:
    answer = sign_in(serve(LOOPS["loops"]), "admin").get("/x/one/page")
    assert answer.status_code == 500
    assert "“one”" in answer.text


def test_what_loops_again_and_again_is_cut_off(serve) -> None:
    app = serve(LOOPS["loops"], plugin_budget=0.1)
    browser = sign_in(app, "admin")
    assert [browser.get("/x/one/page").status_code for _ in range(6)] == [500] * 5 + [404]
    with app.make_session() as session:
        assert session.scalar(select(PluginRecord.switch)) == Switch.AUTO_DISABLED


def test_enabling_that_loops_fails_safely(workshop, enable) -> None:
    workshop.write("one", "@hookimpl\ndef on_enable(uow):\n    while True: pass\n")
    app = workshop.serve(plugin_budget=0.1)
    with pytest.raises(DomainError, match="stays switched off"):
        enable(app, "one")


@pytest.mark.parametrize("door", ["page", "reaction"])
def test_what_cannot_be_interrupted_is_noted_and_its_process_ends(serve, operating, door) -> None:
    app = serve("sleep(3)", plugin_budget=0.1, plugin_hang=0.3)
    ended = threading.Event()
    app.plugins.watchdog.end = ended.set

    def ask() -> None:
        # What becomes of it in a process that ends is nobody's concern.
        try:
            if door == "page":
                sign_in(app, "admin").get("/x/one/page")
            else:
                with operating(app) as uow:
                    save_customer(uow, CustomerDraft(fields={"name": "Ferretería Sol"}))
        except Exception as error:
            lost.append(error)

    lost: list[Exception] = []
    thread = threading.Thread(target=ask)
    thread.start()
    assert ended.wait(10)
    # It holds no lock any more: others save, and the failure is there before the end.
    assert "sleep(3)" in notes(app)[0].details["traceback"]
    with app.make_session() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 0
    thread.join()


def test_nothing_ends_where_nobody_begins_a_new_process(serve, operating) -> None:
    app = serve("sleep(1)", plugin_budget=0.1, plugin_hang=0.2)
    sign_in(app, "admin").get("/x/one/page")
    assert "Hanging" in {note.details["error"] for note in notes(app)}


def _spin(rounds: int) -> int:
    return sum(number for number in range(rounds))


def test_an_interruption_never_lands_outside_of_the_code_it_is_for() -> None:
    """Thousands of calls end in the very moment in which they are interrupted."""
    is_over = threading.Event()

    def hunt() -> None:
        while not is_over.is_set():
            for window in open_windows():
                interrupt(window)

    hunter = threading.Thread(target=hunt)
    # Threads take turns as often as they can, so that one is met between any two instructions.
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    hunter.start()
    landed = ended = ours = 0
    until = monotonic() + 3
    try:
        while monotonic() < until:
            try:
                run_interruptible("test", _spin, 300)
                ended += 1
            except InterruptedForTimeError:
                landed += 1
            # Were one to land here, it would not be caught.
            ours += sum(_spin(5) for _ in range(10))
    finally:
        is_over.set()
        sys.setswitchinterval(usual)
        hunter.join()
    assert landed > 10
    assert ended > 10
    assert ours > 0


def test_what_is_ours_inside_of_it_is_not_interrupted_either() -> None:
    done = []

    def theirs() -> None:
        outer = pause()
        (window,) = [each for each in open_windows() if each.about == "test"]
        interrupt(window)
        for _ in range(1000):
            _spin(10)
        done.append("ours")
        go_on(outer)
        interrupt(window)
        for _ in range(1000):
            _spin(10)
        done.append("theirs")

    with pytest.raises(InterruptedForTimeError):
        run_interruptible("test", theirs)
    assert done == ["ours"]


def test_a_statement_is_not_interrupted() -> None:
    done = []

    def theirs() -> None:
        shield()
        (window,) = [each for each in open_windows() if each.about == "test"]
        interrupt(window)
        for _ in range(1000):
            _spin(10)
        done.append("the statement")
        unshield()
        interrupt(window)
        for _ in range(1000):
            _spin(10)
        done.append("more")

    with pytest.raises(InterruptedForTimeError):
        run_interruptible("test", theirs)
    assert done == ["the statement"]


def test_one_call_inside_of_another_is_interrupted_alone() -> None:
    def inner() -> None:
        while True:
            sleep(0.001)

    def outer() -> str:
        around = pause()
        try:
            run_interruptible("inner", inner)
        except InterruptedForTimeError:
            caught.append("inner")
        finally:
            go_on(around)
        return "went on"

    caught: list[str] = []
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(run_interruptible("outer", outer)))
    thread.start()
    while thread.is_alive():
        for window in open_windows():
            if window.about == "inner":
                interrupt(window)
        thread.join(0.01)
    assert (caught, answers) == (["inner"], ["went on"])


SLEEPS = """
from flask import Blueprint
from time import sleep
from salesforce_lite.plugin import *
from salesforce_lite.web import public

blueprint = Blueprint("one", __name__)

@blueprint.get("/page")
@public
def page():
    sleep(600)

@hookimpl
def blueprints():
    return [blueprint]
"""


def test_a_server_goes_on_with_a_new_process(workshop, enable, tmp_path) -> None:
    place = workshop.write("one")
    (place / "hooks.py").write_text(SLEEPS)
    app = workshop.serve()
    enable(app, "one")
    (tmp_path / "instance").mkdir()
    limits = {"SFL_PLUGIN_BUDGET": "0.5", "SFL_PLUGIN_HANG": "1", "SFL_PLUGIN_TTL": "0"}
    folders = {"SFL_PLUGIN_PATH": str(workshop.folder)}
    with serving(tmp_path, workshop.address, **limits, **folders) as server:
        server.answers()
        visitor = Visitor(server)
        for _ in range(2):
            with pytest.raises((HTTPException, OSError)):
                visitor.get("/x/one/page")
            assert visitor.get("/sign-in").status == 200
    assert [note.details["error"] for note in notes(app)] == ["Hanging"] * 2


def test_the_thread_of_a_server_that_is_gone_ends() -> None:
    others = set(threading.enumerate())
    watchdog = Watchdog(Limits(interrupted=0.04), tell=print)
    watchdog.begin()
    [thread] = set(threading.enumerate()) - others
    thread.join(0.5)
    assert thread.is_alive()
    del watchdog
    gc.collect()
    thread.join(60)
    assert not thread.is_alive()
