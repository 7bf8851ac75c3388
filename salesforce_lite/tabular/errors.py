"""What can be wrong with a file, a row or a value: a stable code and an English sentence each."""

from collections.abc import Mapping


def N_(sentence: str) -> str:  # noqa: N802 - the name by which translation catalogues find it
    """Mark a sentence for the catalogues; the surface translates and fills it."""
    return sentence


TABLE_ERRORS: Mapping[str, str] = {
    "unreadable": N_("The file cannot be opened: %(reason)s."),
    "changed": N_(
        "The file was changed while it was read. Import it again when it is complete: rows that "
        "were taken are recognised."
    ),
    "empty": N_("The file is empty: it needs a first row with the names of the columns."),
    "binary": N_(
        "The file is not a text table (binary content at byte %(position)s). "
        "Save it as “CSV UTF-8” or as XLSX."
    ),
    "unsupported_format": N_(
        "The file is a %(found)s, which cannot be read. Save it as “CSV UTF-8” or as XLSX."
    ),
    "broken_utf8": N_(
        "The file is UTF-8 except for broken characters, the first in line %(line)s. "
        "Mend that line, or save the file again as “CSV UTF-8”."
    ),
    "mixed_encodings": N_(
        "The accented letters of the file are UTF-8 in line %(line)s and in another encoding in "
        "line %(other)s. Save the parts it was made of as “CSV UTF-8” and put them together again."
    ),
    "unknown_encoding": N_(
        "The accented letters of the file are in an unknown encoding, the first in line "
        "%(line)s. Save it as “CSV UTF-8”, or name the encoding."
    ),
    "undefined_byte": N_(
        "The file is not UTF-8, and line %(line)s holds the byte %(byte)s, which is no character "
        "of Windows-1252. Save it as “CSV UTF-8”, or name the encoding with --encoding."
    ),
    "wrong_encoding": N_(
        "The file is not in the encoding %(encoding)s. Name another one, or none: then it is "
        "looked for."
    ),
    "broken_json": N_(
        "The file has JSON lines, and line %(line)s is not one whole object in UTF-8. "
        "Mend that line, or export the file again."
    ),
    "line_too_long": N_(
        "A line of the file is longer than %(limit)s bytes, so it cannot be a table."
    ),
    "too_many_columns": N_("The table has %(count)s columns; at most %(limit)s can be read."),
    "unclosed_quote": N_("The quotation mark opened in line %(line)s is never closed."),
    "cell_too_long": N_(
        "The cell that starts in line %(line)s is longer than %(limit)s characters; "
        "perhaps a quotation mark is not closed."
    ),
    "broken_workbook": N_("The XLSX file is damaged. Open it in a spreadsheet and save it again."),
    "encrypted_workbook": N_("The workbook is protected by a password. Save it without one."),
    "workbook_too_large": N_(
        "The workbook unpacks to more than %(limit)s bytes. Save the sheet as “CSV UTF-8”."
    ),
    "too_many_cells": N_(
        "A sheet of the workbook spans %(count)s cells; at most %(limit)s can be read. "
        "Delete unused rows and columns, or save it as “CSV UTF-8”."
    ),
    "no_such_sheet": N_("The workbook has no sheet “%(sheet)s”; it has: %(sheets)s."),
    "unsupported_ending": N_("A file ending in “%(ending)s” cannot be written; use %(endings)s."),
    "unwritable": N_("The file cannot be written: %(reason)s."),
    "unwritable_text": N_(
        "Row %(row)s, column “%(column)s” holds a character that no file can hold (%(character)s)."
    ),
    "text_too_long": N_(
        "Row %(row)s, column “%(column)s” is longer than the %(limit)s characters a cell of XLSX "
        "can hold. Export as CSV."
    ),
    "calendar_too_large": N_(
        "The calendar is larger than %(limit)s bytes. Export a part of it, such as one year."
    ),
    "too_many_rows": N_("A sheet of XLSX holds at most %(limit)s rows. Export as CSV."),
}

ROW_PROBLEMS: Mapping[str, str] = {
    "too_many_cells": N_("The row has more cells than there are columns."),
    "too_few_cells": N_("The row has fewer cells than there are columns."),
}

VALUE_PROBLEMS: Mapping[str, str] = {
    "empty": N_("There is no value."),
    "not_a_number": N_("“%(text)s” is not a number."),
    "percentage": N_("“%(text)s” is a percentage; give the plain number."),
    "number_too_long": N_("“%(text)s” has too many digits."),
    "other_decimal_sign": N_("“%(text)s” does not fit the decimal sign “%(decimal_sign)s”."),
    "ambiguous_number": N_("“%(text)s” can be read as two numbers; say which is the decimal sign."),
    "not_a_date": N_("“%(text)s” is not a date."),
    "impossible_date": N_("“%(text)s” is a date that does not exist."),
    "other_date_order": N_("“%(text)s” does not fit the order of day and month (%(order)s)."),
    "ambiguous_date": N_("“%(text)s” can be two dates; say whether day or month comes first."),
    "not_a_time": N_("“%(text)s” is not a date with a time."),
    "zone_missing": N_("“%(text)s” does not say in which time zone it is."),
    "not_a_boolean": N_("“%(text)s” is neither yes nor no."),
}


class TableError(Exception):
    """The file as a whole cannot be read or written."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    @property
    def message(self) -> str:
        """The English sentence with its placeholders, as translators know it."""
        return TABLE_ERRORS[self.code]

    def __str__(self) -> str:
        return self.message % self.params


class ValueProblem(ValueError):
    """The text of one cell is not the value it should be."""

    def __init__(self, code: str, text: str, **params: object) -> None:
        self.code = code
        self.text = text
        self.params: dict[str, object] = {"text": _shortened(text), **params}
        super().__init__(code, text)

    @property
    def message(self) -> str:
        """The English sentence with its placeholders, as translators know it."""
        return VALUE_PROBLEMS[self.code]

    def __str__(self) -> str:
        return self.message % self.params


class AmbiguousNumber(ValueProblem):
    """Two numbers, depending on the decimal sign: 1.234."""

    def __init__(self, text: str) -> None:
        super().__init__("ambiguous_number", text)


class AmbiguousDate(ValueProblem):
    """Two dates, depending on the order of day and month: 03/04/2024."""

    def __init__(self, text: str) -> None:
        super().__init__("ambiguous_date", text)


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
