"""Use cases of products: find, save in batches, sell no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, or_, select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

from .amounts import TaxRate
from .base import LONGEST_CATEGORY, LONGEST_CODE, LONGEST_NAME, LONGEST_UNIT
from .catalogue_model import Product
from .drafts import are_taxes, wrong_price
from .permissions import COSTS, MANAGE, VIEW

_BY_CODE = (Order(Product.code), Order(Product.id))
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_TAKEN = N_("Another product has this code.")
_COST = N_("A cost is not negative, and has six decimals at most.")
_TAXES = N_("A product has at most five taxes, each with a name and a percentage from 0 to 100.")
_BATCH = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """A product as it is to be; with neither `id` nor a known code it is a new one."""

    code: str
    name_es: str = ""
    name_en: str = ""
    unit: str = ""
    category: str = ""
    cost: Decimal | None = None
    taxes: tuple[TaxRate, ...] | None = None
    is_active: bool = True
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    is_sample: bool = False

    def cleaned(self) -> "ProductDraft":
        made = replace(
            self,
            code=self.code.strip(),
            name_es=" ".join(self.name_es.split()),
            name_en=" ".join(self.name_en.split()),
            unit=self.unit.strip(),
            category=" ".join(self.category.split()),
        )
        problems: dict[str, str] = {}
        if not made.code:
            problems["code"] = _EMPTY
        if not (made.name_es or made.name_en):
            problems["name_es"] = _EMPTY
        for name, longest in (
            *(("code", LONGEST_CODE), ("name_es", LONGEST_NAME), ("name_en", LONGEST_NAME)),
            *(("unit", LONGEST_UNIT), ("category", LONGEST_CATEGORY)),
        ):
            if len(getattr(made, name)) > longest:
                problems[name] = _TOO_LONG
        if wrong := wrong_price(made.cost, _COST):
            problems["cost"] = wrong
        if made.taxes is not None and not are_taxes(made.taxes):
            problems["taxes"] = _TAXES
        if problems:
            raise InvalidInputError(fields=problems)
        return made


def visible_products(uow: UnitOfWork) -> Select[Product]:
    """All products: who may see prices sees all of them."""
    uow.actor.require(VIEW)
    return select(Product)


def get_product(uow: UnitOfWork, product_id: UUID) -> Product:
    """The product; raises NotFoundError."""
    product = uow.session.scalar(visible_products(uow).where(Product.id == product_id))
    if product is None:
        raise NotFoundError
    return product


def list_products(
    uow: UnitOfWork,
    *,
    q: str = "",
    category: str = "",
    is_active: bool | None = None,
    cursor: str | None = None,
    limit: int = 50,
    name: str = "products",
) -> Page[Product]:
    """By code. `q` is how the code begins, or part of a name."""
    query = visible_products(uow)
    if q:
        likely = f"%{_escaped(q)}%"
        query = query.where(
            or_(
                Product.code.startswith(q, autoescape=True),
                Product.name_es.ilike(likely, escape="\\"),
                Product.name_en.ilike(likely, escape="\\"),
            )
        )
    if category:
        query = query.where(Product.category == category)
    if is_active is not None:
        query = query.where(Product.is_active == is_active)
    return page_of(uow.session, query, _BY_CODE, cursor=cursor, limit=limit, name=name)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def products_by_code(uow: UnitOfWork, codes: Sequence[str]) -> dict[str, Product]:
    """Code → product, of those there are."""
    found: dict[str, Product] = {}
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), _BATCH):
        rows = uow.session.scalars(
            select(Product).where(Product.code.in_(wanted[start : start + _BATCH]))
        )
        found |= {row.code: row for row in rows}
    return found


def products_by_id(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Product]:
    """Id → product, of those there are."""
    found: dict[UUID, Product] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _BATCH):
        rows = uow.session.scalars(
            select(Product).where(Product.id.in_(wanted[start : start + _BATCH]))
        )
        found |= {row.id: row for row in rows}
    return found


def save_product(uow: UnitOfWork, draft: ProductDraft) -> Product:
    return save_products(uow, [draft])[0]


def save_products(uow: UnitOfWork, drafts: Sequence[ProductDraft]) -> list[Product]:
    """Make or change products, all or none. One with the code of another is that one, unless the
    draft names a record; then the code is refused."""
    uow.actor.require(MANAGE)
    cleaned = [draft.cleaned() for draft in drafts]
    by_id = products_by_id(uow, [one for d in cleaned for one in (d.id, d.new_id) if one])
    by_code = products_by_code(uow, [draft.code for draft in cleaned])
    saved = [_save(uow, draft, by_id, by_code) for draft in cleaned]
    uow.session.flush()
    return saved


def _save(
    uow: UnitOfWork,
    draft: ProductDraft,
    by_id: Mapping[UUID, Product],
    by_code: dict[str, Product],
) -> Product:
    named = draft.id or (draft.new_id if draft.new_id in by_id else None)
    product = by_id.get(named) if named else by_code.get(draft.code)
    if named and product is None:
        raise NotFoundError
    holder = by_code.get(draft.code)
    if holder is not None and holder is not product:
        raise InvalidInputError(fields={"code": _TAKEN})
    if product is None:
        product = Product(is_sample=draft.is_sample)
        if draft.new_id:
            product.id = draft.new_id
        uow.session.add(product)
    elif draft.id:
        check_version(product, draft.version)
    for name in ("code", "name_es", "name_en", "unit", "category", "is_active"):
        setattr(product, name, getattr(draft, name))
    # Who does not see the cost cannot have meant to empty it.
    if draft.cost is not None or uow.actor.may(COSTS):
        product.cost = draft.cost
    product.taxes = None if draft.taxes is None else [one.as_json() for one in draft.taxes]
    by_code[draft.code] = product
    return product


def set_active(
    uow: UnitOfWork, product_id: UUID, *, is_active: bool, version: int | None = None
) -> Product:
    """Sell it no more, or again."""
    uow.actor.require(MANAGE)
    product = get_product(uow, product_id)
    check_version(product, version)
    product.is_active = is_active
    uow.session.flush()
    return product


def categories(uow: UnitOfWork) -> list[str]:
    """Those in use, by name."""
    uow.actor.require(VIEW)
    query = select(Product.category).where(Product.category != "").distinct()
    return list(uow.session.scalars(query.order_by(Product.category)))
