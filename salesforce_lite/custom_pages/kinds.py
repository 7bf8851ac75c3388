"""What the kinds of fields and the kinds of records are called, and the icons they have."""

from salesforce_lite.custom_fields import Kind
from salesforce_lite.kernel.errors import N_

KIND_LABELS = {
    Kind.TEXT: N_("Text"),
    Kind.LONG_TEXT: N_("Long text"),
    Kind.NUMBER: N_("Number"),
    Kind.MONEY: N_("Amount of money"),
    Kind.DATE: N_("Date"),
    Kind.CHOICE: N_("One of a list"),
    Kind.CHOICES: N_("Several of a list"),
    Kind.YES_NO: N_("Yes or no"),
    Kind.LINK: N_("Link"),
    Kind.CUSTOMER: N_("Customer"),
    Kind.USER: N_("Person of the team"),
}
KIND_ICONS = {
    Kind.TEXT: "edit",
    Kind.LONG_TEXT: "note",
    Kind.NUMBER: "percent",
    Kind.MONEY: "money",
    Kind.DATE: "calendar",
    Kind.CHOICE: "list",
    Kind.CHOICES: "activities",
    Kind.YES_NO: "check",
    Kind.LINK: "link",
    Kind.CUSTOMER: "customers",
    Kind.USER: "user",
}
ENTITY_LABELS = {
    "customer": N_("Customers"),
    "contact": N_("Contacts"),
    "opportunity": N_("Opportunities"),
    "activity": N_("Activities"),
}
