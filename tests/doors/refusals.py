"""What is refused, at every door for the same reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from salesforce_lite.activities.errors import ActivityDoneError, NotAPromiseError
from salesforce_lite.customers.errors import SameCustomerError
from salesforce_lite.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.money import TooFineAmountError
from salesforce_lite.opportunities.errors import OpportunityClosedError, OpportunityOpenError
from tests.doors.door import Fields
from tests.doors.world import (
    CONTACT,
    CUSTOMER,
    DONE,
    GONE_CUSTOMER,
    HIDDEN_ACTIVITY,
    HIDDEN_CONTACT,
    HIDDEN_CUSTOMER,
    HIDDEN_OPPORTUNITY,
    NEW,
    NOW,
    NOWHERE,
    OPPORTUNITY,
    PLANNED,
    TOMORROW,
    WON,
)

TODAY = NOW.date()
# What whoever made everything had read: somebody has changed it since.
OLD = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """A use case, asked for with what cannot be taken, and the error that answers it."""

    use_case: str
    said: Fields
    error: type[DomainError]
    by: str = "admin"
    params: Mapping[str, str] = field(default_factory=dict)
    # Field → its sentence.
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Beside the fields where the error names them, else its own."""
        return tuple(self.fields.values()) or (self.error.sentence % self.params,)


def _wrong(use_case: str, said: Fields, **fields: str) -> Refusal:
    return Refusal(use_case, said, InvalidInputError, fields=fields)


def _hidden(use_case: str, **said: Any) -> Refusal:
    return Refusal(use_case, said, NotFoundError, by="rep")


def _denied(use_case: str, by: str, permission: str, **said: Any) -> Refusal:
    return Refusal(use_case, said, PermissionDeniedError, by, {"permission": permission})


def _stale(use_case: str, **said: Any) -> Refusal:
    return Refusal(use_case, {**said, "version": OLD}, StaleVersionError)


_EMPTY = "Fill this in."
NO_SUCH = "This does not exist (any more)."
NO_OUTCOME = "This is none of the outcomes."
_LOST: Mapping[str, Any] = {"record_id": OPPORTUNITY, "reason": "price", "note": "", "on": TODAY}
_FINE: Mapping[str, str] = {"amount": "10.0055", "currency": "EUR"}
_LATE = TODAY + timedelta(days=30)

