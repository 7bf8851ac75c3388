"""Pages of members: the list, one member with their history, joining, redeeming, adjusting."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.paging import Order, page_of
from salesforce_lite.web import current_uow, customer_address, form_view, needs, render_page

from .adjusting import adjust
from .forms import AdjustForm, JoinForm, RedeemForm
from .joining import enrol
from .keeping_model import POSTED
from .mail_pages import add_mail_pages
from .members import get_member, members_of, number_read, visible_members
from .model import ADJUST, ENROL, REDEEM, VIEW, Account
from .movements import movements_of, redemptions_of
from .point_words import (
    KIND_ICONS,
    REDEMPTION_LABELS,
    REDEMPTION_STATES,
    cards_of,
    movement_detail,
    movement_words,
    points_words,
    reward_names,
    signed_points,
)
from .redeeming import cancel_redemption, hand_out, holder_of, redeem
from .rewards import list_rewards
from .statement import open_statement
from .versions import open_programs, program_of

blueprint = Blueprint("loyalty", __name__, template_folder="templates")
add_mail_pages(blueprint)
_NEWEST = (Order(Account.joined_at, descending=True), Order(Account.id, descending=True))
_NOBODY = N_("There is no member of this number.")


@blueprint.get("/")
@needs(VIEW)
def index() -> str:
    """Members whom one sees, those who joined last first."""
    uow = current_uow()
    page = page_of(
        uow.session,
        visible_members(uow),
        _NEWEST,
        cursor=request.args.get("cursor"),
        name="loyalty.members",
    )
    ids = [one.customer_id for one in page.items if one.customer_id]
    rows = uow.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids)))
    return render_page(
        "loyalty/members.html",
        cards=cards_of(uow, page.items),
        names={row[0]: row[1] for row in rows},
        page=page,
        points_words=points_words,
        programs=open_programs(uow),
    )


@blueprint.get("/members/<uuid:account_id>")
@needs(VIEW)
def show(account_id: UUID) -> str:
    """One member: what they have, what they redeemed, and every movement of their points."""
    uow = current_uow()
    account = get_member(uow, account_id)
    page = movements_of(uow, account_id, cursor=request.args.get("cursor"))
    redemptions = redemptions_of(uow, account_id)
    customer = get_customer(uow, account.customer_id) if account.customer_id else None
    return render_page(
        "loyalty/member.html",
        card=next(iter(cards_of(uow, [account])), None),
        account=account,
        customer=customer,
        page=page,
        redemptions=redemptions,
        rewards=reward_names(uow, [one.reward_id for one in redemptions]),
        redemption_labels=REDEMPTION_LABELS,
        redemption_states=REDEMPTION_STATES,
        icons=KIND_ICONS,
        movement_words=movement_words,
        movement_detail=movement_detail,
        points_words=points_words,
        signed=signed_points,
    )


def _build_join(customer_id: UUID) -> tuple[JoinForm, dict[str, Any]]:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    form = JoinForm()
    taken = {one.program_id for one in members_of(uow, [customer.id])}
    form.program_id.choices = [
        SelectChoice(str(one.id), one.name) for one in open_programs(uow) if one.id not in taken
    ]
    return form, {"customer": customer}


@blueprint.route("/customers/<uuid:customer_id>/joining", methods=["GET", "POST"])
@needs(ENROL)
@form_view("loyalty/join.html", _build_join)
def join(form: JoinForm, customer_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    program_id = UUID(form.program_id.data)
    account = enrol(
        uow,
        program_id,
        customer_id,
        birthday=form.birthday.data or 0,
        brought_by=_referrer(program_id, number_read(form.brought_by.data or "")),
    )
    flash(gettext("The customer is a member now."), "success")
    return redirect(url_for(".show", account_id=account.id), 303)


def _referrer(program_id: UUID, number: str) -> UUID | None:
    if not number:
        return None
    uow = current_uow()
    query = visible_members(uow).where(Account.program_id == program_id, Account.number == number)
    found = uow.session.scalar(query)
    if found is None:
        raise InvalidInputError(fields={"brought_by": _NOBODY})
    return found.id


def _build_redeem(account_id: UUID) -> tuple[RedeemForm, dict[str, Any]]:
    uow = current_uow()
    account = get_member(uow, account_id)
    [card] = cards_of(uow, [account])
    form = RedeemForm()
    form.reward_id.choices = [
        SelectChoice("", gettext("Something else")),
        *(
            SelectChoice(str(one.id), f"{one.name} · {points_words(one.cost)}")
            for one in list_rewards(uow, account.program_id)
        ),
    ]
    return form, {"card": card, "points_words": points_words}


@blueprint.route("/members/<uuid:account_id>/redemptions/new", methods=["GET", "POST"])
@needs(REDEEM)
@form_view("loyalty/redeem.html", _build_redeem)
def new_redemption(form: RedeemForm, account_id: UUID) -> ResponseReturnValue:
    chosen = UUID(form.reward_id.data) if form.reward_id.data else None
    made = redeem(
        current_uow(),
        account_id,
        points=None if chosen else form.points.data,
        reward_id=chosen,
        redemption_id=form.new_id.data,
    )
    flash(gettext("Redeemed. The code is %(code)s.", code=made.code), "success")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/redemptions/<uuid:redemption_id>/cancellation")
@needs(REDEEM)
def cancel(redemption_id: UUID) -> ResponseReturnValue:
    found = cancel_redemption(current_uow(), redemption_id)
    flash(gettext("Cancelled. The points are back."))
    return redirect(url_for(".show", account_id=holder_of(current_uow(), found).id), 303)


@blueprint.post("/redemptions/<uuid:redemption_id>/handing-out")
@needs(REDEEM)
def give(redemption_id: UUID) -> ResponseReturnValue:
    found = hand_out(current_uow(), redemption_id)
    flash(gettext("Handed out."))
    return redirect(url_for(".show", account_id=holder_of(current_uow(), found).id), 303)


@blueprint.post("/members/<uuid:account_id>/statement")
@needs(ENROL)
def statement(account_id: UUID) -> ResponseReturnValue:
    link = open_statement(current_uow(), account_id)
    flash(
        gettext(
            "Under this address the member sees their points: %(address)s",
            address=customer_address(link.id),
        )
    )
    return redirect(url_for(".show", account_id=account_id), 303)


def _build_adjust(account_id: UUID) -> tuple[AdjustForm, dict[str, Any]]:
    uow = current_uow()
    account = get_member(uow, account_id)
    program = program_of(uow, account.program_id)
    return AdjustForm(), {
        "account": account,
        "program": program,
        "limit": points_words(program.approve_above),
    }


@blueprint.route("/members/<uuid:account_id>/adjustments/new", methods=["GET", "POST"])
@needs(ADJUST)
@form_view("loyalty/adjust.html", _build_adjust)
def new_adjustment(form: AdjustForm, account_id: UUID) -> ResponseReturnValue:
    made = adjust(
        current_uow(),
        account_id,
        form.points.data or 0,
        form.reason.data or "",
        lapses_on=form.lapses_on.data,
        request_id=form.new_id.data,
    )
    if made.state == POSTED:
        flash(gettext("The points are adjusted."), "success")
    else:
        flash(gettext("Another person has to approve this adjustment now."))
    return redirect(url_for(".show", account_id=account_id), 303)
