"""The note of a mail that is filed, in the language of its owner."""

from flask_babel import gettext

from salesforce_lite.mailbox.dealings import Dealings

# Of an activity; below the text there is room for who wrote to whom.
_LONGEST_NOTE = 8000
_LONGEST_LIST = 500


def note_of(dealings: Dealings) -> str:
    """What was written, then who wrote to whom, and the names of what was attached."""
    about = "\n".join(_about(dealings))
    written = "\n\n".join(one for one in (dealings.remark, dealings.text) if one)
    room = _LONGEST_NOTE - len(about) - 4
    is_cut = dealings.is_cut or len(written) > room
    if is_cut:
        left_out = gettext("The mail is longer; the rest was left out.")
        written = f"{written[: room - len(left_out) - 4].rstrip()}\n\n{left_out}".lstrip()
    return "\n\n".join(one for one in (written, about) if one)


def _about(dealings: Dealings) -> list[str]:
    lines = []
    if dealings.sender is not None:
        lines.append(gettext("From: %(people)s", people=dealings.sender.written))
    if dealings.recipients:
        people = ", ".join(one.written for one in dealings.recipients)
        lines.append(gettext("To: %(people)s", people=_short(people)))
    if dealings.attachments:
        names = ", ".join(dealings.attachments)
        lines.append(gettext("Attached: %(names)s (not kept here)", names=_short(names)))
    return lines


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_LIST else f"{words[:_LONGEST_LIST].rstrip()} …"
