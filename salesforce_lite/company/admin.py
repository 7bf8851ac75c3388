"""The back office of the company: its settings, and what other currencies are worth."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.access import zone_label
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import changes_since
from salesforce_lite.company.forms import CompanyForm, HoursForm, RateForm, currency_choices
from salesforce_lite.company.hours_words import days_words, hour_of
from salesforce_lite.company.service import (
    CompanyFields,
    delete_exchange_rate,
    exchange_rates_of,
    get_company,
    get_exchange_rate,
    newest_exchange_rates,
    save_company,
    set_exchange_rate,
)
from salesforce_lite.countries import country_names
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.web import (
    FieldWords,
    current_uow,
    form_view,
    locale_code,
    merge_stale,
    needs,
    render_page,
    sent_version,
)

MANAGE = "company.manage"
_FILL_IN = N_("Fill this in.")
_WORDS = {
    "name": FieldWords(N_("Name")),
    "country": FieldWords(
        N_("Country"), lambda code: country_names(locale_code()).get(code, code or "")
    ),
    "currency": FieldWords(N_("Currency")),
    "zone": FieldWords(N_("Time zone"), lambda name: zone_label(name or "")),
    "locale": FieldWords(N_("Language and region"), lambda code: LOCALES.get(code, code or "")),
}

_HOUR_WORDS = {
    "work_days": FieldWords(N_("Days"), days_words),
    "work_from": FieldWords(N_("Work begins")),
    "work_until": FieldWords(N_("Work ends")),
}


class CompanyView(BackOfficeView):
    """`/admin/company/`."""

    url_name = "company"
    title = N_("Company")
    summary = N_("Name, country, currency and clock, and what other currencies are worth.")
    icon = "customers"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        company = get_company(uow)
        country = country_names(locale_code()).get(company.country, company.country)
        return render_page(
            "company/index.html",
            company=company,
            country=country,
            zone=zone_label(company.zone),
            language=LOCALES.get(company.locale, company.locale),
            hours=gettext(
                "%(days)s, %(begins)s to %(ends)s",
                days=days_words(company.work_days),
                begins=company.work_from,
                ends=company.work_until,
            ),
            rates=newest_exchange_rates(uow),
        )

    @page("/settings", methods=("GET", "POST"))
    @needs(MANAGE)
    def settings(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _save())

    @page("/hours", methods=("GET", "POST"))
    @needs(MANAGE)
    def hours(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _save_hours())

    @page("/rates/<currency>")
    @needs(MANAGE)
    def rates(self, currency: str) -> str:
        found = exchange_rates_of(current_uow(), currency, cursor=request.args.get("cursor"))
        if not found.items:
            raise NotFoundError
        return render_page(
            "company/rates.html",
            currency=currency,
            page=found,
            own=get_company(current_uow()).currency,
        )

    @page("/rates", methods=("GET", "POST"))
    @needs(MANAGE)
    def add_rate(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add_rate())

    @page("/rates/<uuid:rate_id>/deletion", methods=("POST",))
    @needs(MANAGE)
    def remove_rate(self, rate_id: UUID) -> ResponseReturnValue:
        rate = get_exchange_rate(current_uow(), rate_id)
        uow = current_uow()
        delete_exchange_rate(uow, rate.currency, rate.valid_from, version=sent_version())
        uow.session.flush()
        words = gettext("The rate of %(currency)s is taken back.", currency=rate.currency)
        flash(words, "success")
        return redirect(url_for("company.index"), 303)


def _build() -> tuple[CompanyForm, dict[str, Any]]:
    company = get_company(current_uow())
    form = CompanyForm(obj=company)
    form.offer(company)
    return form, {"company": company}


def _merge(form: CompanyForm) -> None:
    uow = current_uow()
    company = get_company(uow)
    theirs = CompanyForm(formdata=None, obj=company)
    theirs.offer(company)
    merge_stale(
        form,
        theirs,
        changes=changes_since(uow, company.id, form.version.data or 0),
        mine={name: form[name].data for name in _WORDS},
        words=_WORDS,
    )


@form_view("company/form.html", _build, merge=_merge)
def _save(form: CompanyForm) -> ResponseReturnValue:
    fields = cast(CompanyFields, {name: form[name].data or "" for name in _WORDS})
    save_company(current_uow(), fields, version=form.version.data)
    flash(gettext("The settings of the company are saved."), "success")
    return redirect(url_for("company.index"), 303)


def _hours_form(*, fresh: bool = False) -> HoursForm:
    company = get_company(current_uow())
    shown = {
        "version": company.version,
        "work_days": list(company.work_days),
        "work_from": hour_of(company.work_from),
        "work_until": hour_of(company.work_until),
    }
    form = HoursForm(formdata=None, data=shown) if fresh else HoursForm(data=shown)
    form.offer_days()
    return form


def _build_hours() -> tuple[HoursForm, dict[str, Any]]:
    return _hours_form(), {"company": get_company(current_uow())}


def _typed_hours(form: HoursForm) -> CompanyFields:
    begins, ends = form.work_from.data, form.work_until.data
    return {
        "work_days": form.work_days.data or [],
        "work_from": f"{begins:%H:%M}" if begins else "",
        "work_until": f"{ends:%H:%M}" if ends else "",
    }


def _merge_hours(form: HoursForm) -> None:
    uow = current_uow()
    merge_stale(
        form,
        _hours_form(fresh=True),
        changes=changes_since(uow, get_company(uow).id, form.version.data or 0),
        mine=_typed_hours(form),
        words=_HOUR_WORDS,
    )


@form_view("company/hours.html", _build_hours, merge=_merge_hours)
def _save_hours(form: HoursForm) -> ResponseReturnValue:
    save_company(current_uow(), _typed_hours(form), version=form.version.data)
    flash(gettext("The working hours are saved."), "success")
    return redirect(url_for("company.index"), 303)


def _build_rate() -> tuple[RateForm, dict[str, Any]]:
    company = get_company(current_uow())
    form = RateForm(
        data={"currency": request.args.get("currency", ""), "valid_from": today(company.zone)}
    )
    form.currency.choices = currency_choices(without=company.currency)
    return form, {"company": company}


@form_view("company/rate.html", _build_rate)
def _add_rate(form: RateForm) -> ResponseReturnValue:
    worth, day = form.rate.data, form.valid_from.data
    if worth is None or day is None:
        raise InvalidInputError(fields={"rate": _FILL_IN})
    uow = current_uow()
    rate = set_exchange_rate(uow, form.currency.data or "", worth, valid_from=day, replace=False)
    uow.session.flush()
    flash(gettext("The rate of %(currency)s is saved.", currency=rate.currency), "success")
    return redirect(url_for("company.index"), 303)
