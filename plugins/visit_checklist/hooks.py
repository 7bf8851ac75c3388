"""What the checklists add: questions in the log form, their answers, and pages to keep them."""

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import (
    ActivityLines,
    ActivityQuestions,
    ExportColumns,
    JobKind,
    Panel,
    Permission,
    Schedule,
    hookimpl,
)

from .admin import ChecklistsView
from .answering import cells, headings, keep
from .asking import ask
from .keeping import MANAGE
from .pace import forget_old_paces
from .shown import lines_of, load_card


@hookimpl
def activity_questions() -> list[ActivityQuestions]:
    return [ActivityQuestions(name="visit_checklist", ask=ask, keep=keep)]


@hookimpl
def activity_lines() -> list[ActivityLines]:
    return [ActivityLines(name="visit_checklist", load=lines_of)]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="activity.main",
            template="visit_checklist/answers.html",
            load=load_card,
            permission="activities.view",
        )
    ]


@hookimpl
def export_columns() -> list[ExportColumns]:
    return [
        ExportColumns(
            name="visit_checklist",
            entity="activities",
            columns=lambda uow: list(headings(uow)),
            cells=cells,
        )
    ]


@hookimpl
def admin_views() -> list[type[ChecklistsView]]:
    return [ChecklistsView]


@hookimpl
def permissions() -> list[Permission]:
    return [Permission(code=MANAGE, label=N_("Keep the checklists"), default_roles=("admin",))]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="visit_checklist.forget_old_paces",
            label=N_("Forget how long old answers took"),
            run=forget_old_paces,
            schedule=Schedule("20 3 * * *"),
        )
    ]
