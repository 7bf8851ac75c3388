"""Sums of whole numbers in SQL that are exact on both engines, however large they become."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

_BILLION = 10**9


class _Whole(TypeDecorator[int]):
    """PostgreSQL answers a number of any size, SQLite the sum of the billions and of the rest."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return int(value)
        billions, rest = map(int, value.split(":"))
        return billions * _BILLION + rest


class exact_sum(FunctionElement[int]):  # noqa: N801 – reads as a function
    """The sum of a whole number of 64 bits over the rows of a group; None where there are none.

    SQLite's own sum refuses what does not fit into 64 bits.
    """

    type = _Whole()
    inherit_cache = True


@compiles(exact_sum)
def _sum(element: exact_sum, compiler: SQLCompiler, **options: Any) -> str:
    return f"sum({compiler.process(element.clauses, **options)})"


@compiles(exact_sum, "sqlite")
def _sum_of_parts(element: exact_sum, compiler: SQLCompiler, **options: Any) -> str:
    number = compiler.process(element.clauses, **options)
    return f"sum(({number}) / {_BILLION}) || ':' || sum(({number}) % {_BILLION})"
