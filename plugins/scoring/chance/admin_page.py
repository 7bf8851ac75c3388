"""What the page about chances shows: how good they are, what they come from, past nights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import show_number

from .bayes import Tally
from .chance_words import missing_words, percent_words
from .factor_words import FactorWords, known_fields, team_name
from .facts import SaleFacts
from .forms import FieldsForm
from .judgement_words import (
    LOOKS,
    group_lines,
    judgement_sentences,
    pairs_words,
    verdict_words,
)
from .judging import Judgement, judge
from .learned import LEAST, Learned
from .learning import left_out
from .reading import teams_of
from .service import MANAGE, Checked, Trained, list_trainings, progress_of_training, trained


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: how many of its sales ended how, and where its chances come from."""

    name: str
    won: str
    lost: str
    source: str


@dataclass(frozen=True, slots=True)
class Night:
    """A past training."""

    number: int
    ended_at: datetime
    won: str
    lost: str
    pairs: str


def page_of_chances(uow: UnitOfWork) -> dict[str, Any]:
    """Everything that the page shows; `trained` is None before the first training has ended."""
    model = trained(uow)
    may_manage, progress = uow.actor.may(MANAGE), progress_of_training(uow)
    return {
        "trained": model,
        "missing": missing_words(model.total) if model and not model.is_enough else "",
        "progress": percent_words(progress) if progress is not None else "",
        "may_manage": may_manage,
        "form": _fields_form(uow) if may_manage else None,
        "nights": _nights(uow),
        **_judged(model.checked if model else None),
        **_learned(uow, model),
    }


def _judged(checked: Checked | None) -> dict[str, Any]:
    judgement = _judgement(checked)
    if judgement is None or checked is None:
        return {"verdict": "", "look": "", "sentences": (), "groups": ()}
    return {
        "verdict": verdict_words(judgement),
        "look": LOOKS[judgement.verdict],
        "sentences": judgement_sentences(judgement, checked),
        "groups": group_lines(judgement.groups),
    }


def _judgement(checked: Checked | None) -> Judgement | None:
    return judge(checked.said, checked.said_by_stages, checked.older) if checked else None


def _learned(uow: UnitOfWork, model: Trained | None) -> dict[str, Any]:
    """What speaks for and against, over all sales; fields that tell too much, and teams."""
    if model is None or not model.is_enough:
        return {"lines": None, "gaps": (), "teams": ()}
    _, learned = model.teams.of(SaleFacts())
    words = FactorWords(uow, cuts=learned.amount_cuts, currency=model.currency)
    return {
        "lines": words.lines(learned.all_values()),
        "gaps": _gap_sentences(words, learned),
        "teams": _team_lines(uow, model.of_teams),
    }


def _gap_sentences(words: FactorWords, learned: Learned) -> list[str]:
    return [
        gettext(
            "“%(field)s” is not looked at: it is filled in for %(won)s of 100 won sales and "
            "%(lost)s of 100 lost ones, so it is probably filled in when they end.",
            field=words.label(gap.field),
            won=round(100 * gap.won),
            lost=round(100 * gap.lost),
        )
        for gap in learned.gaps
    ]


def _team_lines(uow: UnitOfWork, teams: Mapping[str, Tally]) -> list[TeamLine]:
    """Those with so many sales that no single one shows; of others, those in the reader's sight."""
    own = set(teams_of(uow, uow.actor.scope or ()).values())
    sees_all = uow.actor.sees_everybody()
    lines = [
        TeamLine(
            name=team_name(uow, team),
            won=show_number(tally.won),
            lost=show_number(tally.lost),
            source=_source(tally),
        )
        for team, tally in teams.items()
        if sees_all or team in own or min(tally) >= LEAST
    ]
    return sorted(lines, key=lambda line: line.name.casefold())


def _source(tally: Tally) -> str:
    if min(tally) >= LEAST:
        return str(gettext("its own sales"))
    return str(gettext("the sales of all: it has not %(least)s of each yet", least=LEAST))


def _nights(uow: UnitOfWork) -> Sequence[Night]:
    return [
        Night(
            number=one.number,
            ended_at=one.ended_at,
            won=show_number(one.total.won),
            lost=show_number(one.total.lost),
            pairs=pairs_words(_judgement(one.checked)),
        )
        for one in list_trainings(uow)
    ]


def _fields_form(uow: UnitOfWork) -> FieldsForm:
    known = known_fields(uow)
    form = FieldsForm(formdata=None)
    form.fields.choices = list(known.items())
    form.fields.data = [name for name in known if name not in left_out(uow)]
    return form
