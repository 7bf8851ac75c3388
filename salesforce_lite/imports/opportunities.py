"""Opportunities from files: stages, amounts and endings of another system as ours."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from salesforce_lite.imports.belonging import contact_pairs
from salesforce_lite.imports.choices import choices_of
from salesforce_lite.imports.importer import (
    Batch,
    Importer,
    ImportRow,
    RowRefusedError,
    Source,
    Sums,
)
from salesforce_lite.imports.labels import ANY, built_in_labels
from salesforce_lite.imports.opportunity_rows import OPPORTUNITY_EXPORT
from salesforce_lite.imports.references import amounts_of, count_of, own_references
from salesforce_lite.imports.remarks import FOREIGN_CONTACT, UNKNOWN_STAGE
from salesforce_lite.imports.standing import customer_of, link_of, take_owner
from salesforce_lite.intake import Field, Kind, folded, words_for
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import (
    LOSS_REASONS,
    SOURCES,
    Opportunity,
    OpportunityDraft,
    Outcome,
    PipelineWithStages,
    Stage,
    list_pipelines,
    save_opportunities,
    visible_opportunities,
)

_TEXTS = ("title", "competitor", "note")
_OTHER = "other"
_NO_PIPELINE = N_(
    "There is no pipeline “%(text)s” in use. Make it with “salesforce-lite pipeline add”, or say "
    "in a mapping file, under [values.pipeline], which one it is."
)

FIELDS = (
    Field("title", N_("Title")),
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
    Field("contact", N_("Id of the contact")),
    Field("pipeline", N_("Pipeline")),
    Field("stage", N_("Stage")),
    Field("amount", N_("Amount"), Kind.NUMBER),
    Field("currency", N_("Currency")),
    Field("probability", N_("Probability"), Kind.WHOLE),
    Field("expected_close_on", N_("Expected close"), Kind.DATE),
    Field("outcome", N_("Outcome"), Kind.CHOICE, words_for("open", "won", "lost")),
    Field("is_won", N_("Won"), Kind.BOOLEAN),
    Field("is_closed", N_("Closed"), Kind.BOOLEAN),
    Field("closed_on", N_("Closed on"), Kind.DATE),
    Field("loss_reason", N_("Loss reason")),
    Field("loss_note", N_("Note on the loss")),
    Field("source", N_("Source")),
    Field("competitor", N_("Competitor")),
    Field("note", N_("Note"), Kind.NOTE),
    Field("owner", N_("Owner")),
    Field("references", N_("Ids in other systems"), Kind.LIST),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Pipelines, the words of lists, and which contact belongs to which customer."""

    pipelines: list[PipelineWithStages]
    with_retired: list[PipelineWithStages]
    loss_reasons: dict[str, str]
    sources: dict[str, str]
    pairs: set[tuple[UUID, UUID]] = field(default_factory=set)


def look_up(batch: Batch) -> _Found:
    batch.other_references = own_references(batch, "opportunity")
    return _Found(
        list_pipelines(batch.uow),
        list_pipelines(batch.uow, retired=True),
        choices_of(batch.uow, LOSS_REASONS),
        choices_of(batch.uow, SOURCES),
        contact_pairs(batch, "contact"),
    )


def draft(batch: Batch, row: ImportRow) -> OpportunityDraft:
    fields: dict[str, Any] = {}
    record: Opportunity | None = row.record
    batch.take(row, _TEXTS, fields)
    customer_id = customer_of(batch, row, is_needed=True)
    if customer_id is not None:
        fields["customer_id"] = customer_id
    _take_contact(batch, row, fields, record)
    _take_amount(batch, row, fields)
    if row.get("expected_close_on"):
        fields["expected_close_on"] = row.get("expected_close_on")
    outcome = _outcome(row)
    stage = _take_stage(batch, row, fields, record)
    _take_probability(batch, row, fields, stage, outcome)
    _take_ending(batch, row, fields, outcome)
    _take_source(batch, row, fields, is_new=record is None)
    take_owner(batch, row, fields)
    return OpportunityDraft.of(
        fields,  # type: ignore[arg-type]  # made field by field
        id=row.record_id,
        new_id=row.new_id,
        references=[*batch.references_for(row), *batch.other_references.get(row.number, ())],
    )


def _take_contact(
    batch: Batch, row: ImportRow, fields: dict[str, Any], record: Opportunity | None
) -> None:
    found = link_of(batch, row, "contact", "contact")
    customer_id = fields.get("customer_id") or (record.customer_id if record else None)
    if found is not None and customer_id is not None:
        if (found[1], customer_id) in batch.found.pairs:
            fields["contact_id"] = found[1]
        else:
            batch.remarks.add(FOREIGN_CONTACT, row.get("contact"))
    elif batch.clears("contact") and not row.get("contact"):
        fields["contact_id"] = None


