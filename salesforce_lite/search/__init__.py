"""Search over every kind of record, on both engines behind one interface.

**For slices.** Say once how a record reads in the search, use it when saving and for rebuilding:

    def search_entries(uow: UnitOfWork, records: Sequence[Opportunity]) -> list[SearchEntryDraft]:
        return [
            SearchEntryDraft(
                kind="opportunity", record_id=record.id, customer_id=record.customer_id,
                scope_owner_id=record.scope_owner_id, title=record.title, subtitle=names[…],
                texts=(record.competitor,),
            )
            for record in records
        ]

* after the flush of a save: `index_records(uow, search_entries(uow, saved))`, for records that are
  new all of them `are_new=True` (saves two statements per batch). It replaces what was there.
* after a deletion: `remove_records(uow, [record.id])`; after restoring it: `index_records`.
* a customer's owner changed: customers call `move_scope(uow, customer_id, owner)`, which takes
  every entry with that `customer_id` along; other slices do nothing.
* `hooks.py` offers it: `search_sources` answers `[SearchSource(kind="opportunity", label=N_("…"),
  icon="…", endpoint="opportunities.show", argument="opportunity_id",
  permission="opportunities.view", model=Opportunity, entries=search_entries)]`.

`title` and `subtitle` are shown; `texts` are only searched (legal name, e-mails, tax id, tags,
city; for activities the subject as title and the beginning of the note); `phones` are found by
their digits in any format. A record that belongs to several customers gives one entry for each.

For typeahead fields: `/search/suggest?kind=customer&q=…` answers `{"items": [{"id", "text",
"detail", "url"}]}` as `forms.typeahead(…)` expects.
"""

from salesforce_lite.search.indexing import index_records, move_scope, remove_records
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.rebuilding import count_entries, reindex
from salesforce_lite.search.service import Hit, search
from salesforce_lite.search.source import SearchEntryDraft, SearchSource
from salesforce_lite.search.words import folded

__all__ = [
    "Hit",
    "SearchEntry",
    "SearchEntryDraft",
    "SearchSource",
    "count_entries",
    "folded",
    "index_records",
    "move_scope",
    "reindex",
    "remove_records",
    "search",
]
