"""Importers as the company has them: with its own fields, and what it calls kinds of activities."""

from collections.abc import Mapping
from dataclasses import replace

from salesforce_lite.activities import KIND_LIST
from salesforce_lite.imports.choices import choices_of
from salesforce_lite.imports.custom import with_custom_fields
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.labels import SystemLabels
from salesforce_lite.kernel.uow import UnitOfWork


def as_the_company_has_it(uow: UnitOfWork, importer: Importer) -> Importer:
    """The importer that knows the company's fields and the names of its kinds of activities."""
    return with_custom_fields(uow, _with_kinds(uow, importer))


def _with_kinds(uow: UnitOfWork, importer: Importer) -> Importer:
    """A file says a kind by its code or by its name in either language."""
    if importer.record_kind != "activity":
        return importer
    words = choices_of(uow, KIND_LIST)
    return replace(
        importer,
        fields=tuple(
            replace(one, words=(*one.words, *words.items())) if one.name == "kind" else one
            for one in importer.fields
        ),
        labels={system: _with(labels, words) for system, labels in importer.labels.items()},
    )


def _with(labels: SystemLabels, words: Mapping[str, str]) -> SystemLabels:
    """What the company calls its kinds goes before what systems usually mean by the word."""
    return replace(
        labels, words={**labels.words, "kind": {**labels.words.get("kind", {}), **words}}
    )
