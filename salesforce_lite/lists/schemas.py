"""Lists of values as programs send and see them."""

from typing import Annotated

from msgspec import Meta, Struct

from salesforce_lite.api import Input, Record

Label = Annotated[str, Meta(min_length=1, max_length=120)]


class ValueView(Record, kw_only=True, frozen=True):
    """One value: records keep its code. One that is not active is offered no more."""

    list_name: str
    code: str
    label_en: str
    label_es: str
    position: int
    is_active: bool


class ListView(Struct, kw_only=True, frozen=True):
    """A list of values that people choose from, in their order.

    Lists that have an address of their own, or pages of their own, are not kept here.
    """

    name: str
    title: str
    is_kept_here: bool
    values: list[ValueView]


class ListsQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whether values come along that are offered no more, which older records may have."""

    retired: bool = False


class NewValue(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new value, at the end; without a code one is made of the English label."""

    label_en: Label
    label_es: Label
    code: Annotated[str, Meta(max_length=40)] = ""


class ValueWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Other labels; what is left out stays as it is. The code stays in any case."""

    label_en: Label | None = None
    label_es: Label | None = None


class ValuePlace(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The place in its list, counted from 1 with the retired ones."""

    place: Annotated[int, Meta(ge=1, le=10000)]
