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


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
    transaction_per_migration=False,
    # Derived objects are not Alembic's: neither the text index nor the tables it consists of.
    include_object=lambda _item, name, _kind, reflected, other: (
        not (reflected and other is None and (name or "").startswith(TEXT_INDEX))
    ),
)
context.run_migrations()
