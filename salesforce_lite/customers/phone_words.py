"""Tells of phone numbers that nobody can dial: they are kept as typed, and said to be doubtful."""

from collections.abc import Iterable

from flask import flash
from flask_babel import gettext

from salesforce_lite.customers.values import PhoneNumber


def tell_doubtful_phones(phones: Iterable[PhoneNumber], before: Iterable[PhoneNumber] = ()) -> None:
    """A warning for each that was typed just now and has no number in it."""
    known = {phone.typed for phone in before}
    for phone in phones:
        if phone.number is None and phone.typed not in known:
            words = gettext(
                "“%(typed)s” is kept as typed, but it is no number that can be dialled.",
                typed=phone.typed,
            )
            flash(words, "warning")