def _take_amount(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    amount = row.get("amount")
    if amount is not None:
        fields["amount"] = Money.exactly(amount, row.get("currency") or batch.source.currency)
    elif batch.clears("amount"):
        fields["amount"] = None


def _outcome(row: ImportRow) -> str | None:
    """What the file says itself, else what a stage such as “Closed Won” says."""
    if row.get("outcome"):
        return str(row.get("outcome"))
    ending = _ENDINGS.get(folded(row.get("stage") or ""))
    if row.get("is_won"):
        return Outcome.WON
    if row.get("is_closed"):
        return Outcome.LOST if ending is None else ending
    return ending


# Words for stages that are no stages here but endings.
_ENDINGS = {
    word: code
    for word, code in built_in_labels("opportunities")[ANY].words["outcome"].items()
    if code != Outcome.OPEN
}


def _take_stage(
    batch: Batch, row: ImportRow, fields: dict[str, Any], record: Opportunity | None
) -> Stage | None:
    """By its name; a stage that is not known here becomes the one of the nearest probability."""
    pipelines = _open_to(batch, record)
    pipeline = _pipeline(row, pipelines)
    written = row.get("stage") or ""
    candidates = pipeline.stages if pipeline else [s for p in pipelines for s in p.stages]
    stage = next((one for one in candidates if folded(one.name) == folded(written)), None)
    if stage is None and written and folded(written) not in _ENDINGS:
        batch.remarks.add(UNKNOWN_STAGE, written)
        stage = _nearest(pipeline or pipelines[0], row.get("probability"))
    if record is not None and not record.is_open:
        return stage
    if stage is not None:
        fields["stage_id"], fields["pipeline_id"] = stage.id, stage.pipeline_id
    elif pipeline is not None and record is None:
        fields["pipeline_id"] = pipeline.pipeline.id
    return stage


def _open_to(batch: Batch, record: Opportunity | None) -> list[PipelineWithStages]:
    """Those in use; retired ones too for what stands in one already, and for our own export."""
    found: _Found = batch.found
    in_use = (stage.id for one in found.pipelines for stage in one.stages)
    if batch.source.is_own or (record is not None and record.stage_id not in in_use):
        return found.with_retired
    return found.pipelines


def _pipeline(row: ImportRow, pipelines: list[PipelineWithStages]) -> PipelineWithStages | None:
    """In another one its stage and probability would mean something else, so none is guessed."""
    written = row.get("pipeline")
    if not written:
        return None
    for one in pipelines:
        if folded(one.pipeline.name) == folded(written):
            return one
    raise RowRefusedError(_NO_PIPELINE, text=written)


def _nearest(pipeline: PipelineWithStages, probability: int | None) -> Stage | None:
    if probability is None:
        return None
    return min(
        pipeline.stages, key=lambda stage: abs(stage.probability - probability), default=None
    )


def _take_probability(
    batch: Batch,
    row: ImportRow,
    fields: dict[str, Any],
    stage: Stage | None,
    outcome: str | None,
) -> None:
    """A probability that is the stage's own follows the stage."""
    written = row.get("probability")
    is_over = outcome in (Outcome.WON, Outcome.LOST) and not batch.source.is_own
    if written is not None and not is_over:
        same = stage is not None and stage.probability == written and not batch.source.is_own
        fields["probability"] = None if same else written
    elif batch.clears("probability"):
        fields["probability"] = None


def _take_ending(batch: Batch, row: ImportRow, fields: dict[str, Any], outcome: str | None) -> None:
    if outcome is None:
        return
    fields["outcome"] = outcome
    fields["closed_on"] = row.get("closed_on")
    if fields["closed_on"] is None and row.record is None:
        # Most systems keep one date: when it should close, and then when it did.
        fields["closed_on"] = row.get("expected_close_on")
    if outcome == Outcome.LOST:
        written = row.get("loss_reason") or ""
        code = batch.found.loss_reasons.get(folded(written), _OTHER)
        fields["loss_reason"] = code
        said = row.get("loss_note") or ""
        unlisted = written if code == _OTHER and folded(written) != _OTHER else ""
        fields["loss_note"] = "\n".join(part for part in (unlisted, said) if part)


def _take_source(batch: Batch, row: ImportRow, fields: dict[str, Any], *, is_new: bool) -> None:
    """Sources are a list here; what is not in it is kept as a line of the note."""
    written = row.get("source")
    if not written:
        if batch.clears("source"):
            fields["source"] = ""
        return
    code = batch.found.sources.get(folded(written))
    if code is not None:
        fields["source"] = code
    elif is_new or fields.get("note"):
        lines = [fields.get("note", ""), f"[{written}]"]
        fields["note"] = "\n".join(line for line in lines if line)


def sums(uow: UnitOfWork, source: Source) -> Sums:
    return Sums(
        count_of(uow, source, "opportunity", Opportunity),
        amounts_of(uow, source, "opportunity", Opportunity),
    )


OPPORTUNITIES = Importer(
    entity="opportunities",
    record_kind="opportunity",
    label=N_("Opportunities"),
    permission="opportunities.edit",
    fields=FIELDS,
    labels=built_in_labels("opportunities"),
    required=("title",),
    natural_key=("title", "customer", "customer_name", "amount", "expected_close_on"),
    model=Opportunity,
    visible=visible_opportunities,
    look_up=look_up,
    draft=draft,
    save=save_opportunities,
    links={"customer": ("customer",), "contact": ("contact",)},
    sums=sums,
    exporter=OPPORTUNITY_EXPORT,
    weight=40,
)
