"""Files that are brought in step by step: long, broken off, cancelled and begun anew."""

from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.imports import ImportRun, upload_jobs
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.uploads import cancel_upload, import_upload
from salesforce_lite.kernel.job_rows import Job, JobState
from tests.imports.pages import bring_in, count, try_it, upload_of


def many(rows: int) -> str:
    lines = [f"Cliente {number},c{number}@example.com" for number in range(rows)]
    return "\n".join(["Name,Email", *lines, ",nobody@example.com"])


def test_a_long_import_goes_on_in_steps_and_doubles_nothing(
    office, hand_in, work_off, work, in_steps
):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    steps = 0
    while work_off(most=1):
        steps += 1
        if steps == 1:
            assert upload_of(work, path).progress > 0
            assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    assert steps == 4
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.created, run.skipped, run.rejected) == ("finished", 1200, 0, 1)
    with office.get(f"{path}/rejected") as sent:
        assert len(sent.text.splitlines()) == 2


def test_a_worker_that_dies_in_the_middle_loses_and_doubles_nothing(
    office, hand_in, work_off, work, in_steps, monkeypatch
):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    with monkeypatch.context() as dying:
        # Its rows are saved, but how far it came is not written down any more.
        dying.setattr(
            upload_jobs.UploadFiles, "keep_course", die_at_second(upload_jobs.UploadFiles)
        )
        work_off(most=1)
    with work("admin") as uow:
        for job in uow.session.scalars(select(Job).where(Job.state == JobState.QUEUED)):
            job.run_after = uow.now
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.rejected) == ("finished", 1)
        assert run.created + run.skipped == 1200


def die_at_second(files):
    kept, calls = files.keep_course, []

    def keep(self, upload_id, course):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the light went out")
        kept(self, upload_id, course)

    return keep


def test_an_import_is_cancelled_between_and_within_steps(office, hand_in, work_off, work, in_steps):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off(most=1)
    assert office.post(f"{path}/cancellation").location == path
    assert work_off() == 0
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    with work("admin") as uow:
        assert uow.session.scalars(select(ImportRun.state)).one() == "stopped"
    page = office.get(path).text
    assert "Try it out" in page
    # Once more: what was taken is recognised.
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200


def test_an_import_that_is_cancelled_while_it_runs_stops_after_the_batch(
    office, hand_in, work_off, work, in_steps, monkeypatch
):
    monkeypatch.setattr(upload_jobs, "_STEP", 100.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    tell = upload_jobs._Work.tell

    def cancelled(self, share):
        with work("admin") as uow:
            cancel_upload(uow, self.upload_id)
        return tell(self, share)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(upload_jobs._Work, "tell", cancelled)
        work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    with work("admin") as uow:
        assert uow.session.scalars(select(ImportRun.state)).one() == "stopped"
        assert uow.session.scalars(select(ImportUpload.state)).one() == "ready"


def test_an_import_that_is_begun_anew_leaves_the_file_to_the_newer_work(
    app, office, hand_in, work_off, work, in_steps, monkeypatch
):
    monkeypatch.setattr(upload_jobs, "_STEP", 100.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    tell, importers = upload_jobs._Work.tell, app.contributions.importers

    def begun_anew(self, share):
        with work("admin") as uow:
            cancel_upload(uow, self.upload_id)
            import_upload(uow, importers, self.upload_id, version=None)
        return tell(self, share)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(upload_jobs._Work, "tell", begun_anew)
        work_off(most=1)
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    assert upload_of(work, path).state == "running"
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.created, run.rejected) == ("finished", 1200, 1)


def test_a_trial_of_a_long_file_says_how_much_it_saw(office, hand_in, work_off, work, monkeypatch):
    monkeypatch.setattr(upload_jobs, "_TRIAL", 0.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    assert "it saw 500 of 1,201 rows" in office.get(path).text
