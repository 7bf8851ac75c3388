"""Kind and scope as words of the text index, which no typed word can be: they hold a colon."""

from uuid import UUID


def kind_facet(kind: str) -> str:
    return f"kind:{kind}"


def scope_facet(owner_id: UUID) -> str:
    return f"scope:{owner_id.hex}"


def facets_of(kind: str, owner_id: UUID | None) -> str:
    """The facets of one entry; what belongs to nobody is seen only by who sees everybody."""
    return f"{kind_facet(kind)} {scope_facet(owner_id)}" if owner_id else kind_facet(kind)
