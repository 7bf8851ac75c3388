"""The back office of custom fields: those of each kind of record, in their sections and order."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import changes_since
from salesforce_lite.custom_fields import (
    ENTITIES,
    MANAGE,
    CustomField,
    Kind,
    add_field,
    change_field,
    delete_field,
    fields_to_keep,
    get_field,
    has_values,
    move_field,
    retire_field,
    revive_field,
)
from salesforce_lite.custom_pages.forms import (
    WORDS,
    FieldForm,
    PreviewForm,
    field_form,
    role_labels,
    sections_of,
)
from salesforce_lite.custom_pages.input_forms import custom_data, with_custom
from salesforce_lite.custom_pages.kinds import ENTITY_LABELS, KIND_ICONS, KIND_LABELS
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.web import (
    current_uow,
    form_view,
    locale_code,
    merge_stale,
    needs,
    render_page,
    sent_version,
)


class CustomFieldsView(BackOfficeView):
    """`/admin/fields/`."""

    url_name = "fields"
    title = N_("Fields")
    summary = N_("What customers, contacts, opportunities and activities are asked for besides.")
    icon = "sliders"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        about = request.args.get("about", ENTITIES[0])
        entity = about if about in ENTITIES else ENTITIES[0]
        fields = fields_to_keep(uow, entity)
        live = [one for one in fields if one.is_live]
        return render_page(
            "custom_pages/index.html",
            entity=entity,
            entities=ENTITY_LABELS,
            sections=_in_sections(live),
            places={one.id: place for place, one in enumerate(live, 1)},
            retired=[one for one in fields if not one.is_live],
            roles=role_labels(uow),
            preview=_preview(entity) if live else None,
            **_kinds(),
        )

    @page("/<entity>/new/<kind>", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self, entity: str, kind: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add(entity=entity, kind=kind))

    @page("/<uuid:field_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def change(self, field_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _change(field_id=field_id))

    @page("/<uuid:field_id>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, field_id: UUID) -> ResponseReturnValue:
        place = request.form.get("place", type=int) or 0
        return _back(move_field(current_uow(), field_id, place, version=sent_version()))

    @page("/<uuid:field_id>/retirement", methods=("POST",))
    @needs(MANAGE)
    def retire(self, field_id: UUID) -> ResponseReturnValue:
        field = retire_field(current_uow(), field_id, version=sent_version())
        words = gettext(
            "“%(label)s” is asked for no more. Its values are kept.", label=_label(field)
        )
        flash(words, f"undo:{url_for('fields.revive', field_id=field_id)}")
        return _back(field)

    @page("/<uuid:field_id>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, field_id: UUID) -> ResponseReturnValue:
        field = revive_field(current_uow(), field_id)
        flash(gettext("“%(label)s” is asked for again.", label=_label(field)))
        return _back(field)

    @page("/<uuid:field_id>/deletion", methods=("POST",))
    @needs(MANAGE)
    def delete(self, field_id: UUID) -> ResponseReturnValue:
        field = delete_field(current_uow(), field_id, version=sent_version())
        flash(gettext("“%(label)s” is deleted for good.", label=_label(field)))
        return _back(field)


def _in_sections(fields: Sequence[CustomField]) -> list[tuple[str, list[CustomField]]]:
    found: dict[str, list[CustomField]] = {}
    for field in fields:
        found.setdefault(field.section(locale_code()), []).append(field)
    return list(found.items())


def _preview(entity: str) -> FlaskForm:
    uow = current_uow()
    form: FlaskForm = with_custom(PreviewForm, uow, entity)(
        formdata=None, data=custom_data(uow, entity, None)
    )
    return form


def _kinds() -> dict[str, Any]:
    return {"kind_labels": KIND_LABELS, "kind_icons": KIND_ICONS, "language": locale_code()}


def _label(field: CustomField) -> str:
    return field.label(locale_code())


def _build_new(entity: str, kind: str) -> tuple[FieldForm, dict[str, Any]]:
    if entity not in ENTITIES or kind not in set(Kind):
        raise NotFoundError
    uow = current_uow()
    field = CustomField(entity=entity, code="", kind=kind)
    form = field_form(uow, field, is_new=True, has_values=False)
    standing = sections_of(fields_to_keep(uow, entity))
    return form, {"field": field, "entities": ENTITY_LABELS, "standing": standing, **_kinds()}


@form_view("custom_pages/new.html", _build_new)
def _add(form: FieldForm, entity: str, kind: str) -> ResponseReturnValue:
    stand_in = CustomField(entity=entity, code="", kind=kind)
    field = add_field(
        current_uow(), entity, kind, form.settings(stand_in), code=(form.code.data or "").strip()
    )
    flash(gettext("“%(label)s” is added.", label=_label(field)), "success")
    return _back(field)


def _build_change(field_id: UUID) -> tuple[FieldForm, dict[str, Any]]:
    uow = current_uow()
    field = get_field(uow, field_id)
    filled = has_values(uow, field_id)
    return field_form(uow, field, is_new=False, has_values=filled), {
        "field": field,
        "has_values": filled,
        "entities": ENTITY_LABELS,
        "standing": sections_of(fields_to_keep(uow, field.entity)),
        "preview": _preview(field.entity) if field.is_live else None,
        **_kinds(),
    }


def _merge(form: FieldForm, field_id: UUID) -> None:
    uow = current_uow()
    field = get_field(uow, field_id)
    merge_stale(
        form,
        field_form(uow, field, is_new=False, has_values=has_values(uow, field_id), fresh=True),
        changes=changes_since(uow, field_id, form.version.data or 0),
        mine={name: form[name].data for name in WORDS if name in form},
        words=WORDS,
    )


@form_view("custom_pages/change.html", _build_change, merge=_merge)
def _change(form: FieldForm, field_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    field = get_field(uow, field_id)
    kind = form.kind.data
    settings = form.settings(field)
    if kind != field.kind:
        # The default that was typed is of the kind that it was.
        settings.pop("default_value", None)
    changed = change_field(uow, field_id, settings, kind=kind, version=form.version.data)
    if kind in (Kind.CHOICE, Kind.CHOICES) and "options" not in form:
        return redirect(url_for("fields.change", field_id=field_id), 303)
    flash(gettext("“%(label)s” is saved.", label=_label(changed)), "success")
    return _back(changed)


def _back(field: CustomField) -> ResponseReturnValue:
    return redirect(url_for("fields.index", about=field.entity), 303)
