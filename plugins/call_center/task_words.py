"""What tasks of the call centre are called, in the company's language."""

from flask_babel import force_locale, gettext

from salesforce_lite.company import get_company
from salesforce_lite.kernel.uow import UnitOfWork


def callback_subject(uow: UnitOfWork, number: str) -> str:
    """The words stay as they are written down, so they are in the language of the house."""
    with force_locale((get_company(uow).locale or "en").replace("-", "_")):
        if number:
            return str(gettext("Call back %(number)s", number=number))
        return str(gettext("Call back"))