REFUSALS: Mapping[str, Refusal] = {
    "a customer without a name": _wrong(
        "create_customer", {"record_id": NEW, "fields": {"name": "  "}}, name=_EMPTY
    ),
    "a customer loses the name": _wrong(
        "change_customer", {"record_id": CUSTOMER, "fields": {"name": "  "}}, name=_EMPTY
    ),
    "an address that takes no mail": _wrong(
        "create_customer",
        {"record_id": NEW, "fields": {"name": "Kiosco Sol", "email": "nobody at home"}},
        emails="An e-mail address looks like name@example.com.",
    ),
    "a contact without a name": _wrong(
        "change_contact", {"record_id": CONTACT, "fields": {"name": "  "}}, name=_EMPTY
    ),
    "an opportunity without a title": _wrong(
        "create_opportunity",
        {
            "record_id": NEW,
            "customer_id": CUSTOMER,
            "fields": {"title": "  ", "expected_close_on": TOMORROW.date()},
        },
        title=_EMPTY,
    ),
    "an amount finer than its currency": Refusal(
        "change_opportunity",
        {"record_id": OPPORTUNITY, "fields": {"amount": _FINE}},
        TooFineAmountError,
    ),
    "an amount below zero": _wrong(
        "change_opportunity",
        {"record_id": OPPORTUNITY, "fields": {"amount": {"amount": "-5.00", "currency": "EUR"}}},
        amount="An amount cannot be below zero.",
    ),
    "an opportunity of nobody": _wrong(
        "create_opportunity",
        {
            "record_id": NEW,
            "customer_id": NOWHERE,
            "fields": {"title": "Línea C", "expected_close_on": TOMORROW.date()},
        },
        customer_id=NO_SUCH,
    ),
    "lost without a reason": _wrong(
        "lose_opportunity", {**_LOST, "reason": ""}, reason="Say why it was lost."
    ),
    "lost for a reason that is none": _wrong(
        "lose_opportunity", {**_LOST, "reason": "moon"}, reason="This is none of the choices."
    ),
    "lost on a day to come": _wrong(
        "lose_opportunity", {**_LOST, "on": _LATE}, closed_on="This day has not come yet."
    ),
    "won on a day to come": _wrong(
        "win_opportunity",
        {"record_id": OPPORTUNITY, "on": _LATE},
        closed_on="This day has not come yet.",
    ),
    "won twice": Refusal(
        "win_opportunity",
        {"record_id": WON, "on": TODAY},
        OpportunityClosedError,
        params={"title": "Línea W"},
    ),
    "lost when won": Refusal(
        "lose_opportunity",
        {**_LOST, "record_id": WON},
        OpportunityClosedError,
        params={"title": "Línea W"},
    ),
    "open again when open": Refusal(
        "reopen_opportunity",
        {"record_id": OPPORTUNITY},
        OpportunityOpenError,
        params={"title": "Línea B"},
    ),
    "a stage that is none": _wrong(
        "move_opportunity", {"record_id": OPPORTUNITY, "stage_id": NOWHERE}, stage_id=NO_SUCH
    ),
    "put off when done": Refusal(
        "reschedule_activity", {"record_id": DONE, "due_at": TOMORROW}, ActivityDoneError
    ),
    "a call kept as a promise": Refusal("keep_promise", {"record_id": PLANNED}, NotAPromiseError),
    "an outcome that is none": _wrong(
        "complete_activity",
        {"record_id": PLANNED, "outcome": "moon"},
        outcome=NO_OUTCOME,
    ),
    "merged with itself": Refusal(
        "merge_customers", {"record_id": CUSTOMER, "other_id": CUSTOMER}, SameCustomerError
    ),
    "a customer who is gone": Refusal(
        "change_customer",
        {"record_id": GONE_CUSTOMER, "fields": {"name": "Otra vez"}},
        NotFoundError,
    ),
    "a customer of others": _hidden(
        "change_customer", record_id=HIDDEN_CUSTOMER, fields={"name": "Nuestro"}
    ),
    "a contact of others": _hidden(
        "change_contact", record_id=HIDDEN_CONTACT, fields={"name": "Nuestra"}
    ),
    "an opportunity of others": _hidden("win_opportunity", record_id=HIDDEN_OPPORTUNITY, on=TODAY),
    "an activity of others": _hidden(
        "reschedule_activity", record_id=HIDDEN_ACTIVITY, due_at=TOMORROW
    ),
    "work for a customer of others": Refusal(
        "log_activity",
        {
            "record_id": NEW,
            "fields": {"kind": "visit", "customer_id": HIDDEN_CUSTOMER, "completed_at": NOW},
        },
        InvalidInputError,
        by="rep",
        fields={"customer_id": NO_SUCH},
    ),
    "adding without leave": _denied(
        "create_customer", "viewer", "customers.edit", record_id=NEW, fields={"name": "Kiosco Sol"}
    ),
    "deleting without leave": _denied(
        "delete_customer", "rep", "customers.delete", record_id=CUSTOMER
    ),
    "winning without leave": _denied(
        "win_opportunity", "viewer", "opportunities.close", record_id=OPPORTUNITY, on=TODAY
    ),
    "completing without leave": _denied(
        "complete_activity", "viewer", "activities.edit", record_id=PLANNED, outcome="reached"
    ),
    "a customer changed meanwhile": _stale(
        "change_customer", record_id=CUSTOMER, fields={"name": "Ferretería P."}
    ),
    "a customer deleted as it was": _stale("delete_customer", record_id=CUSTOMER),
    "a contact changed meanwhile": _stale(
        "change_contact", record_id=CONTACT, fields={"name": "L. Gómez"}
    ),
    "an opportunity changed meanwhile": _stale(
        "change_opportunity", record_id=OPPORTUNITY, fields={"title": "Línea B corta"}
    ),
    "an opportunity won as it was": _stale("win_opportunity", record_id=OPPORTUNITY, on=TODAY),
    "an activity changed meanwhile": _stale(
        "change_activity", record_id=PLANNED, fields={"note": "Ya."}
    ),
    "an activity completed as it was": _stale(
        "complete_activity", record_id=PLANNED, outcome="reached"
    ),
}

# Refusals that need somebody who has read the record before.
STALE = tuple(name for name, one in REFUSALS.items() if one.error is StaleVersionError)
