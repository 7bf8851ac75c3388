"""The forms of relations between customers, and the words for how they read."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import DataRequired, Length, Optional

from salesforce_lite.customers.contact_choices import customer_name
from salesforce_lite.customers.model import CustomerRelation, RelationKind
from salesforce_lite.customers.relations import LONGEST_RELATION_NOTE
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import uuid_or_none
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import FieldWords, VersionField, show_date

# How a relation reads at its two ends: (kind, whether it reads forward).
RELATION_LABELS = {
    (RelationKind.AGENT_OF, True): N_("Agent of"),
    (RelationKind.AGENT_OF, False): N_("Has agent"),
    (RelationKind.BENEFICIARY_OF, True): N_("Beneficiary of"),
    (RelationKind.BENEFICIARY_OF, False): N_("Has beneficiary"),
    (RelationKind.REFERRED_BY, True): N_("Referred by"),
    (RelationKind.REFERRED_BY, False): N_("Has referred"),
}
READINGS = {
    f"{kind}.{'forward' if is_forward else 'back'}": (kind, is_forward)
    for kind, is_forward in RELATION_LABELS
}
_BONDS = {"captive": True, "independent": False}
# Inputs of fields that have other names.
RELATION_INPUTS = {"kind": ("reading",), "from_id": ("reading",), "is_captive": ("bond",)}


class RelationFields:
    """How a customer stands to another one."""

    # What the service calls otherwise.
    inputs: ClassVar = {"kind": "reading", "is_captive": "bond"}
    reading = SelectField(lazy_gettext("Relation"))
    bond = RadioField(
        lazy_gettext("For agents"),
        choices=[
            SelectChoice("", lazy_gettext("Not known")),
            SelectChoice("captive", lazy_gettext("Captive: works for one only")),
            SelectChoice("independent", lazy_gettext("Independent")),
        ],
        default="",
    )
    starts_on = DateField(lazy_gettext("Since"), validators=[Optional()])
    ends_on = DateField(lazy_gettext("Until"), validators=[Optional()])
    note = StringField(lazy_gettext("Note"), validators=[Length(max=LONGEST_RELATION_NOTE)])

    def offer_readings(self) -> None:
        self.reading.choices = [
            SelectChoice(code, gettext(RELATION_LABELS[reading]))
            for code, reading in READINGS.items()
        ]

    def details(self) -> dict[str, Any]:
        """What the form says besides who the two are, as the service takes it."""
        return {
            "kind": READINGS[self.reading.data][0],
            "is_captive": _BONDS.get(self.bond.data),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "note": self.note.data or "",
        }

    def reads_forward(self) -> bool:
        """Whether the customer on whose page one is is the “from”."""
        return READINGS[self.reading.data][1]


class RelationForm(RelationFields, FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A new relation."""

    other_id = SelectField(
        lazy_gettext("Customer"),
        coerce=uuid_or_none,
        validate_choice=False,
        validators=[DataRequired(lazy_gettext("Choose a customer."))],
    )


class RelationChangeForm(RelationFields, FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A relation between the same two, said anew."""

    version = VersionField()


def values_of(relation: CustomerRelation, customer_id: UUID) -> dict[str, Any]:
    """What the form of a relation starts with, read from one of its ends."""
    forward = relation.from_id == customer_id
    return {
        "version": relation.version,
        "reading": f"{relation.kind}.{'forward' if forward else 'back'}",
        "bond": next((bond for bond, is_so in _BONDS.items() if is_so is relation.is_captive), ""),
        "starts_on": relation.starts_on,
        "ends_on": relation.ends_on,
        "note": relation.note,
    }


def relation_words(uow: UnitOfWork) -> dict[str, FieldWords]:
    """Label and words of what somebody else may have changed."""
    kinds = {kind: RELATION_LABELS[kind, True] for kind in RelationKind}
    bonds = {True: N_("captive"), False: N_("independent")}
    return {
        "kind": FieldWords(N_("Relation"), lambda kind: gettext(kinds[kind]) if kind else ""),
        "from_id": FieldWords(N_("Relation of"), lambda one: customer_name(uow, one)),
        "is_captive": FieldWords(
            N_("For agents"), lambda is_so: gettext(bonds[is_so]) if is_so is not None else ""
        ),
        "starts_on": FieldWords(N_("Since"), _day),
        "ends_on": FieldWords(N_("Until"), _day),
        "note": FieldWords(N_("Note")),
    }


def _day(written: str | None) -> str:
    return show_date(date.fromisoformat(written)) if written else ""
