"""Checks the settings of orders before they are saved."""

from collections.abc import Mapping

from salesforce_lite.kernel.errors import InvalidInputError

from .taxes import read_taxes


def wrong_settings(values: Mapping[str, object]) -> dict[str, str]:
    """Field → what is wrong with it."""
    try:
        read_taxes(str(values.get("taxes") or ""))
    except InvalidInputError as error:
        return dict(error.fields)
    return {}
