"""The search for programs: every kind that the token may read."""

from uuid import UUID

from salesforce_lite.api import Resource, count_rows, current_credential
from salesforce_lite.kernel.errors import N_
from salesforce_lite.search.hit_pages import Group, find_groups
from salesforce_lite.search.schemas import GroupView, HitView, SearchQuery, SearchView
from salesforce_lite.search.source import SearchSource
from salesforce_lite.web import SIGNED_IN, current_contributions

resource = Resource(name="search", title=N_("Search"))


@resource.get("", needs=SIGNED_IN)
def find(query: SearchQuery) -> SearchView:
    """The best hits of every kind that the person sees and the token may read."""
    named = _resources()
    sources: tuple[SearchSource, ...] = current_contributions().search_sources
    asked = [
        source
        for source in sources
        if query.kind in ("", source.kind) and _may_read(named.get(source.kind))
    ]
    groups = find_groups(query.q.strip(), asked, limit=query.limit)
    # The answer itself counts as one.
    count_rows(max(0, sum(len(group.hits) for group in groups) - 1))
    return SearchView(groups=[_told(group, named.get(group.source.kind)) for group in groups])


def _resources() -> dict[str, str]:
    """Kind of record → the resource that shows it."""
    resources: tuple[Resource, ...] = current_contributions().api_resources
    return {one.about: one.full_name for one in resources if one.about}


def _may_read(name: str | None) -> bool:
    """A browser shows the person all they may see; a token what it was made for."""
    credential = current_credential()
    return credential is None or (name is not None and f"{name}:read" in credential.scopes)


def _told(group: Group, name: str | None) -> GroupView:
    return GroupView(
        kind=group.source.kind,
        resource=name,
        hits=[
            HitView(id=UUID(hit.id), title=hit.title, subtitle=hit.subtitle, page=hit.url)
            for hit in group.hits
        ],
        is_cut=group.is_cut,
    )
