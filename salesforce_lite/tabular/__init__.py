"""Tables of text from outside: reading CSV, XLSX, JSON lines and their values, writing safely.

Knows files and values, nothing of customers. `open_table` finds format, encoding, delimiter and
quoting by itself; `read_…` turn the text of a cell into a value or say why not; `open_writer` is
the one way out and neutralises formulas. What it writes, `open_table` reads back unchanged.
"""

from salesforce_lite.tabular.booleans import read_bool
from salesforce_lite.tabular.cells import Cell, join_list
from salesforce_lite.tabular.charsets import is_charset
from salesforce_lite.tabular.csv_sheet import has_our_header
from salesforce_lite.tabular.dates import DateOrder, guess_date_order, read_date, read_datetime
from salesforce_lite.tabular.decimals import DecimalSign, guess_decimal_sign, read_decimal
from salesforce_lite.tabular.dialect import DELIMITERS
from salesforce_lite.tabular.encoding import ENCODINGS
from salesforce_lite.tabular.errors import (
    ROW_PROBLEMS,
    TABLE_ERRORS,
    VALUE_PROBLEMS,
    AmbiguousDate,
    AmbiguousNumber,
    TableError,
    ValueProblem,
)
from salesforce_lite.tabular.reading import open_table
from salesforce_lite.tabular.table import Row, Table
from salesforce_lite.tabular.writing import TableWriter, open_writer

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "ROW_PROBLEMS",
    "TABLE_ERRORS",
    "VALUE_PROBLEMS",
    "AmbiguousDate",
    "AmbiguousNumber",
    "Cell",
    "DateOrder",
    "DecimalSign",
    "Row",
    "Table",
    "TableError",
    "TableWriter",
    "ValueProblem",
    "guess_date_order",
    "guess_decimal_sign",
    "has_our_header",
    "is_charset",
    "join_list",
    "open_table",
    "open_writer",
    "read_bool",
    "read_date",
    "read_datetime",
    "read_decimal",
]
