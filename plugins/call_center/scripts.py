"""Scripts of campaigns: what is said and asked, with branches, and the answers of each call."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .campaigns import get_campaign
from .desk_model import Member, Script, ScriptAnswer
from .model import LOG, MANAGE, Call
from .seeing import get_call

_STEP = re.compile(r"#\s*([a-z0-9_]{1,40})\s*")
_ANSWER = re.compile(r"-\s*([a-z0-9_]{1,40})\s*:\s*(.+?)\s*(?:->\s*([a-z0-9_]{1,40})\s*)?")
_LONGEST = 500
_NO_STEP = N_("It begins with a step such as “# greeting”.")
_TWICE = N_("The step “%(step)s” stands there twice.")
_NOWHERE = N_("“%(step)s” leads to “%(next)s”, which is not there.")
_LOOP = N_("From “%(step)s” one never comes to an end.")
_TOO_LONG = N_("“%(step)s” is too long.")


def read_script(text: str) -> list[dict[str, Any]]:
    """Steps `# key`, below each what is said, and answers `- code: words -> next`.

    An answer without a next step ends the script. Raises InvalidInputError for a step that is
    missing or from which no way leads to an end.
    """
    steps: list[dict[str, Any]] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        if match := _STEP.fullmatch(line):
            steps.append({"key": match[1], "text": "", "answers": []})
        elif not steps:
            raise InvalidInputError(fields={"text": _NO_STEP})
        elif match := _ANSWER.fullmatch(line):
            answer = {"code": match[1], "text": match[2], "next": match[3] or ""}
            steps[-1]["answers"].append(answer)
        else:
            steps[-1]["text"] = f"{steps[-1]['text']} {line}".strip()
    _check(steps)
    return steps


def write_script(steps: Sequence[Mapping[str, Any]]) -> str:
    """As `read_script` reads it."""
    blocks = []
    for step in steps:
        answers = [
            f"- {one['code']}: {one['text']}" + (f" -> {one['next']}" if one["next"] else "")
            for one in step["answers"]
        ]
        blocks.append("\n".join([f"# {step['key']}", step["text"], *answers]))
    return "\n\n".join(blocks)


def save_script(uow: UnitOfWork, campaign_id: UUID, text: str) -> Script:
    """Let this be said from now on; calls keep the version that they were made with."""
    uow.actor.require(MANAGE)
    campaign = get_campaign(uow, campaign_id)
    steps = read_script(text)
    newest = select(func.max(Script.number)).where(Script.campaign_id == campaign.id)
    script = Script(
        campaign_id=campaign.id,
        number=(uow.session.scalar(newest) or 0) + 1,
        steps=steps,
        made_at=uow.now,
        made_by=uow.actor.user_id,
    )
    uow.session.add(script)
    campaign.script_number = script.number
    uow.session.flush()
    return script


def script_of(uow: UnitOfWork, campaign_id: UUID) -> Script | None:
    """The version that is said now."""
    uow.actor.require(LOG)
    campaign = get_campaign(uow, campaign_id)
    return uow.session.get(Script, (campaign.id, campaign.script_number))


def keep_answers(
    uow: UnitOfWork, call_id: UUID, script: Script, answers: Mapping[str, str]
) -> list[str]:
    """Keep what was answered along the way that the answers took; what stands beside it is not
    kept. Answers the steps of that way."""
    uow.actor.require(LOG)
    call = get_call(uow, call_id)
    uow.session.execute(delete(ScriptAnswer).where(ScriptAnswer.call_id == call.id))
    way = path_of(script.steps, answers)
    by_key = {one["key"]: one for one in script.steps}
    for key in way:
        chosen = _chosen(by_key[key], answers.get(key, ""))
        if chosen is not None:
            uow.session.add(
                ScriptAnswer(
                    call_id=call.id,
                    step=key,
                    script_number=script.number,
                    code=chosen["code"],
                    question=by_key[key]["text"],
                    answer=chosen["text"],
                )
            )
    uow.session.flush()
    return way


def answers_of(uow: UnitOfWork, call_id: UUID) -> list[ScriptAnswer]:
    """Of one call, in the order in which the script asks."""
    call = get_call(uow, call_id)
    return answers_of_calls(uow, [call.id]).get(call.id, [])


def answers_of_calls(uow: UnitOfWork, call_ids: Sequence[UUID]) -> dict[UUID, list[ScriptAnswer]]:
    """Call → its answers in the order in which its script asks, of calls that the actor sees."""
    query = (
        select(ScriptAnswer, Member.campaign_id)
        .join(Call, Call.id == ScriptAnswer.call_id)
        .outerjoin(Member, Member.id == Call.member_id)
        .where(ScriptAnswer.call_id.in_(call_ids))
        .order_by(ScriptAnswer.call_id, ScriptAnswer.step)
    )
    rows = [(answer, campaign_id) for answer, campaign_id in uow.session.execute(query)]
    places: dict[tuple[UUID | None, int], list[str]] = {}
    for key in {(campaign_id, answer.script_number) for answer, campaign_id in rows}:
        script = uow.session.get(Script, key) if key[0] else None
        places[key] = [one["key"] for one in script.steps] if script else []
    found: dict[UUID, list[tuple[int, ScriptAnswer]]] = {}
    for answer, campaign_id in rows:
        order = places[campaign_id, answer.script_number]
        place = order.index(answer.step) if answer.step in order else len(order)
        found.setdefault(answer.call_id, []).append((place, answer))
    return {
        call_id: [answer for _place, answer in sorted(those, key=lambda row: row[0])]
        for call_id, those in found.items()
    }


def path_of(steps: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> list[str]:
    """The steps one comes by, from the first on."""
    by_key = {one["key"]: one for one in steps}
    way: list[str] = []
    key = steps[0]["key"] if steps else ""
    while key and key not in way:
        way.append(key)
        chosen = _chosen(by_key[key], answers.get(key, ""))
        key = chosen["next"] if chosen else ""
    return way


def _chosen(step: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    return next((one for one in step["answers"] if one["code"] == code), None)


def _check(steps: Sequence[Mapping[str, Any]]) -> None:
    if not steps:
        raise InvalidInputError(fields={"text": _NO_STEP})
    keys = [one["key"] for one in steps]
    for key in keys:
        if keys.count(key) > 1:
            raise InvalidInputError(fields={"text": _TWICE}, step=key)
    for step in steps:
        texts = (step["text"], *(one["text"] for one in step["answers"]))
        if any(len(text) > _LONGEST for text in texts):
            raise InvalidInputError(fields={"text": _TOO_LONG}, step=step["key"])
        for answer in step["answers"]:
            if answer["next"] and answer["next"] not in keys:
                raise InvalidInputError(
                    fields={"text": _NOWHERE}, step=step["key"], next=answer["next"]
                )
    _check_ends(steps)


def _check_ends(steps: Sequence[Mapping[str, Any]]) -> None:
    """Every step has a way to an end: one without answers, or an answer that leads nowhere."""
    ending: set[str] = set()
    while True:
        more = {
            one["key"]
            for one in steps
            if one["key"] not in ending
            and (
                not one["answers"]
                or any(not each["next"] or each["next"] in ending for each in one["answers"])
            )
        }
        if not more:
            break
        ending |= more
    for one in steps:
        if one["key"] not in ending:
            raise InvalidInputError(fields={"text": _LOOP}, step=one["key"])
