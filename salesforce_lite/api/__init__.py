"""The frame of the API: tokens, typed resources, problem+json, paging, idempotency, OpenAPI.

It knows no slice; slices and plugins answer the hook `api_resources`. Reading order: `resource`,
`values`, `answering`, `reading`, `misshapen`, `problems`, `versions`; `idempotency`, `batches`,
`rates`, `packing`; `openapi`.
"""

from salesforce_lite.api.batches import Results, Saving, known_by_id
from salesforce_lite.api.credential import (
    Credential,
    count_rows,
    current_credential,
    sent_token,
    use_credential,
)
from salesforce_lite.api.mounting import check_resources, mount_resources, open_api
from salesforce_lite.api.paging import list_name, listed
from salesforce_lite.api.problems import refusal_of
from salesforce_lite.api.reading import read_part, shaped
from salesforce_lite.api.resource import (
    LARGEST_BATCH,
    Input,
    Listed,
    ListQuery,
    PageQuery,
    Query,
    Record,
    Resource,
    Route,
    Several,
    Shown,
)
from salesforce_lite.api.values import (
    Amount,
    DayRange,
    Moment,
    Reference,
    Words,
    chosen,
    read_amount,
    read_days,
    told_amount,
)
from salesforce_lite.api.versions import expected_version
from salesforce_lite.api.views import current_document

__all__ = [
    "LARGEST_BATCH",
    "Amount",
    "Credential",
    "DayRange",
    "Input",
    "ListQuery",
    "Listed",
    "Moment",
    "PageQuery",
    "Query",
    "Record",
    "Reference",
    "Resource",
    "Results",
    "Route",
    "Saving",
    "Several",
    "Shown",
    "Words",
    "check_resources",
    "chosen",
    "count_rows",
    "current_credential",
    "current_document",
    "expected_version",
    "known_by_id",
    "list_name",
    "listed",
    "mount_resources",
    "open_api",
    "read_amount",
    "read_days",
    "read_part",
    "refusal_of",
    "sent_token",
    "shaped",
    "told_amount",
    "use_credential",
]
