"""Background work in the back office: what waits, runs and has failed; again, or not at all."""

from typing import cast
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin.office import BackOfficeView, page
from salesforce_lite.background import cancel, list_jobs, overview, retry
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import JobState
from salesforce_lite.plugin import Contributions
from salesforce_lite.web import App, current_uow, needs, render_page

MANAGE = "jobs.manage"
_MOST = 50
# Each state in words, and how its chip looks.
_STATES = {
    JobState.DEAD: (N_("Failed"), "bad"),
    JobState.QUEUED: (N_("Waiting"), "neutral"),
    JobState.RUNNING: (N_("Running"), "info"),
    JobState.DONE: (N_("Finished"), "good"),
    JobState.CANCELLED: (N_("Cancelled"), "neutral"),
}


class JobsView(BackOfficeView):
    """`/admin/jobs/`."""

    url_name = "jobs"
    title = N_("Background work")
    summary = N_("What waits, runs and has failed; try it again or take it back.")
    icon = "refresh"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        asked = request.args.get("state", "")
        state = JobState(asked) if asked in set(JobState) else None
        found = list_jobs(
            uow, state=state, before=request.args.get("before", type=UUID), most=_MOST + 1
        )
        return render_page(
            "office/jobs.html",
            jobs=found[:_MOST],
            has_more=len(found) > _MOST,
            state=state or "",
            overview=overview(uow, _contributions()),
            states={each.value: (gettext(words), look) for each, (words, look) in _STATES.items()},
        )

    @page("/<uuid:job_id>/retry", methods=("POST",))
    @needs(MANAGE)
    def retry(self, job_id: UUID) -> ResponseReturnValue:
        retry(current_uow(), job_id)
        flash(gettext("It is tried again as soon as a worker is free."), "success")
        return _back()

    @page("/<uuid:job_id>/cancellation", methods=("POST",))
    @needs(MANAGE)
    def cancel(self, job_id: UUID) -> ResponseReturnValue:
        cancel(current_uow(), job_id)
        flash(gettext("It is taken back; what it has saved stays."), "success")
        return _back()


def _contributions() -> Contributions:
    return cast(App, current_app).contributions


def _back() -> ResponseReturnValue:
    return redirect(url_for("jobs.index", state=request.form.get("state") or None), 303)
