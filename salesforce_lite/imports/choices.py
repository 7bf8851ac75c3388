"""Words for the values of lists, in both languages, as files may write them."""

from salesforce_lite.intake import folded
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values


def choices_of(uow: UnitOfWork, list_name: str) -> dict[str, str]:
    """Word, folded → the code of the value."""
    return {
        folded(word): value.code
        for value in list_values(uow, list_name, retired=True)
        for word in (value.label_en, value.label_es, value.code)
    }
