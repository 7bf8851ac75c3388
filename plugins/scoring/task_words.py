"""What the task of somebody whose customer has risen says, in their language."""

from flask_babel import force_locale, gettext

from salesforce_lite.access import User


def task_subject(owner: User, cell: str) -> str:
    """The subject, where the administrator has written none."""
    with force_locale((owner.locale or "en").replace("-", "_")):
        return str(gettext("Get in touch: this customer now stands at %(cell)s", cell=cell))
