"""Several server processes under load while a plugin is switched, or begins to fail."""

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.plugin import PluginRecord, Switch

HOOKS = """
    from pathlib import Path
    from wtforms import Form, IntegerField

    TROUBLE = Path({trouble!r})

    class Settings(Form):
        number = IntegerField("Number", default=0)

    def load(uow, record):
        if TROUBLE.exists():
            raise RuntimeError("trouble")
        return {{"number": plugin_settings(uow, "one")["number"]}}

    @hookimpl
    def settings_form():
        return [Settings]

    @hookimpl
    def panels():
        return [
            Panel(slot="frame.notice", template=f"one/{{name}}.html", load=load)
            for name in ("first", "second")
        ]

    @hookimpl
    def menu_items():
        return [MenuItem(id="one", title="Menu of one", endpoint="search.index", icon="today")]
"""
TEMPLATES = {
    f"templates/one/{name}.html": f"<p>{name} of one, number {{{{ number }}}}</p>"
    for name in ("first", "second")
}


@contextmanager
def servers(workshop, processes: int, **told):
    """So many processes over the folder, all asking for pages; their answers at the end."""
    folder: Path = workshop.instance
    common = {
        "instance": str(folder),
        "address": workshop.address,
        "plugins": str(workshop.folder),
        **told,
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.plugin.load_worker", json.dumps(common | {"name": name})],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in range(processes)
    ]
    answers: list[dict] = []
    try:
        while len(list(folder.glob("ready-*"))) < processes:
            assert all(process.poll() is None for process in running), running[0].communicate()
            time.sleep(0.05)
        (folder / "go").touch()
        yield answers
        for process in running:
            out, error = process.communicate(timeout=90)
            assert process.returncode == 0, error
            answers.append(json.loads(out))
    finally:
        for process in running:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()


def write(workshop):
    hooks = HOOKS.format(trouble=str(workshop.instance / "trouble"))
    workshop.write("one", hooks, files=TEMPLATES)
    app = workshop.serve()
    assert app.plugins.installation.problems() == []
    return app


def test_switched_a_hundred_times_no_request_sees_half_a_state(workshop, enable, operating) -> None:
    app = write(workshop)
    told = {"threads": 2, "requests": 100_000, "troubles": False}
    with servers(workshop, 3, **told) as answers:
        for number in range(100):
            with operating(app) as uow:
                app.plugins.configure(uow, "one", {"number": number})
                app.plugins.enable(uow, "one")
            with operating(app) as uow:
                app.plugins.disable(uow, "one")
        (workshop.instance / "stop").touch()
    seen = sum((Counter(each["answers"]) for each in answers), Counter())
    assert set(seen) == {"200 nothing", "200 all"}, seen
    assert min(seen.values()) > 10, seen
    assert all(each["enabled"] == [] for each in answers)


def test_one_that_begins_to_fail_is_cut_off_once_and_everywhere(workshop, enable) -> None:
    app = write(workshop)
    enable(app, "one")
    told = {"threads": 5, "requests": 20, "troubles": True}
    with servers(workshop, 4, **told) as answers:
        pass
    seen = sum((Counter(each["answers"]) for each in answers), Counter())
    assert seen.total() == 400
    assert {name.split()[0] for name in seen} == {"200"}, seen
    # With its parts, without those that failed, and without any trace of it.
    assert seen["200 all"] > 0
    assert seen["200 nothing"] > 0
    assert all(each["enabled"] == [] for each in answers)
    with app.make_session() as session:
        assert session.scalar(select(PluginRecord.switch)) == Switch.AUTO_DISABLED
        cut = select(func.count()).where(EventRecord.name == "PluginCutOff")
        assert session.scalar(cut) == 1
