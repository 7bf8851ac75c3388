"""Search over every kind of record, on both engines behind one interface.

**For slices.** Say once how a record reads in the search, use it when saving and for rebuilding:

    def search_entries(uow: UnitOfWork, records: Sequence[Opportunity]) -> list[SearchEntryDraft]:
        return [
            SearchEntryDraft(
                kind="opportunity", record_id=record.id, customer_id=record.customer_id,
                scope_owner_id=record.scope_owner_id, title=record.title,
                texts=(record.competitor,),
            )
            for record in records
        ]

* after the flush of a save: `index_records(uow, search_entries(uow, saved))`, for records that are
  new all of them `are_new=True` (saves two statements per batch). It replaces what was there.
* after a deletion: `remove_records(uow, [record.id])`; after restoring it: `index_records`.
* a customer's owner changed, or it was merged: customers call `move_scope(…)` or
  `move_to_customer(…)`, which take every entry with that `customer_id` along; other slices do
  nothing.
* `hooks.py` offers it: `search_sources` answers `[SearchSource(kind="opportunity", label=N_("…"),
  icon="…", endpoint="opportunities.show", argument="opportunity_id",
  permission="opportunities.view", model=Opportunity, entries=search_entries, shown=shown_hits)]`.

`title` and `subtitle` are shown; `texts` are only searched (legal name, e-mails, tax id, tags,
city; for activities the subject as title and the `beginning` of the note); `phones` are found by
their digits in any format. A record that belongs to several customers gives one entry for each.

What may change without the record, such as its customer's name, or is said in the reader's
language, such as a day, is not stored: `shown(uow, hits)` puts it into the few hits of a page.

For typeahead fields: `/search/suggest?kind=customer&q=…` answers `{"items": [{"id", "text",
"detail", "url"}]}` as `forms.typeahead(…)` expects.
"""

from salesforce_lite.search.indexing import (
    index_records,
    move_scope,
    move_to_customer,
    remove_records,
)
from salesforce_lite.search.leaving import forget_kinds
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.rebuilding import count_entries, reindex
from salesforce_lite.search.renewing import renew_later
from salesforce_lite.search.service import found_ids, search
from salesforce_lite.search.source import Hit, SearchEntryDraft, SearchSource
from salesforce_lite.search.words import beginning, folded

__all__ = [
    "Hit",
    "SearchEntry",
    "SearchEntryDraft",
    "SearchSource",
    "beginning",
    "count_entries",
    "folded",
    "forget_kinds",
    "found_ids",
    "index_records",
    "move_scope",
    "move_to_customer",
    "reindex",
    "remove_records",
    "renew_later",
    "search",
]
