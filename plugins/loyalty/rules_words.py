"""Published rules in sentences, for whoever looks at a program."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.kernel.money import Money

from .days import day_of
from .definition import ACTIVITY, FIXED, Definition
from .example_words import examples_of
from .model import Program
from .sales import Sale

_NOBODY = UUID(int=0)


def rule_lines(program: Program, definition: Definition, now: datetime) -> list[str]:
    """Examples for each tier, then when points can be redeemed and when they expire."""
    sale = Sale(
        source="",
        reference="",
        customer_id=_NOBODY,
        made_at=now,
        net=Money.of(100, program.currency),
    )
    lines = examples_of(definition, program.currency, sale, day_of(now, program.zone))
    if definition.pending_days:
        lines.append(
            str(gettext("They can be redeemed after %(days)s days.", days=definition.pending_days))
        )
    months = definition.expiry_months
    if definition.expiry == FIXED:
        lines.append(
            str(gettext("They expire %(months)s months after they were earned.", months=months))
        )
    elif definition.expiry == ACTIVITY:
        lines.append(
            str(gettext("All of them expire after %(months)s months of inactivity.", months=months))
        )
    else:
        lines.append(str(gettext("They never expire.")))
    return lines
