"""Custom fields as columns of files: brought in, and written so that they come back unchanged."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from salesforce_lite.custom_fields import (
    ENTITIES,
    CustomField,
    WrongValueError,
    customer_names,
    decimal_of,
    fits,
    kept_value,
    money_of,
    seen_fields,
    words_of,
)
from salesforce_lite.custom_fields import Kind as FieldKind
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Batch, Importer, ImportRow, RowRefusedError
from salesforce_lite.imports.labels import SystemLabels
from salesforce_lite.intake import Field, Kind, folded, split_list
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import CurrencyMismatchError, Money, TooFineAmountError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell, DecimalSign, join_list

D = TypeVar("D", bound=Any)
_KINDS = {
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DATE: Kind.DATE,
    FieldKind.YES_NO: Kind.BOOLEAN,
}
_WRONG = N_("%(field)s: %(problem)s")
_NOT_A_CHOICE = N_("%(field)s: “%(text)s” is none of the choices: %(choices)s.")
_NOT_CHOICES = N_("%(field)s: these are none of the choices: %(text)s. There are: %(choices)s.")
_NOBODY = N_(
    "%(field)s: nobody here is called “%(text)s” or has this address. Add the person first, write "
    "in the column what people here are called, or leave the column out."
)
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
    # Of the customers that the records lead to, those that the actor sees.
    seen: Container[UUID]

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
        emptied = [one for one in mapped if batch.clears(one.code)]
        records = [row.record for row in batch.rows if row.record is not None]
        seen = customer_names(batch.uow, _leading_to(emptied, records))
        columns = cls(batch, mapped, words, seen)
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
                if self._is_hidden(field, before.get(field.code)):
                    # The export that it comes from had to leave it out.
                    continue
                if field.is_required and field.code in before:
                    raise RowRefusedError(_REQUIRED, field=field.label("en"))
                said[field.code] = None
        return replace(draft, fields={**draft.fields, "custom": said}) if said else draft

    def _is_hidden(self, field: CustomField, value: Any) -> bool:
        """Whether it leads to a customer whom the actor does not see."""
        is_customer = field.kind == FieldKind.CUSTOMER and value is not None
        return is_customer and fits(field, value) and UUID(value) not in self.seen

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
                return self._choices(field, [read])[0]
            case FieldKind.CHOICES:
                return self._choices(field, split_list(read))
            case FieldKind.MONEY:
                return self._money(field, read)
            case FieldKind.USER:
                return self._person(field, read, before)
            case FieldKind.CUSTOMER:
                return self._customer(field, read, before)
        return read

    def _choices(self, field: CustomField, words: Sequence[str]) -> list[str]:
        codes = self.words[field.code]
        wrong = [word[:80] for word in words if folded(word) not in codes]
        if wrong:
            offered = ", ".join(one.label("en") for one in field.options if not one.is_retired)
            told: dict[str, Any] = {"field": field.label("en"), "choices": offered}
            if len(wrong) == 1:
                raise RowRefusedError(_NOT_A_CHOICE, text=wrong[0], **told)
            listed = ", ".join(f"“{word}”" for word in wrong)
            raise RowRefusedError(_NOT_CHOICES, text=listed, **told)
        return [codes[folded(word)] for word in words]

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

    def of_page(self, uow: UnitOfWork, records: Sequence[Any]) -> list[dict[str, Cell]]:
        """The cells of each record. Of customers that the actor does not see nothing is written."""
        seen = customer_names(uow, _leading_to(self.fields, records))
        return [
            {
                one.code: self._cell(one, record.custom[one.code], seen)
                for one in self.fields
                if one.code in record.custom
            }
            for record in records
        ]

    def _cell(self, field: CustomField, value: Any, seen: Container[UUID]) -> Cell:
        if not fits(field, value):
            return str(value)
        match FieldKind(field.kind):
            case FieldKind.NUMBER:
                return decimal_of(value)
            case FieldKind.MONEY:
                money = money_of(value)
                return str(money).replace(".", self.decimal_sign) if money else None
            case FieldKind.CHOICES:
                return join_list(value)
            case FieldKind.USER:
                return self.people.emails.get(UUID(value))
            case FieldKind.CUSTOMER:
                return str(value) if UUID(value) in seen else None
        # Days as they are written everywhere, codes, ids, texts and answers.
        cell: Cell = value
        return cell


def _leading_to(fields: Iterable[CustomField], records: Iterable[Any]) -> set[UUID]:
    """The customers that custom values of these records lead to."""
    codes = [one for one in fields if one.kind == FieldKind.CUSTOMER]
    return {
        UUID(record.custom[one.code])
        for record in records
        for one in codes
        if one.code in record.custom and fits(one, record.custom[one.code])
    }
