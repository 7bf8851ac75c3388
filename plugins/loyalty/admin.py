"""The back office of loyalty: programs, their rules and rewards, adjustments, and their worth."""

from typing import cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.web import current_uow, needs, render_page

from .adjusting import decide, waiting_adjustments
from .behind_figures import FIGURES, entries_behind
from .counting import count_again
from .model import APPROVE, MANAGE, REPORT
from .point_words import (
    FIGURE_LABELS,
    KIND_LABELS,
    points_words,
    share_words,
    signed_points,
)
from .program_pages import (
    change_program_page,
    new_program_page,
    reward_page,
    rules_examples,
    rules_page,
)
from .programs import get_program, list_programs
from .reporting import point_report
from .rewards import list_rewards
from .rules_words import rule_lines
from .uncounted import list_uncounted
from .versions import versions_of


class LoyaltyView(BackOfficeView):
    """`/admin/x/loyalty/`."""

    title = N_("Loyalty")
    summary = N_("Programs of points: what earns, what points are given for, what they are worth.")
    icon = "star"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        return render_page("loyalty/programs.html", programs=list_programs(current_uow()))

    @page("/programs/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, new_program_page())

    @page("/programs/<uuid:program_id>")
    @needs(MANAGE)
    def show(self, program_id: UUID) -> str:
        uow = current_uow()
        program = get_program(uow, program_id)
        versions = versions_of(uow, program_id)
        return render_page(
            "loyalty/program.html",
            program=program,
            versions=versions,
            lines=rule_lines(program, versions[0].definition, uow.now) if versions else [],
            rewards=list_rewards(uow, program_id, all_=True),
            points_words=points_words,
            uncounted=list_uncounted(uow, program_id),
        )

    @page("/programs/<uuid:program_id>/count-again", methods=("POST",))
    @needs(MANAGE)
    def count_again(self, program_id: UUID) -> ResponseReturnValue:
        counted = count_again(current_uow(), program_id)
        if counted:
            flash(
                ngettext(
                    "%(num)s purchase was counted.", "%(num)s purchases were counted.", counted
                ),
                "success",
            )
        else:
            flash(gettext("There are still no exchange rates for the days of these purchases."))
        return redirect(url_for(".show", program_id=program_id), 303)

    @page("/programs/<uuid:program_id>/edit", methods=("GET", "POST"))
    @needs(MANAGE)
    def change(self, program_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, change_program_page(program_id=program_id))

    @page("/programs/<uuid:program_id>/rules", methods=("GET", "POST"))
    @needs(MANAGE)
    def rules(self, program_id: UUID) -> ResponseReturnValue:
        if request.form.get("step") == "look":
            return rules_examples(program_id)
        return cast(ResponseReturnValue, rules_page(program_id=program_id))

    @page("/programs/<uuid:program_id>/rewards/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_reward(self, program_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, reward_page(program_id=program_id, reward_id=None))

    @page("/programs/<uuid:program_id>/rewards/<uuid:reward_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def reward(self, program_id: UUID, reward_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, reward_page(program_id=program_id, reward_id=reward_id))

    @page("/programs/<uuid:program_id>/worth")
    @needs(REPORT)
    def worth(self, program_id: UUID) -> str:
        uow = current_uow()
        return render_page(
            "loyalty/worth.html",
            program=get_program(uow, program_id),
            report=point_report(uow, program_id),
            share=share_words,
        )

    @page("/programs/<uuid:program_id>/worth/<figure>")
    @needs(REPORT)
    def behind(self, program_id: UUID, figure: str) -> str:
        if figure not in FIGURES:
            raise NotFoundError
        uow = current_uow()
        cohort = request.args.get("cohort", 0, type=int)
        entries, listed = entries_behind(
            uow, program_id, figure, cohort=cohort, cursor=request.args.get("cursor")
        )
        return render_page(
            "loyalty/behind.html",
            program=get_program(uow, program_id),
            figure=figure,
            title=FIGURE_LABELS[figure],
            cohort=cohort,
            entries=entries,
            page=listed,
            kinds=KIND_LABELS,
            signed=signed_points,
        )


class AdjustmentsView(BackOfficeView):
    """`/admin/x/loyalty/adjustments/`."""

    url_name = "adjustments"
    title = N_("Adjustments of points")
    summary = N_("Points given or taken by hand that wait for a second person.")
    icon = "check-circle"
    permission = APPROVE

    @page("/")
    @needs(APPROVE)
    def index(self) -> str:
        return render_page(
            "loyalty/adjustments.html",
            waiting=waiting_adjustments(current_uow()),
            signed=signed_points,
        )

    @page("/<uuid:request_id>/approval", methods=("POST",))
    @needs(APPROVE)
    def approve(self, request_id: UUID) -> ResponseReturnValue:
        decide(current_uow(), request_id, approve=True)
        flash(gettext("Approved. The points are posted."), "success")
        return redirect(url_for(".index"), 303)

    @page("/<uuid:request_id>/refusal", methods=("POST",))
    @needs(APPROVE)
    def refuse(self, request_id: UUID) -> ResponseReturnValue:
        decide(current_uow(), request_id, approve=False)
        flash(gettext("Refused. No points were moved."))
        return redirect(url_for(".index"), 303)
