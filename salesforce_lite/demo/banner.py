"""The line on every page that says that there are sample data."""

from time import monotonic
from typing import Any

from flask import current_app

from salesforce_lite.demo.playing import has_sample_data
from salesforce_lite.kernel.uow import UnitOfWork

# Asked on every page: that there are none is believed for so long before it is asked again.
_BELIEVED_SECONDS = 30.0
_KEY = "sample_data_absent_since"


def load_banner(uow: UnitOfWork, _page: Any) -> dict[str, Any] | None:  # Any: pages give nothing
    """What the banner shows, or None for no banner."""
    absent_since = current_app.extensions.get(_KEY)
    if absent_since is not None and monotonic() - absent_since < _BELIEVED_SECONDS:
        return None
    if has_sample_data(uow):
        return {"may_remove": uow.actor.may("demo.remove")}
    current_app.extensions[_KEY] = monotonic()
    return None
