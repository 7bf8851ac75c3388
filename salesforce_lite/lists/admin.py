"""The back office of lists: which there are, and the values of each in their order."""

from typing import Any, cast
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import changes_since
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.lists.forms import ValueForm
from salesforce_lite.lists.keeping import (
    add_value,
    find_list,
    get_value,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)
from salesforce_lite.lists.service import ListDefinition, list_values, values_by_list
from salesforce_lite.web import (
    App,
    FieldWords,
    current_uow,
    form_view,
    locale_code,
    merge_stale,
    needs,
    render_page,
    sent_version,
    told,
)

MANAGE = "lists.manage"
_WORDS = {
    "label_es": FieldWords(N_("In Spanish")),
    "label_en": FieldWords(N_("In English")),
}


class ListsView(BackOfficeView):
    """`/admin/lists/`."""

    url_name = "lists"
    title = N_("Lists")
    summary = N_("What people choose from: roles of customers, outcomes, reasons, sources.")
    icon = "list"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        known = values_by_list(current_uow())
        lists = [(one, known.get(one.name, [])) for one in _definitions()]
        lists.sort(key=lambda each: told(each[0].title, each[0].given))
        return render_page("lists/index.html", lists=lists, language=locale_code())

    @page("/<list_name>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, list_name: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add(list_name=list_name))

    @page("/values/<uuid:value_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def rename(self, value_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _rename(value_id=value_id))

    @page("/values/<uuid:value_id>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, value_id: UUID) -> ResponseReturnValue:
        place = request.form.get("place", type=int) or 0
        _kept_here(value_id)
        value = move_value(current_uow(), value_id, place, version=sent_version())
        return _back(value.list_name)

    @page("/values/<uuid:value_id>/retirement", methods=("POST",))
    @needs(MANAGE)
    def retire(self, value_id: UUID) -> ResponseReturnValue:
        _kept_here(value_id)
        value = retire_value(current_uow(), value_id, version=sent_version())
        words = gettext("“%(label)s” is offered no more.", label=value.label(locale_code()))
        flash(words, f"undo:{url_for('lists.revive', value_id=value_id)}")
        return _back(value.list_name)

    @page("/values/<uuid:value_id>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, value_id: UUID) -> ResponseReturnValue:
        _kept_here(value_id)
        value = revive_value(current_uow(), value_id)
        flash(gettext("“%(label)s” is offered again.", label=value.label(locale_code())))
        return _back(value.list_name)


def _definitions() -> tuple[ListDefinition, ...]:
    return cast(App, current_app).contributions.list_definitions


def _definition(name: str) -> ListDefinition:
    if all(one.name != name for one in _definitions()):
        raise NotFoundError
    return find_list(_definitions(), name)


def _kept_here(value_id: UUID) -> None:
    """Lists that have a page of their own, such as the kinds of activities, are changed there."""
    _definition(get_value(current_uow(), value_id).list_name)


def _show(list_name: str) -> tuple[ValueForm, dict[str, Any]]:
    definition = _definition(list_name)
    values = list_values(current_uow(), list_name, retired=True)
    return ValueForm(), {"definition": definition, "values": values, "language": locale_code()}


@form_view("lists/show.html", _show)
def _add(form: ValueForm, list_name: str) -> ResponseReturnValue:
    value = add_value(
        current_uow(),
        _definition(list_name),
        label_en=form.label_en.data or "",
        label_es=form.label_es.data or "",
    )
    flash(gettext("“%(label)s” is added.", label=value.label(locale_code())), "success")
    return _back(list_name)


def _value(value_id: UUID) -> tuple[ValueForm, dict[str, Any]]:
    value = get_value(current_uow(), value_id)
    return ValueForm(obj=value), {"value": value, "definition": _definition(value.list_name)}


def _merge(form: ValueForm, value_id: UUID) -> None:
    uow = current_uow()
    value = get_value(uow, value_id)
    merge_stale(
        form,
        ValueForm(formdata=None, obj=value),
        changes=changes_since(uow, value_id, form.version.data or 0),
        mine={name: form[name].data for name in _WORDS},
        words=_WORDS,
    )


@form_view("lists/value.html", _value, merge=_merge)
def _rename(form: ValueForm, value_id: UUID) -> ResponseReturnValue:
    value = rename_value(
        current_uow(),
        value_id,
        label_en=form.label_en.data or "",
        label_es=form.label_es.data or "",
        version=form.version.data,
    )
    return _back(value.list_name)


def _back(list_name: str) -> ResponseReturnValue:
    return redirect(url_for("lists.show", list_name=list_name), 303)
