"""The jobs of docs/plugins.md work as they are written there."""

import re
from pathlib import Path

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.kernel.jobs import enqueue_job
from tests.background.conftest import jobs_of, worker_of

GUIDE = Path(__file__).parents[2] / "docs" / "plugins.md"


def test_they_run(workshop, enable, operating) -> None:
    part = GUIDE.read_text().split("## Work for later")[1]
    code = re.search(r"```text\n(.*?)```", part, re.DOTALL)
    folder = workshop.write("hello")
    (folder / "hooks.py").write_text(code[1])
    app = workshop.serve()
    assert app.plugins.installation.problems() == []
    enable(app, "hello")
    with operating(app) as uow:
        save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))
        enqueue_job(uow, "hello.count", {})
    worker_of(app).work_off()
    assert [job.kind for job in jobs_of(app) if job.state == JobState.DONE] == [
        *("hello.count", "hello/CustomerCreated/greet", "hello.send")
    ]
