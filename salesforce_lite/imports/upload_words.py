"""What imports say on pages: where the command line names an option, a page has an input."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import format_currency, format_decimal, gettext

from salesforce_lite.imports.importer import OWN
from salesforce_lite.imports.model import RunState
from salesforce_lite.imports.remarks import (
    BELONGS_TO_NOBODY,
    UNKNOWN_OWNER,
    UNKNOWN_WORD,
    told_remark,
)
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.job_rows import Job, JobState

_SYSTEMS: Mapping[str, str] = {
    "hubspot": "HubSpot",
    "odoo": "Odoo",
    "pipedrive": "Pipedrive",
    "salesforce": "Salesforce",
    OWN: "Salesforce Lite",
}

# Code of a refusal → its sentence where there are inputs.
_SENTENCES: Mapping[str, str] = {
    "missing_column": N_("No column leads to %(field)s. Choose the one that does."),
    "field_taken_twice": N_(
        "“%(first)s” and “%(second)s” both lead to %(field)s, which has room for one. Choose "
        "another field for one of them, or leave it out."
    ),
    "unknown_mapped_field": N_(
        "A column leads to %(field)s, which is not there any more. See below where it leads now, "
        "and try it out again."
    ),
    "currency_missing": N_(
        "The amounts of column “%(column)s” have no currency. Choose which one it is."
    ),
    "ambiguous_dates": N_(
        "The dates of column “%(column)s” can be read in two ways, such as “%(text)s”. Choose what "
        "comes first."
    ),
    "ambiguous_numbers": N_(
        "The numbers of column “%(column)s” can be read in two ways, such as “%(text)s”. Choose "
        "the decimal sign."
    ),
    "undefined_byte": N_(
        "The file is not UTF-8, and line %(line)s holds the byte %(byte)s, which is no character "
        "of Windows-1252. Save it as “CSV UTF-8”, or choose its encoding."
    ),
    "unknown_owner": N_("“%(owner)s” is nobody who works here. Choose somebody else."),
}
# Sentence of a refusal or remark → the same for a page.
_SAME: Mapping[str, str] = {
    "Reading the file %(file)s was stopped: %(reason)s. Rows taken before stay.": N_(
        "Reading the file was stopped: %(reason)s. What was taken before stays. Try it again."
    ),
    "The file %(file)s needs more memory than reading may take. Split it, or save it as "
    "“CSV UTF-8”. Rows taken before stay.": N_(
        "The file needs more memory than reading may take. Split it, or save it as “CSV UTF-8”. "
        "What was taken before stays."
    ),
    "Reading the file %(file)s takes longer than it may. Split it, or save it as "
    "“CSV UTF-8”. Rows taken before stay.": N_(
        "Reading the file takes longer than it may. Split it, or save it as “CSV UTF-8”. What was "
        "taken before stays."
    ),
    BELONGS_TO_NOBODY: N_(
        "%(times)s records belong to nobody: only those who see everything see them. Choose whose "
        "they are, below."
    ),
    UNKNOWN_WORD: N_("“%(text)s” is none of the choices, so it was left out"),
    UNKNOWN_OWNER: N_(
        "The owner “%(text)s” is nobody who works here, by e-mail or by name; it was left out. Add "
        "the person in the back office under “People”, write in the column what people here are "
        "called, or choose below whose such records are"
    ),
}
# Code of a refusal → the input that cures it.
BESIDE: Mapping[str, str] = {
    "currency_missing": "currency",
    "ambiguous_dates": "date_order",
    "ambiguous_numbers": "decimal",
    "unknown_owner": "owner",
    "unknown_zone": "zone",
    "unknown_country_name": "country",
    "source_name": "source",
    "no_such_match": "match",
    "unknown_currency": "currency",
}
# How a run stands, in words, and how its chip looks.
RUN_STATES: Mapping[str, tuple[str, str]] = {
    RunState.RUNNING: (N_("Running"), "info"),
    RunState.FINISHED: (N_("Finished"), "good"),
    RunState.STOPPED: (N_("Broken off"), "warn"),
}
_FAILED = N_(
    "It failed on our side (%(error)s). What was taken stays; try it again, and tell whoever runs "
    "the server when it fails once more."
)


class ToldOnPageError(DomainError):
    """A refusal in the words of a page: beside the input that cures it, where there is one."""

    code = "told_on_page"

    def __init__(self, refusal: DomainError) -> None:
        told = gettext(refusal_sentence(refusal.code, refusal.sentence)) % _shown(refusal.params)
        self.told = str(told).replace("%", "%%")
        beside = BESIDE.get(refusal.code)
        super().__init__(fields={beside: self.told} if beside else refusal.fields)

    @property
    def sentence(self) -> str:  # type: ignore[override]  # of one refusal, not of all of a kind
        return self.told


def told_on_page(refusal: DomainError) -> DomainError:
    """The refusal in the words of a page, where it has words of its own there."""
    has_words = refusal.code in _SENTENCES or refusal.code in BESIDE
    return ToldOnPageError(refusal) if has_words else refusal


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    """Labels of fields, which refusals name in English."""
    field = params.get("field")
    if not isinstance(field, str):
        return dict(params)
    return {**params, "field": f"“{gettext(field.strip('“”'))}”"}


def refusal_sentence(code: str, sentence: str) -> str:
    """The sentence of a refusal as a page says it, not translated yet."""
    return _SENTENCES.get(code) or _SAME.get(sentence, sentence)


def problem_words(problem: Mapping[str, Any], job: Job | None) -> str:
    """Why the newest work on a file broke off; empty where it did not."""
    if problem:
        sentence = refusal_sentence(problem["code"], problem["sentence"])
        return str(gettext(sentence) % _shown(problem["params"]))
    if job is not None and job.state == JobState.DEAD:
        return str(gettext(_FAILED) % {"error": job.error})
    return ""


def remark_lines(remarks: Sequence[Sequence[Any]]) -> list[str]:
    """What a person should know of rows that were taken."""

    def say(sentence: str) -> str:
        return str(gettext(_SAME.get(sentence, sentence)))

    return [told_remark(sentence, text, times, say) for sentence, text, times in remarks]


def run_state(state: str) -> tuple[str, str]:
    words, look = RUN_STATES[state]
    return str(gettext(words)), look


def system_name(code: str) -> str:
    """How the makers of a system write its name; what somebody typed stays as it is."""
    return _SYSTEMS.get(code, code)


def sum_words(sums: str | None) -> str:
    """“records=4 EUR=1230.50” of a report, as people write numbers and amounts."""
    if not sums:
        return ""
    count, *amounts = (part.partition("=") for part in sums.split())
    told = [format_decimal(Decimal(count[2]))]
    told += [format_currency(Decimal(amount), code) for code, _, amount in amounts]
    return " · ".join(told)
