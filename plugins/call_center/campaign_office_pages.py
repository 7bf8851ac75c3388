"""The back office of campaigns: what each is, whom it calls, the number it shows, its script."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.customers import Lifecycle
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import list_values
from salesforce_lite.team import list_portfolios
from salesforce_lite.web import current_uow, form_view, locale_code

from .caller_numbers import set_caller_number
from .campaign_lists import Segment, fill_list
from .campaigns import add_campaign, change_campaign, get_campaign
from .forms import (
    CallerNumberForm,
    CampaignChangeForm,
    CampaignForm,
    ScriptForm,
    SegmentForm,
)
from .scripts import save_script as keep_script
from .scripts import script_of, write_script
from .sent import id_sent

_OFFICE = "call_center-office"
_LIFECYCLES = {
    Lifecycle.LEAD: N_("Lead"),
    Lifecycle.QUALIFIED: N_("Qualified"),
    Lifecycle.ACTIVE: N_("Active"),
    Lifecycle.DORMANT: N_("Dormant"),
    Lifecycle.LOST: N_("Lost"),
}


def _build_campaign() -> tuple[CampaignForm, dict[str, Any]]:
    form = CampaignForm()
    _offer_segments(form)
    return form, {"title": gettext("New campaign"), "row": None, "kind": "campaign"}


@form_view("call_center/edit.html", _build_campaign)
def save_campaign(form: CampaignForm) -> ResponseReturnValue:
    uow = current_uow()
    campaign = add_campaign(
        uow,
        name=form.name.data or "",
        purpose=form.purpose.data or "",
        max_attempts=form.max_attempts.data or 0,
        retry_minutes=form.retry_minutes.data or 0,
        caller_number=form.caller_number.data or "",
    )
    _fill(form, campaign.id)
    return redirect(url_for(f"{_OFFICE}.script", campaign_id=campaign.id), 303)


def _build_change(campaign_id: UUID) -> tuple[CampaignChangeForm, dict[str, Any]]:
    campaign = get_campaign(current_uow(), campaign_id)
    target = url_for(f"{_OFFICE}.campaign", campaign_id=campaign.id)
    context = {"title": campaign.name, "row": campaign, "kind": "change", "target": target}
    return CampaignChangeForm(obj=campaign), context


@form_view("call_center/edit.html", _build_change)
def save_change(form: CampaignChangeForm, campaign_id: UUID) -> ResponseReturnValue:
    change_campaign(
        current_uow(),
        campaign_id,
        name=form.name.data or "",
        purpose=form.purpose.data or "",
        max_attempts=form.max_attempts.data or 0,
        retry_minutes=form.retry_minutes.data or 0,
        caller_number=form.caller_number.data or "",
        version=form.version.data,
    )
    return _home()


def _build_list(campaign_id: UUID) -> tuple[SegmentForm, dict[str, Any]]:
    campaign = get_campaign(current_uow(), campaign_id)
    form = SegmentForm()
    _offer_segments(form)
    target = url_for(f"{_OFFICE}.fill", campaign_id=campaign.id)
    title = gettext("More customers for %(name)s", name=campaign.name)
    return form, {"title": title, "row": campaign, "kind": "list", "target": target}


@form_view("call_center/edit.html", _build_list)
def save_list(form: SegmentForm, campaign_id: UUID) -> ResponseReturnValue:
    _fill(form, campaign_id)
    return _home()


def _offer_segments(form: SegmentForm) -> None:
    uow = current_uow()
    form.lifecycle.choices = [
        SelectChoice("", gettext("Any")),
        *(SelectChoice(str(one), gettext(words)) for one, words in _LIFECYCLES.items()),
    ]
    form.role.choices = [
        SelectChoice("", gettext("Any")),
        *(
            SelectChoice(one.code, one.label(locale_code()))
            for one in list_values(uow, "customer.role")
        ),
    ]
    form.portfolio_id.choices = [
        SelectChoice("", gettext("Any")),
        *(SelectChoice(str(one.id), one.name) for one in list_portfolios(uow)),
    ]


def _fill(form: SegmentForm, campaign_id: UUID) -> None:
    segment = Segment(
        lifecycle=form.lifecycle.data or "",
        role=form.role.data or "",
        tag=(form.tag.data or "").strip(),
        portfolio_id=id_sent(form.portfolio_id.data),
    )
    filled = fill_list(current_uow(), campaign_id, segment, priority=form.priority.data or 0)
    words = gettext("%(count)s customers are on the list.", count=filled.added)
    if not filled.is_whole:
        words = gettext(
            "%(count)s customers are on the list. The others follow in a moment.",
            count=filled.added,
        )
    flash(words, "success")


def _build_caller_number(campaign_id: UUID) -> tuple[CallerNumberForm, dict[str, Any]]:
    campaign = get_campaign(current_uow(), campaign_id)
    title = gettext("Number that %(name)s shows", name=campaign.name)
    return CallerNumberForm(obj=campaign), {"title": title, "row": campaign, "kind": "number"}


@form_view("call_center/edit.html", _build_caller_number)
def save_caller_number(form: CallerNumberForm, campaign_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    campaign = get_campaign(uow, campaign_id)
    typed, version = form.caller_number.data or "", form.version.data
    set_caller_number(uow, campaign, typed, version=version)
    return _home()


def _build_script(campaign_id: UUID) -> tuple[ScriptForm, dict[str, Any]]:
    uow = current_uow()
    campaign = get_campaign(uow, campaign_id)
    standing = script_of(uow, campaign_id)
    form = ScriptForm(data={"text": write_script(standing.steps) if standing else ""})
    title = gettext("Script of %(name)s", name=campaign.name)
    return form, {"title": title, "row": campaign, "kind": "script"}


@form_view("call_center/edit.html", _build_script)
def save_script(form: ScriptForm, campaign_id: UUID) -> ResponseReturnValue:
    keep_script(current_uow(), campaign_id, form.text.data or "")
    flash(gettext("This is said from now on."), "success")
    return _home()


def _home() -> ResponseReturnValue:
    return redirect(url_for(f"{_OFFICE}.index"), 303)
