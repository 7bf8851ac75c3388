"""The back office of access: people who sign in, and what their roles permit."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectFieldBase
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.access.forms import NewPersonForm, PersonForm, RoleForm
from salesforce_lite.access.listing import find_people
from salesforce_lite.access.model import ADMIN, Role, User
from salesforce_lite.access.roles import change_role, get_role, list_roles
from salesforce_lite.access.service import (
    activate_user,
    change_user,
    create_user,
    deactivate_user,
    get_user,
    set_password,
)
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import changes_since
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission
from salesforce_lite.web import (
    App,
    FieldWords,
    current_uow,
    form_view,
    locale_code,
    merge_stale,
    needs,
    reads_only,
    render_page,
)

MANAGE = "users.manage"


class PeopleView(BackOfficeView):
    """`/admin/people/`."""

    url_name = "people"
    title = N_("People")
    summary = N_("Who signs in, with which roles; new passwords; people who left.")
    icon = "users"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        named = request.args.get("named", "")
        found = find_people(current_uow(), named=named, cursor=request.args.get("cursor"))
        return render_page("access/people.html", page=found, named=named, language=locale_code())

    @page("/new", methods=("GET", "POST"))
    @needs(MANAGE)
    @reads_only
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new())

    @page("/<uuid:user_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, user_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show(user_id=user_id))

    @page("/<uuid:user_id>/password", methods=("POST",))
    @needs(MANAGE)
    @reads_only
    def renew_password(self, user_id: UUID) -> str:
        uow = current_uow()
        new = _new_password()
        user = set_password(uow, get_user(uow, user_id), new)
        return _tell_password(user, new)

    @page("/<uuid:user_id>/deactivation", methods=("POST",))
    @needs(MANAGE)
    def deactivate(self, user_id: UUID) -> ResponseReturnValue:
        user = deactivate_user(current_uow(), user_id)
        words = gettext("%(name)s can sign in no more.", name=user.name)
        flash(words, f"undo:{url_for('people.activate', user_id=user_id)}")
        return redirect(url_for("people.show", user_id=user_id), 303)

    @page("/<uuid:user_id>/activation", methods=("POST",))
    @needs(MANAGE)
    def activate(self, user_id: UUID) -> ResponseReturnValue:
        user = activate_user(current_uow(), user_id)
        flash(gettext("%(name)s can sign in again.", name=user.name), "success")
        return redirect(url_for("people.show", user_id=user_id), 303)


class RolesView(BackOfficeView):
    """`/admin/roles/`."""

    url_name = "roles"
    title = N_("Roles")
    summary = N_("What each role permits, and whose customers it shows.")
    icon = "shield"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        roles = list_roles(current_uow())
        return render_page("access/roles.html", roles=roles, language=locale_code())

    @page("/<role_name>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, role_name: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show_role(role_name=role_name))


def _new_person() -> tuple[NewPersonForm, dict[str, Any]]:
    uow = current_uow()
    form = NewPersonForm(data={"roles": ["rep"], "locale": uow.actor.locale})
    form.offer_roles(list_roles(uow), locale_code())
    return form, {}


@form_view("access/person_new.html", _new_person)
def _new(form: NewPersonForm) -> str:
    uow = current_uow()
    password = _new_password()
    user = create_user(
        uow,
        email=form.email.data or "",
        name=form.name.data or "",
        roles=form.roles.data or [],
        password=password,
        locale=form.locale.data,
        zone=uow.actor.zone,
    )
    return _tell_password(user, password)


def _filled_person(user: User, *, is_sent: bool = True) -> PersonForm:
    data: dict[str, Any] = {name: getattr(user, name) for name in ("version", "name", "email")}
    data["roles"] = sorted(role.name for role in user.roles)
    form = PersonForm(data=data) if is_sent else PersonForm(formdata=None, data=data)
    form.offer_roles(list_roles(current_uow()), locale_code())
    return form


def _person(user_id: UUID) -> tuple[PersonForm, dict[str, Any]]:
    uow = current_uow()
    user = get_user(uow, user_id)
    return _filled_person(user), {"user": user, "is_oneself": user_id == uow.actor.user_id}


def _merge_person(form: PersonForm, user_id: UUID) -> None:
    """Somebody else saved the person while the form was open."""
    uow = current_uow()
    labels = _labels(form.roles)
    words = {
        "name": FieldWords(N_("Name")),
        "email": FieldWords(N_("E-mail")),
        "roles": FieldWords(N_("Roles"), partial(_listed, labels)),
    }
    merge_stale(
        form,
        _filled_person(get_user(uow, user_id), is_sent=False),
        changes=changes_since(uow, user_id, form.version.data or 0),
        mine={name: form[name].data for name in words},
        words=words,
    )


def _labels(field: SelectFieldBase) -> dict[str, str]:
    """Code → words of what a field offers."""
    return {option.data: str(option.label.text) for option in field}


def _listed(labels: dict[str, str], codes: Sequence[str] | None) -> str:
    return ", ".join(labels.get(code, code) for code in codes or ())


@form_view("access/person.html", _person, merge=_merge_person)
def _show(form: PersonForm, user_id: UUID) -> ResponseReturnValue:
    user = change_user(
        current_uow(),
        user_id,
        name=form.name.data or "",
        email=form.email.data or "",
        roles=form.roles.data or [],
        version=form.version.data,
    )
    flash(gettext("“%(name)s” is saved.", name=user.name), "success")
    return redirect(url_for("people.index"), 303)


def _new_password() -> str:
    return secrets.token_urlsafe(12)


def _tell_password(user: User, password: str) -> str:
    """Shown once, in the answer itself: it is kept nowhere."""
    current_uow().session.flush()
    return render_page("access/new_password.html", user=user, password=password)


def _filled_role(role: Role, *, is_sent: bool = True) -> RoleForm:
    data = {
        "version": role.version,
        "record_access": role.record_access,
        "permissions": list(role.permissions),
    }
    form = RoleForm(data=data) if is_sent else RoleForm(formdata=None, data=data)
    form.permissions.choices = [
        SelectChoice(permission.code, gettext(permission.label)) for permission in _known()
    ]
    return form


def _merge_role(form: RoleForm, role_name: str) -> None:
    """Somebody else saved the role while the form was open."""
    uow = current_uow()
    role = get_role(uow, role_name)
    labels, accesses = _labels(form.permissions), _labels(form.record_access)
    words = {
        "record_access": FieldWords(
            N_("Whose customers, opportunities and activities"),
            lambda code: accesses.get(code, code),
        ),
        "permissions": FieldWords(N_("What they may do"), partial(_listed, labels)),
    }
    merge_stale(
        form,
        _filled_role(role, is_sent=False),
        changes=changes_since(uow, role.id, form.version.data or 0),
        mine={name: form[name].data for name in words},
        words=words,
    )


def _role(role_name: str) -> tuple[RoleForm, dict[str, Any]]:
    role = get_role(current_uow(), role_name)
    form = _filled_role(role)
    label = role.label_es if locale_code().startswith("es") else role.label_en
    return form, {"role": role, "label": label, "is_fixed": role.name == ADMIN}


@form_view("access/role.html", _role, merge=_merge_role)
def _show_role(form: RoleForm, role_name: str) -> ResponseReturnValue:
    change_role(
        current_uow(),
        role_name,
        permissions=form.permissions.data or [],
        known=_known(),
        record_access=form.record_access.data or "",
        version=form.version.data,
    )
    flash(gettext("The role is saved; it holds from the next click of everybody who has it."))
    return redirect(url_for("roles.index"), 303)


def _known() -> tuple[Permission, ...]:
    return cast(App, current_app).contributions.permissions
