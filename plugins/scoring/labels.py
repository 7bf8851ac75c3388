"""What custom fields were called when rules were saved, for when the fields are no more."""

from typing import Any

from salesforce_lite.kernel.uow import UnitOfWork

from .fields import all_fields_by_key
from .rules import Definition


def labels_of(uow: UnitOfWork, definition: Definition) -> dict[str, Any]:
    """Key of a custom field → its labels and those of its options, by language."""
    fields = all_fields_by_key(uow)
    found = {}
    for key in sorted(definition.used_fields & fields.keys()):
        custom = fields[key].custom
        if custom is not None:
            found[key] = {
                "en": custom.label("en"),
                "es": custom.label("es"),
                "options": {
                    one.code: {"en": one.label("en"), "es": one.label("es")}
                    for one in custom.options
                },
            }
    return found
