"""The back office of the call centre: dispositions, lines, campaigns and their scripts."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.access import list_users
from salesforce_lite.activities import outcome_list
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import list_values
from salesforce_lite.web import (
    current_uow,
    form_view,
    locale_code,
    needs,
    render_page,
)

from .caller_numbers import shown_by
from .campaign_office_pages import (
    save_caller_number,
    save_campaign,
    save_change,
    save_list,
    save_script,
)
from .campaigns import close_campaign, list_campaigns, progress_of
from .dispositions import (
    FLAGS,
    get_disposition,
    list_dispositions,
    retire_disposition,
    revive_disposition,
    save_disposition,
)
from .door_words import door_words
from .doors import doors, try_door
from .forms import DispositionForm, LineForm
from .lines import list_extensions, remove_extension, set_extension
from .model import MANAGE
from .sent import id_sent
from .words import phone_words

_OFFICE = "call_center-office"


class CallCenterView(BackOfficeView):
    """`/admin/x/call_center/`."""

    title = N_("Call centre")
    summary = N_("How calls end, whose line is whose, and which lists are called.")
    icon = "headset"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        people = {one.id: one.name for one in list_users(uow)}
        campaigns = list_campaigns(uow)
        return render_page(
            "call_center/office.html",
            dispositions=list_dispositions(uow, retired=True),
            extensions=list_extensions(uow),
            people=people,
            campaigns=campaigns,
            shown=shown_by(uow, campaigns),
            progress=progress_of(uow, [one.id for one in campaigns]),
            call_phone=phone_words,
            doors=[(one, door_words(one)) for one in doors(uow)],
            locale=locale_code(),
        )

    @page("/dispositions/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_disposition(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _save_disposition(disposition_id=None))

    @page("/dispositions/<uuid:disposition_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def disposition(self, disposition_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _save_disposition(disposition_id=disposition_id))

    @page("/dispositions/<uuid:disposition_id>/retirement", methods=("POST",))
    @needs(MANAGE)
    def retire(self, disposition_id: UUID) -> ResponseReturnValue:
        row = retire_disposition(current_uow(), disposition_id)
        words = gettext("“%(name)s” is offered no more.", name=row.name(locale_code()))
        flash(words, f"undo:{url_for('.revive', disposition_id=disposition_id)}")
        return _home()

    @page("/dispositions/<uuid:disposition_id>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, disposition_id: UUID) -> ResponseReturnValue:
        revive_disposition(current_uow(), disposition_id)
        return _home()

    @page("/lines/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_line(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _save_line())

    @page("/lines/<extension>/removal", methods=("POST",))
    @needs(MANAGE)
    def remove_line(self, extension: str) -> ResponseReturnValue:
        remove_extension(current_uow(), extension)
        flash(gettext("The line is nobody's now."))
        return _home()

    @page("/doors/<source>/test", methods=("POST",))
    @needs(MANAGE)
    def test_door(self, source: str) -> ResponseReturnValue:
        try_door(current_uow(), source)
        flash(gettext("A signed test message was verified and read; nothing of it is kept."))
        return _home()

    @page("/campaigns/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_campaign(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_campaign())

    @page("/campaigns/<uuid:campaign_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def campaign(self, campaign_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_change(campaign_id=campaign_id))

    @page("/campaigns/<uuid:campaign_id>/list", methods=("GET", "POST"))
    @needs(MANAGE)
    def fill(self, campaign_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_list(campaign_id=campaign_id))

    @page("/campaigns/<uuid:campaign_id>/script", methods=("GET", "POST"))
    @needs(MANAGE)
    def script(self, campaign_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_script(campaign_id=campaign_id))

    @page("/campaigns/<uuid:campaign_id>/caller-number", methods=("GET", "POST"))
    @needs(MANAGE)
    def caller_number(self, campaign_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_caller_number(campaign_id=campaign_id))

    @page("/campaigns/<uuid:campaign_id>/closing", methods=("POST",))
    @needs(MANAGE)
    def close(self, campaign_id: UUID) -> ResponseReturnValue:
        close_campaign(current_uow(), campaign_id)
        flash(
            gettext("The campaign is closed."),
            f"undo:{url_for('.open_again', campaign_id=campaign_id)}",
        )
        return _home()

    @page("/campaigns/<uuid:campaign_id>/opening", methods=("POST",))
    @needs(MANAGE)
    def open_again(self, campaign_id: UUID) -> ResponseReturnValue:
        close_campaign(current_uow(), campaign_id, is_open=True)
        return _home()


def _build_disposition(disposition_id: UUID | None) -> tuple[DispositionForm, dict[str, Any]]:
    uow = current_uow()
    row = get_disposition(uow, disposition_id) if disposition_id else None
    form = DispositionForm(obj=row)
    tops = [one for one in list_dispositions(uow) if one.parent_id is None]
    form.parent_id.choices = [
        SelectChoice("", ""),
        *(
            SelectChoice(str(one.id), one.name(locale_code()))
            for one in tops
            if one.id != disposition_id
        ),
    ]
    form.outcome.choices = [
        SelectChoice("", ""),
        *(
            SelectChoice(one.code, one.label(locale_code()))
            for one in list_values(uow, outcome_list("call"))
        ),
    ]
    if row is not None and not form.is_submitted():
        form.parent_id.data = str(row.parent_id or "")
    title = row.name(locale_code()) if row else gettext("New disposition")
    return form, {"title": title, "row": row, "kind": "disposition"}


@form_view("call_center/edit.html", _build_disposition)
def _save_disposition(form: DispositionForm, disposition_id: UUID | None) -> ResponseReturnValue:
    save_disposition(
        current_uow(),
        disposition_id,
        code=form.code.data or "",
        name_es=form.name_es.data or "",
        name_en=form.name_en.data or "",
        parent_id=id_sent(form.parent_id.data),
        outcome=form.outcome.data or "",
        flags=[flag for flag in FLAGS if form[flag].data],
        version=form.version.data,
    )
    return _home()


def _build_line() -> tuple[LineForm, dict[str, Any]]:
    form = LineForm()
    form.user_id.choices = [
        SelectChoice(str(one.id), one.name) for one in list_users(current_uow())
    ]
    return form, {"title": gettext("New line"), "row": None, "kind": "line"}


@form_view("call_center/edit.html", _build_line)
def _save_line(form: LineForm) -> ResponseReturnValue:
    user_id = id_sent(form.user_id.data)
    if user_id is not None:
        set_extension(current_uow(), form.extension.data or "", user_id)
    return _home()


def _home() -> ResponseReturnValue:
    return redirect(url_for(f"{_OFFICE}.index"), 303)
