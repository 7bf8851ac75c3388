"""Foreign files, read in a process of their own that has no database, no secrets and set limits.

`open_file` starts that process; the `FileReader` asks it what the file holds and takes the rows,
read into values, from it. Everything that touches the bytes of a file – decoding, splitting,
unpacking, understanding cells – happens over there (`child`), so a file that breaks a parser
breaks nothing else. What comes back is plain JSON.
"""

from salesforce_lite.intake.decoding import Piece
from salesforce_lite.intake.errors import (
    AmbiguousDatesError,
    AmbiguousNumbersError,
    BrokenReaderError,
    DefaultValueError,
    TooMuchMemoryError,
    TooMuchTimeError,
)
from salesforce_lite.intake.fields import Field, Kind, words_for
from salesforce_lite.intake.folding import folded
from salesforce_lite.intake.limits import Limits
from salesforce_lite.intake.order import Order
from salesforce_lite.intake.places import country_code
from salesforce_lite.intake.reader import FileReader, Head, open_file
from salesforce_lite.intake.rows import PIECE_ROWS, FileRow, RefusedRow, told_reason
from salesforce_lite.intake.values import split_list

__all__ = [
    "PIECE_ROWS",
    "AmbiguousDatesError",
    "AmbiguousNumbersError",
    "BrokenReaderError",
    "DefaultValueError",
    "Field",
    "FileReader",
    "FileRow",
    "Head",
    "Kind",
    "Limits",
    "Order",
    "Piece",
    "RefusedRow",
    "TooMuchMemoryError",
    "TooMuchTimeError",
    "country_code",
    "folded",
    "open_file",
    "split_list",
    "told_reason",
    "words_for",
]
