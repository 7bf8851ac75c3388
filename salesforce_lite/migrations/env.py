"""What Alembic runs: the connection comes from `upgrade`, the tables from the models."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import String

from salesforce_lite.kernel import jobs, types  # noqa: F401 – jobs is a table nobody else imports
from salesforce_lite.kernel.db import Base
from salesforce_lite.migrations.derived import TEXT_INDEX


def render(kind: str, item: object, autogen: Any) -> str | Literal[False]:
    """Our column types by a short name that later versions keep."""
    if kind == "type" and type(item).__module__ == types.__name__:
        autogen.imports.add("from salesforce_lite.kernel import types")
        if isinstance(item, types.ValueList | types.TextList):
            return "types.Document"
        return f"types.{type(item).__name__}()"
    if item is types.Document:
        autogen.imports.add("from salesforce_lite.kernel import types")
        return "types.Document"
    if kind == "type" and isinstance(item, String) and "postgresql" in item._variant_mapping:
        autogen.imports.add("from salesforce_lite.kernel import types")
        return f"types.sort_text({item.length})"
    return False


attributes = context.config.attributes
# Whose tables: a plugin's, or the core's own.
owner: str = attributes.get("plugin", "")


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, other: object) -> bool:  # noqa: FBT001
    """Derived objects are nobody's: neither the text index nor the tables it consists of."""
    if kind == "table" and owner:
        return (name or "").startswith(f"{owner}_")
    if kind == "table" and not reflected:
        return not item.info.get("plugin")
    return not (reflected and other is None and (name or "").startswith(TEXT_INDEX))


connection = attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=attributes.get("version_table", "alembic_version"),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
    transaction_per_migration=False,
    include_object=is_ours,
)
context.run_migrations()
