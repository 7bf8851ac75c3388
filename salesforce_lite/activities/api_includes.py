"""The newest activities of customers and opportunities, shown along with them to programs."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from salesforce_lite.activities.api_shapes import activity_views
from salesforce_lite.activities.listing import newest_of_each
from salesforce_lite.activities.schemas import ActivityView
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude

_MOST = 10


def include_of(about: str) -> ApiInclude:
    """The last ten of each record of the kind, the newest first."""
    return ApiInclude(
        about=about,
        name="activities",
        resource="activities",
        permission="activities.view",
        shape=ActivityView,
        load=partial(_load, about),
    )


def _load(
    about: str, uow: UnitOfWork, ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[ActivityView]]:
    newest = newest_of_each(uow, about, ids, most=_MOST)
    shown = activity_views(uow, [one for several in newest.values() for one in several])
    by_id = {one.id: one for one in shown}
    return {record_id: [by_id[one.id] for one in several] for record_id, several in newest.items()}
