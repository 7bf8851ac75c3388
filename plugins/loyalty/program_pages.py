"""The forms of the back office: making a program, changing it, publishing rules, rewards."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.company import get_company
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.web import current_uow, form_view, render_page

from .checking import problems_of
from .definition import AMOUNT, Definition, Rule
from .program_forms import MOST_ROWS, ProgramForm, RewardForm, RulesForm
from .programs import change_program, get_program, make_program, publish_rules
from .rewards import get_reward, save_reward
from .rules_typed import definition_of, inputs_of, sentences_for
from .rules_words import rule_lines
from .versions import versions_of


def _build_new() -> tuple[ProgramForm, dict[str, Any]]:
    company = get_company(current_uow())
    return ProgramForm(data={"currency": company.currency, "zone": company.zone}), {"program": None}


@form_view("loyalty/program_form.html", _build_new)
def new_program_page(form: ProgramForm) -> ResponseReturnValue:
    code = (form.code.data or "").strip() or "club"
    made = make_program(current_uow(), code, form.fields(), program_id=form.new_id.data)
    flash(gettext("The program is there. It earns nothing until its rules are published."))
    return redirect(url_for(".rules", program_id=made.id), 303)


def _build_change(program_id: UUID) -> tuple[ProgramForm, dict[str, Any]]:
    program = get_program(current_uow(), program_id)
    return ProgramForm(obj=program), {"program": program}


@form_view("loyalty/program_form.html", _build_change)
def change_program_page(form: ProgramForm, program_id: UUID) -> ResponseReturnValue:
    change_program(current_uow(), program_id, form.fields(), version=form.version.data)
    return redirect(url_for(".show", program_id=program_id), 303)


def _build_rules(program_id: UUID) -> tuple[RulesForm, dict[str, Any]]:
    uow = current_uow()
    program = get_program(uow, program_id)
    versions = _definitions(program_id)
    before = versions[0]
    form = RulesForm(data={**inputs_of(before), "version": program.version})
    for rows in (form.specials, form.tiers, form.campaigns):
        # One more can be typed without scripts.
        if request.method == "GET" and len(rows) < MOST_ROWS:
            rows.append_entry()
    examples: list[str] = []
    if request.method == "POST" and form.validate():
        said = definition_of(form, versions)
        if not problems_of(said):
            examples = rule_lines(program, said, uow.now)
    else:
        examples = rule_lines(program, before, uow.now)
    return form, {"program": program, "before": before, "examples": examples}


def rules_examples(program_id: UUID) -> str:
    """What purchases would earn by the rules as they are being typed; nothing is saved."""
    _, context = _build_rules(program_id)
    return render_page("loyalty/_examples.html", examples=context["examples"])


# What a new program begins with: one point for each unit of the currency, for a year.
_FIRST = Definition(rules=(Rule(key="base", kind=AMOUNT, rate=Decimal(1)),))


def _definitions(program_id: UUID) -> list[Definition]:
    """What was published, newest first; never empty."""
    found = [one.definition for one in versions_of(current_uow(), program_id)]
    return found or [_FIRST]


@form_view("loyalty/rules.html", _build_rules)
def rules_page(form: RulesForm, program_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    said = definition_of(form, _definitions(program_id))
    problems = problems_of(said)
    if problems:
        raise InvalidInputError(fields=dict(sentences_for(form, problems)))
    publish_rules(uow, program_id, said, version=form.version.data)
    flash(gettext("Published. What was earned before keeps its rules."), "success")
    return redirect(url_for(".show", program_id=program_id), 303)


def _build_reward(program_id: UUID, reward_id: UUID | None) -> tuple[RewardForm, dict[str, Any]]:
    uow = current_uow()
    program = get_program(uow, program_id)
    reward = get_reward(uow, reward_id) if reward_id else None
    return RewardForm(obj=reward), {"program": program, "reward": reward}


@form_view("loyalty/reward.html", _build_reward)
def reward_page(form: RewardForm, program_id: UUID, reward_id: UUID | None) -> ResponseReturnValue:
    save_reward(
        current_uow(),
        program_id,
        form.fields(),
        reward_id=reward_id or form.new_id.data,
        version=form.version.data if reward_id else None,
    )
    return redirect(url_for(".show", program_id=program_id), 303)
