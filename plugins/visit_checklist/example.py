"""A checklist to begin with: short, and every question of another kind."""

from salesforce_lite.kernel.uow import UnitOfWork

from .keeping import add_checklist, add_question
from .model import Checklist
from .questions import Kind


def add_example(uow: UnitOfWork) -> Checklist:
    """It is off, to be looked at and changed first."""
    checklist = add_checklist(
        uow, name_es="Visita a la tienda", name_en="Visit to a shop", kinds=["visit"]
    )
    add_question(
        uow,
        checklist.id,
        Kind.YES_NO,
        text_es="¿Está el producto a la vista?",
        text_en="Is the product in sight?",
        is_required=True,
    )
    add_question(
        uow,
        checklist.id,
        Kind.CHOICE,
        text_es="¿Quién atendió?",
        text_en="Who was there?",
        options=[
            {"code": "", "es": es, "en": en, "is_retired": False}
            for es, en in (("Dueño", "Owner"), ("Empleado", "Employee"), ("Nadie", "Nobody"))
        ],
    )
    add_question(
        uow,
        checklist.id,
        Kind.NUMBER,
        text_es="¿Cuántas cajas quedan?",
        text_en="How many boxes are left?",
    )
    add_question(
        uow,
        checklist.id,
        Kind.SCALE,
        text_es="¿Qué tan contento está el cliente? (5: mucho)",
        text_en="How pleased is the customer? (5: very)",
    )
    return checklist
