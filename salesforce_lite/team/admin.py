"""The back office of teams and portfolios."""

from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.team.choosing import people_in_sight
from salesforce_lite.team.forms import ChoiceOfId, MemberForm, NamedForm, TeamForm
from salesforce_lite.team.model import Portfolio, Team
from salesforce_lite.team.portfolios import (
    create_portfolio,
    get_portfolio,
    list_portfolios,
    rename_portfolio,
    set_portfolio_manager,
)
from salesforce_lite.team.teams import (
    add_member,
    change_team,
    count_members,
    create_team,
    get_team,
    list_members,
    list_teams,
    remove_member,
)
from salesforce_lite.web import current_uow, form_view, needs, render_page

TEAMS = "teams.manage"
PORTFOLIOS = "portfolios.manage"


class TeamsView(BackOfficeView):
    """`/admin/teams/`."""

    url_name = "teams"
    title = N_("Teams")
    summary = N_("Who works with whom; managers see what their teams and those below have.")
    icon = "contacts"
    permission = TEAMS

    @page("/")
    @needs(TEAMS)
    def index(self) -> str:
        uow = current_uow()
        teams = list_teams(uow)
        return render_page(
            "team/teams.html",
            teams=list(_tree(teams)),
            managers=_managers(teams),
            counts=count_members(uow),
        )

    @page("/people")
    @needs(TEAMS)
    def people(self) -> dict[str, Any]:
        return _suggested()

    @page("/new", methods=("GET", "POST"))
    @needs(TEAMS)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new_team())

    @page("/<uuid:team_id>", methods=("GET", "POST"))
    @needs(TEAMS)
    def show(self, team_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show_team(team_id=team_id))

    @page("/<uuid:team_id>/members", methods=("POST",))
    @needs(TEAMS)
    def add(self, team_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add_member(team_id=team_id))

    @page("/<uuid:team_id>/members/<uuid:user_id>/removal", methods=("POST",))
    @needs(TEAMS)
    def remove(self, team_id: UUID, user_id: UUID) -> ResponseReturnValue:
        remove_member(current_uow(), team_id, user_id)
        return redirect(url_for("teams.show", team_id=team_id), 303)


class PortfoliosView(BackOfficeView):
    """`/admin/portfolios/`."""

    url_name = "portfolios"
    title = N_("Portfolios")
    summary = N_("Groups of customers, each with the person who looks after them.")
    icon = "case"
    permission = PORTFOLIOS

    @page("/")
    @needs(PORTFOLIOS)
    def index(self) -> str:
        found = list_portfolios(current_uow())
        return render_page("team/portfolios.html", portfolios=found, managers=_managers(found))

    @page("/people")
    @needs(PORTFOLIOS)
    def people(self) -> dict[str, Any]:
        return _suggested()

    @page("/new", methods=("GET", "POST"))
    @needs(PORTFOLIOS)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new_portfolio())

    @page("/<uuid:portfolio_id>", methods=("GET", "POST"))
    @needs(PORTFOLIOS)
    def show(self, portfolio_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show_portfolio(portfolio_id=portfolio_id))


def _tree(
    teams: Sequence[Team], parent_id: UUID | None = None, depth: int = 0
) -> Iterator[tuple[Team, int]]:
    """Each team with how far below the top it stands, in the order of a tree."""
    for team in teams:
        if team.parent_id == parent_id:
            yield team, depth
            yield from _tree(teams, team.id, depth + 1)


def _managers(led: Sequence[Team | Portfolio]) -> dict[UUID | None, str]:
    ids = {one.manager_id for one in led if one.manager_id}
    rows = current_uow().session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return dict(rows.all())


def _suggested() -> dict[str, Any]:
    found = people_in_sight(current_uow(), named=request.args.get("q", "")[:100])
    return {"items": [{"id": uid, "text": name} for uid, name in found.choices]}


def _offer_people(field: ChoiceOfId, nothing: str) -> None:
    chosen = field.data if isinstance(field.data, UUID) else None
    field.offer(people_in_sight(current_uow(), chosen=chosen).choices, nothing)


def _team_form(team: Team | None) -> TeamForm:
    form = TeamForm(obj=team)
    others = [(one.id, one.name) for one in list_teams(current_uow()) if one is not team]
    form.offer_teams(others)
    _offer_people(form.manager_id, gettext("Nobody"))
    return form


def _build_new_team() -> tuple[TeamForm, dict[str, Any]]:
    return _team_form(None), {"team": None, "members": []}


@form_view("team/team.html", _build_new_team)
def _new_team(form: TeamForm) -> ResponseReturnValue:
    team = create_team(
        current_uow(),
        form.name.data or "",
        parent_id=form.parent_id.data,
        manager_id=form.manager_id.data,
    )
    flash(gettext("“%(name)s” is added.", name=team.name), "success")
    return redirect(url_for("teams.show", team_id=team.id), 303)


def _page_of(team_id: UUID) -> dict[str, Any]:
    uow = current_uow()
    member_form = MemberForm()
    _offer_people(member_form.user_id, gettext("Choose"))
    return {
        "team": get_team(uow, team_id),
        "members": list_members(uow, team_id),
        "member_form": member_form,
    }


def _build_team(team_id: UUID) -> tuple[TeamForm, dict[str, Any]]:
    return _team_form(get_team(current_uow(), team_id)), _page_of(team_id)


@form_view("team/team.html", _build_team)
def _show_team(form: TeamForm, team_id: UUID) -> ResponseReturnValue:
    team = change_team(
        current_uow(),
        team_id,
        name=form.name.data or "",
        parent_id=form.parent_id.data,
        manager_id=form.manager_id.data,
        version=form.version.data,
    )
    flash(gettext("“%(name)s” is saved.", name=team.name), "success")
    return redirect(url_for("teams.index"), 303)


def _build_member(team_id: UUID) -> tuple[MemberForm, dict[str, Any]]:
    context = _page_of(team_id)
    return context["member_form"], context


@form_view("team/member.html", _build_member)
def _add_member(form: MemberForm, team_id: UUID) -> ResponseReturnValue:
    add_member(current_uow(), team_id, form.user_id.data)
    return redirect(url_for("teams.show", team_id=team_id), 303)


def _portfolio_form(portfolio: Portfolio | None) -> NamedForm:
    form = NamedForm(obj=portfolio)
    _offer_people(form.manager_id, gettext("Nobody"))
    return form


def _build_new_portfolio() -> tuple[NamedForm, dict[str, Any]]:
    return _portfolio_form(None), {"portfolio": None}


@form_view("team/portfolio.html", _build_new_portfolio)
def _new_portfolio(form: NamedForm) -> ResponseReturnValue:
    made = create_portfolio(current_uow(), form.name.data or "", manager_id=form.manager_id.data)
    flash(gettext("“%(name)s” is added.", name=made.name), "success")
    return redirect(url_for("portfolios.index"), 303)


def _build_portfolio(portfolio_id: UUID) -> tuple[NamedForm, dict[str, Any]]:
    portfolio = get_portfolio(current_uow(), portfolio_id)
    return _portfolio_form(portfolio), {"portfolio": portfolio}


@form_view("team/portfolio.html", _build_portfolio)
def _show_portfolio(form: NamedForm, portfolio_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    rename_portfolio(uow, portfolio_id, form.name.data or "", version=form.version.data)
    portfolio = set_portfolio_manager(uow, portfolio_id, form.manager_id.data)
    flash(gettext("“%(name)s” is saved.", name=portfolio.name), "success")
    return redirect(url_for("portfolios.index"), 303)
