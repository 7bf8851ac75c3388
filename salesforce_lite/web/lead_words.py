"""How long before something begins, in words."""

from flask_babel import gettext, ngettext

_DAY = 24 * 60


def show_lead(minutes: int) -> str:
    """“30 minutes before”; less than none is no reminder."""
    if minutes < 0:
        return str(gettext("No reminder"))
    if minutes == 0:
        return str(gettext("When it begins"))
    if minutes % _DAY == 0:
        return str(ngettext("%(num)d day before", "%(num)d days before", minutes // _DAY))
    if minutes % 60 == 0:
        return str(ngettext("%(num)d hour before", "%(num)d hours before", minutes // 60))
    return str(ngettext("%(num)d minute before", "%(num)d minutes before", minutes))
