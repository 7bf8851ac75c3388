"""Every kind of record, and every field of it that the history tells, has words."""

from uuid import uuid4

import pytest
from sqlalchemy import inspect

from salesforce_lite.access import history_words
from salesforce_lite.access.history_admin import _KINDS
from salesforce_lite.access.history_words import HistoryWords
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.history import AuditEntry, _tracked, historic_kinds, keyed_columns
from salesforce_lite.web.field_labels import _FIELDS


def _of_core():
    return {
        name: kind
        for name, kind in historic_kinds().items()
        if kind.__module__.startswith("salesforce_lite.")
    }


@pytest.fixture
def nameless(app, work, monkeypatch):
    """Which fields of a kind end up with a name made of their code."""

    def find(kind):
        mapper = inspect(kind)
        # What is kept by key has names of its own: those of fields that administrators made.
        fields = [one for one in _tracked(mapper) if one not in keyed_columns(mapper)]
        missing = []

        def told(field):
            if field not in _FIELDS:
                missing.append(field)
            return field

        monkeypatch.setattr(history_words, "field_label", told)
        with app.test_request_context(), work("admin") as uow:
            entry = AuditEntry(
                record_kind=kind.history_name,
                record_id=uuid4(),
                record_version=2,
                action="changed",
                changes={field: [None, None] for field in fields},
                at=clock.now(),
                surface="web",
            )
            words = HistoryWords(uow, [entry])
            for field in fields:
                words.row(kind.history_name, field, (None, None))
        return missing

    return find


def test_every_field_has_a_word(nameless):
    kinds = _of_core()
    assert len(kinds) > 20
    assert {name: nameless(kind) for name, kind in kinds.items() if nameless(kind)} == {}


def test_a_field_without_a_word_is_found(nameless, monkeypatch):
    monkeypatch.delitem(_FIELDS, "work_days")
    assert nameless(historic_kinds()["company"]) == ["work_days"]


def test_every_kind_has_a_word(app):
    assert [
        name for name, kind in _of_core().items() if name not in _KINDS and not kind.history_label
    ] == []
