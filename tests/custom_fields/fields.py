"""Fields of each kind in one line, and the values that tests give them."""

from datetime import date
from decimal import Decimal

from salesforce_lite.custom_fields import CustomField, FieldOption, add_field
from salesforce_lite.kernel.money import Money

SIZES = (FieldOption("small", "Small", "Chico"), FieldOption("large", "Large", "Grande"))
LABELS = {
    "text": ("Slogan", "Lema"),
    "long_text": ("Story", "Historia"),
    "number": ("Square metres", "Metros cuadrados"),
    "money": ("Budget", "Presupuesto"),
    "date": ("Renewal", "Renovación"),
    "choice": ("Size", "Tamaño"),
    "choices": ("Machines", "Máquinas"),
    "yes_no": ("Has a dock", "Tiene andén"),
    "link": ("Catalogue", "Catálogo"),
    "customer": ("Recommended by", "Recomendado por"),
    "user": ("Technician", "Técnico"),
}
# Kind → (what a caller may say, what the record keeps).
VALUES = {
    "text": ("  Always   open ", "Always open"),
    "long_text": ("First line.\r\nSecond line.", "First line.\nSecond line."),
    "number": (Decimal("12.50"), "12.5"),
    "money": (Money(1050, "EUR"), {"minor": 1050, "currency": "EUR"}),
    "date": (date(2026, 3, 31), "2026-03-31"),
    "choice": ("large", "large"),
    "choices": (["large", "small"], ["small", "large"]),
    "yes_no": (False, False),
    "link": ("catalogue.example.com/shop", "https://catalogue.example.com/shop"),
}


def make_field(uow, kind: str, entity: str = "customer", **settings) -> CustomField:
    english, spanish = LABELS[kind]
    code = settings.pop("code", kind)
    said = {"label_en": english, "label_es": spanish, **settings}
    if kind in ("choice", "choices"):
        said.setdefault("options", SIZES)
    return add_field(uow, entity, kind, said, code=f"my_{code}")
