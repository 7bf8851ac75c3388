"""Custom fields as columns of files: brought in, and written so that they come back unchanged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from salesforce_lite.custom_fields import (
    ENTITIES,
    CustomField,
    WrongValueError,
    decimal_of,
    kept_value,
    money_of,
    seen_fields,
    words_of,
)
from salesforce_lite.custom_fields import Kind as FieldKind
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.imports.labels import SystemLabels
from salesforce_lite.intake import Field, Kind, folded, join_list, split_list
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import CurrencyMismatchError, Money, TooFineAmountError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell, DecimalSign

D = TypeVar("D", bound=Any)
_KINDS = {
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DATE: Kind.DATE,
    FieldKind.YES_NO: Kind.BOOLEAN,
}
_WRONG = N_("%(field)s: %(problem)s")
_NOT_A_CHOICE = N_("%(field)s: “%(text)s” is none of the choices: %(choices)s.")
_NOBODY = N_("%(field)s: nobody here is called “%(text)s” or has this address.")
_NO_CUSTOMER = N_(
    "%(field)s: there is no customer here with the id “%(text)s”, and not exactly one of this name."
)
_REQUIRED = N_("%(field)s: this has to be filled in, and the file has nothing there.")


def with_custom_fields(uow: UnitOfWork, importer: Importer) -> Importer:
    """The importer that knows the fields that the actor sees, by code and by either label."""
    fields = _fields(uow, importer.record_kind)
    if not fields:
        return importer
    words = {folded(word): one.code for one in fields for word in _headings(one)}
    return replace(
        importer,
        fields=(
            *importer.fields,
            *(Field(one.code, one.label("en"), _kind(one)) for one in fields),
        ),
        labels={system: _with(labels, words) for system, labels in importer.labels.items()},
    )


def _kind(field: CustomField) -> Kind:
    return _KINDS.get(FieldKind(field.kind), Kind.TEXT)


def _headings(field: CustomField) -> Iterable[str]:
    return (word for word in (field.label_en, field.label_es, field.code) if word)


def _with(labels: SystemLabels, words: Mapping[str, str]) -> SystemLabels:
    """What the company calls its own fields goes before what systems usually mean by it."""
    return replace(
        labels, columns={**labels.columns, **words}, ignored=labels.ignored - words.keys()
    )


def _fields(uow: UnitOfWork, record_kind: str) -> list[CustomField]:
    return seen_fields(uow, record_kind) if record_kind in ENTITIES else []


@dataclass(frozen=True, slots=True)
class CustomColumns:
    """The custom columns of a file, for one batch of its rows."""

    batch: Batch
    fields: Sequence[CustomField]
    # Code → word, folded → code of the choice.
    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, importer: Importer, batch: Batch) -> "CustomColumns | None":
        """None where no column of the file leads to a custom field."""
        fields = _fields(batch.uow, importer.record_kind)
        given = {name for row in batch.rows for name in row.values}
        mapped = [one for one in fields if one.code in batch.source.mapped or one.code in given]
        if not mapped:
            return None
        words = {
            one.code: {folded(word): code for word, code in words_of(one).items()} for one in mapped
        }
        columns = cls(batch, mapped, words)
        columns._look_up_customers()
        return columns

    def added(self, row: ImportRow, draft: D) -> D:
        """The draft with what the row says; raises RowRefusedError with the reason."""
        before = row.record.custom if row.record is not None else {}
        said: dict[str, Any] = {}
        for field in self.fields:
            if field.code in row.values:
                said[field.code] = self._value(field, row.get(field.code), before.get(field.code))
            elif self.batch.clears(field.code):
                if field.is_required and field.code in before:
                    raise RowRefusedError(_REQUIRED, field=field.label("en"))
                said[field.code] = None
        return replace(draft, fields={**draft.fields, "custom": said}) if said else draft

    def _look_up_customers(self) -> None:
        wanted = {
            row.get(one.code)
            for one in self.fields
            if one.kind == FieldKind.CUSTOMER
            for row in self.batch.rows
            if row.get(one.code)
        }
        if wanted:
            batch, system = self.batch, self.batch.source.system
            asked = {"customer": wanted}
            batch.targets.look_up(batch.uow, None, asked)
            if not batch.source.is_own:
                batch.targets.look_up(batch.uow, system, asked)
                batch.targets.look_up_names(batch.uow, wanted)

    def _value(self, field: CustomField, read: Any, before: Any) -> Any:
        try:
            return kept_value(field, self._meant(field, read, before), before=before)
        except WrongValueError as wrong:
            raise RowRefusedError(_WRONG, field=field.label("en"), problem=str(wrong)) from None

    def _meant(self, field: CustomField, read: Any, before: Any) -> Any:
        match FieldKind(field.kind):
            case FieldKind.CHOICE:
                return self._choice(field, read)
            case FieldKind.CHOICES:
                return [self._choice(field, word) for word in split_list(read)]
            case FieldKind.MONEY:
                return self._money(field, read)
            case FieldKind.USER:
                return self._person(field, read, before)
            case FieldKind.CUSTOMER:
                return self._customer(field, read, before)
        return read

    def _choice(self, field: CustomField, word: str) -> str:
        code = self.words[field.code].get(folded(word))
        if code is None:
            offered = ", ".join(one.label("en") for one in field.options if not one.is_retired)
            label = field.label("en")
            raise RowRefusedError(_NOT_A_CHOICE, field=label, text=word[:80], choices=offered)
        return code

    def _money(self, field: CustomField, read: str) -> Money:
        number, _space, currency = read.partition(" ")
        try:
            return Money.exactly(Decimal(number), currency or self.batch.source.currency)
        except (TooFineAmountError, CurrencyMismatchError) as refusal:
            problem = str(refusal)
            raise RowRefusedError(_WRONG, field=field.label("en"), problem=problem) from None

    def _person(self, field: CustomField, written: str, before: Any) -> UUID:
        people = self.batch.people
        former = people.find_person(written, also_former=True)
        # Who does not work here any more stays where they are.
        found = former if before == str(former) else people.find_person(written)
        if found is None:
            raise RowRefusedError(_NOBODY, field=field.label("en"), text=written[:80])
        return found

    def _customer(self, field: CustomField, written: str, before: Any) -> Any:
        if written == before:
            return before
        targets = self.batch.targets
        found = targets.by_reference(("customer",), written)
        customer_id = found[1] if found else targets.by_name(written)
        if customer_id is None:
            raise RowRefusedError(_NO_CUSTOMER, field=field.label("en"), text=written[:80])
        return customer_id


@dataclass(frozen=True, slots=True)
class CustomCells:
    """The custom columns of an export, one for each field that the actor sees."""

    fields: Sequence[CustomField]
    people: Directory
    decimal_sign: DecimalSign

    @classmethod
    def of(
        cls, uow: UnitOfWork, record_kind: str, people: Directory, decimal_sign: DecimalSign
    ) -> "CustomCells":
        return cls(_fields(uow, record_kind), people, decimal_sign)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.fields)

    def of_record(self, record: Any) -> dict[str, Cell]:
        if not self.fields:
            return {}
        custom = record.custom
        return {
            one.code: self._cell(FieldKind(one.kind), custom[one.code])
            for one in self.fields
            if one.code in custom
        }

    def _cell(self, kind: FieldKind, value: Any) -> Cell:
        match kind:
            case FieldKind.NUMBER:
                return decimal_of(value)
            case FieldKind.MONEY:
                money = money_of(value)
                return str(money).replace(".", self.decimal_sign) if money else None
            case FieldKind.CHOICES:
                return join_list(value)
            case FieldKind.USER:
                return self.people.emails.get(UUID(value))
        # Days as they are written everywhere, codes, ids, texts and answers.
        cell: Cell = value
        return cell
