"""The back office of products and price lists."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.company import get_company
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow, form_view, locale_code, needs, render_page

from .amounts import TaxRate, plain
from .audiences import AUDIENCES, audience_values, names_of_audiences
from .catalogue_model import AUDIENCE_WORDS, PriceList, Product
from .facts import stock_of
from .forms import PriceListForm, ProductForm, id_or_none
from .permissions import COSTS, MANAGE
from .price_forms import read_prices, write_prices
from .price_lists import (
    PriceListDraft,
    get_price_list,
    list_price_lists,
    prices_of,
    save_price_list,
)
from .products import ProductDraft, get_product, list_products, save_product
from .taxes import read_product_taxes, write_product_taxes

_OFFICE = "orders-office"


class ProductsView(BackOfficeView):
    """`/admin/x/orders/`."""

    title = N_("Products and prices")
    summary = N_("What is sold, and what it costs whom from when to when.")
    icon = "product"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        found = list_products(
            uow,
            q=request.args.get("q", ""),
            cursor=request.args.get("cursor") or None,
            name=f"office:{request.args.get('q', '')}",
        )
        lists = list_price_lists(uow)
        return render_page(
            "orders/office.html",
            page=found,
            lists=lists,
            whom=names_of_audiences(uow, lists),
            language=locale_code(),
            audiences=AUDIENCE_WORDS,
        )

    @page("/products/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_product(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add_product())

    @page("/products/<uuid:product_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def product(self, product_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _change_product(product_id=product_id))

    @page("/lists/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new_list(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add_list())

    @page("/lists/<uuid:price_list_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def price_list(self, price_list_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _change_list(price_list_id=price_list_id))


def _build_new() -> tuple[ProductForm, dict[str, Any]]:
    form = _product_form(is_active=True)
    return form, {"product": None, "stock": None}


def _product_form(**values: Any) -> ProductForm:
    """Without the cost for whoever may not see costs."""
    form = ProductForm(data=values)
    if not current_uow().actor.may(COSTS):
        del form.cost
    return form


@form_view("orders/product.html", _build_new)
def _add_product(form: ProductForm) -> ResponseReturnValue:
    return _saved(save_product(current_uow(), _product_draft(form, new_id=form.new_id.data)))


def _build_product(product_id: UUID) -> tuple[ProductForm, dict[str, Any]]:
    product = get_product(current_uow(), product_id)
    kept_taxes = product.taxes
    taxes = None if kept_taxes is None else tuple(TaxRate.from_json(one) for one in kept_taxes)
    names = ("code", "name_es", "name_en", "unit", "category", "cost", "is_active", "version")
    form = _product_form(
        **{name: getattr(product, name) for name in names}, taxes=write_product_taxes(taxes)
    )
    kept = stock_of(current_uow(), [product.id]).get(product.id)
    stock = (
        {"count": plain(kept.quantity), "as_of": kept.as_of, "source": kept.source}
        if kept
        else None
    )
    return form, {"product": product, "language": locale_code(), "stock": stock}


@form_view("orders/product.html", _build_product)
def _change_product(form: ProductForm, product_id: UUID) -> ResponseReturnValue:
    draft = _product_draft(form, id=product_id, version=form.version.data)
    return _saved(save_product(current_uow(), draft))


def _product_draft(form: ProductForm, **more: Any) -> ProductDraft:
    return ProductDraft(
        code=form.code.data or "",
        name_es=form.name_es.data or "",
        name_en=form.name_en.data or "",
        unit=form.unit.data or "",
        category=form.category.data or "",
        cost=form.cost.data if form.cost else None,
        taxes=read_product_taxes(form.taxes.data),
        is_active=bool(form.is_active.data),
        **more,
    )


def _saved(product: Product) -> ResponseReturnValue:
    flash(gettext("“%(code)s” is saved.", code=product.code))
    return redirect(url_for(f"{_OFFICE}.index"), 303)


def _list_form(standing: PriceList | None = None, **values: Any) -> PriceListForm:
    form = PriceListForm(data=values)
    uow = current_uow()
    form.audience.choices = [SelectChoice(one, gettext(AUDIENCE_WORDS[one])) for one in AUDIENCES]
    for name in ("portfolio", "role"):
        offered = [SelectChoice(*one) for one in audience_values(uow, name)]
        kept = standing.audience_value if standing and standing.audience == name else ""
        if kept and kept not in {one.value for one in offered}:
            # What is gone from the list is still what the prices are for.
            offered.append(SelectChoice(kept, kept))
        form[name].choices = [SelectChoice("", ""), *offered]
    form.customer.choices = [SelectChoice("", "")]
    if form.customer.data:
        query = visible_customers(uow).where(Customer.id == id_or_none(form.customer.data))
        found = uow.session.scalar(query)
        if found is not None:
            form.customer.choices.append(SelectChoice(str(found.id), found.name))
    return form


def _build_new_list() -> tuple[PriceListForm, dict[str, Any]]:
    form = _list_form(currency=get_company(current_uow()).currency, is_active=True)
    return form, {"price_list": None}


@form_view("orders/price_list.html", _build_new_list)
def _add_list(form: PriceListForm) -> ResponseReturnValue:
    return _save_list(form, new_id=form.new_id.data)


def _build_list(price_list_id: UUID) -> tuple[PriceListForm, dict[str, Any]]:
    uow = current_uow()
    one = get_price_list(uow, price_list_id)
    names = ("name", "currency", "starts_on", "ends_on", "audience", "is_active", "version")
    form = _list_form(
        one,
        **{name: getattr(one, name) for name in names},
        portfolio=one.audience_value,
        role=one.audience_value,
        tag=one.audience_value if one.audience == "tag" else "",
        customer=str(one.customer_id or ""),
        prices=write_prices(prices_of(uow, price_list_id)),
    )
    return form, {"price_list": one}


@form_view("orders/price_list.html", _build_list)
def _change_list(form: PriceListForm, price_list_id: UUID) -> ResponseReturnValue:
    return _save_list(form, id=price_list_id, version=form.version.data)


def _save_list(form: PriceListForm, **more: Any) -> ResponseReturnValue:
    uow = current_uow()
    audience = form.audience.data
    value = form[audience].data if audience in ("portfolio", "role", "tag", "customer") else ""
    made = save_price_list(
        uow,
        PriceListDraft(
            name=form.name.data or "",
            currency=form.currency.data or "",
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            audience=audience,
            audience_value=value or "",
            is_active=bool(form.is_active.data),
            **more,
        ),
        read_prices(form.prices.data or ""),
        is_whole=True,
    )
    flash(gettext("“%(name)s” is saved.", name=made.name))
    return redirect(url_for(f"{_OFFICE}.index"), 303)
