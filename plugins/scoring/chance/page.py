"""The panel with the chance on the page of a sale, and its column in the list of sales."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, get_stage
from salesforce_lite.plugin import ListCell

from .chance_words import (
    differing_words,
    doubt_words,
    expected_words,
    learned_words,
    likely_words,
    missing_words,
    percent_words,
)
from .factor_words import FactorWords
from .judging import Judgement, judge
from .service import READ, Chance, Trained, chance_of, chances_of, trained


def load_chance(uow: UnitOfWork, opportunity: Opportunity) -> Mapping[str, Any] | None:
    """What the panel shows; None for a sale that has ended."""
    if not opportunity.is_open:
        return None
    model = trained(uow)
    more = url_for("scoring-office-chances.index") if uow.actor.may(READ) else ""
    if model is None:
        return {"chance": None, "missing": "", "more": more}
    chance = chance_of(uow, opportunity.id)
    if chance is None:
        return {"chance": None, "missing": missing_words(model.total), "more": more}
    return {**_shown(uow, opportunity, model, chance), "more": more}


def load_chances(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, ListCell]:
    """The chances of the open sales among those of a page; in one word, with what it means."""
    return {
        sale: ListCell(text=percent_words(chance.percent), state="", title=likely_words(chance))
        for sale, chance in chances_of(uow, ids).items()
    }


def _shown(
    uow: UnitOfWork, opportunity: Opportunity, model: Trained, chance: Chance
) -> dict[str, Any]:
    own = opportunity.probability_set
    by_hand = own is not None
    expected = get_stage(uow, opportunity.stage_id).probability if own is None else own
    words = FactorWords(uow, cuts=chance.amount_cuts, currency=model.currency)
    return {
        "chance": chance,
        "percent": percent_words(chance.percent),
        "likely": likely_words(chance),
        "expected": expected_words(expected, by_hand=by_hand),
        "differing": differing_words(chance, expected, by_hand=by_hand),
        "lines": words.lines(chance.factors),
        "learned": learned_words(uow, chance),
        "doubt": doubt_words(_judgement(model)),
    }


def _judgement(model: Trained) -> Judgement | None:
    checked = model.checked
    return judge(checked.said, checked.said_by_stages, checked.older) if checked else None
