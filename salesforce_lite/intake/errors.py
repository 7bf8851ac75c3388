"""Why a foreign file could not be read, beyond what `tabular` tells of the file itself."""

from salesforce_lite.kernel.errors import N_, DomainError


class AmbiguousDatesError(DomainError):
    code = "ambiguous_dates"
    sentence = N_(
        "The dates of column “%(column)s” can be read in two ways, such as “%(text)s”. Say whether "
        "day or month comes first: --date-order dmy or --date-order mdy."
    )


class AmbiguousNumbersError(DomainError):
    code = "ambiguous_numbers"
    sentence = N_(
        "The numbers of column “%(column)s” can be read in two ways, such as “%(text)s”. Say which "
        "is the decimal sign: --decimal , or --decimal ."
    )


class DefaultValueError(DomainError):
    code = "default_value"
    sentence = N_("The default of %(field)s in the mapping file does not fit: %(problem)s")


class BrokenReaderError(DomainError):
    """The process that read the file ended, was ended or said what nobody understands."""

    code = "broken_reader"
    sentence = N_("Reading the file %(file)s was stopped: %(reason)s. Rows taken before stay.")


class TooMuchMemoryError(BrokenReaderError):
    sentence = N_(
        "The file %(file)s needs more memory than reading may take. Split it, or save it as "
        "“CSV UTF-8”. Rows taken before stay."
    )


class TooMuchTimeError(BrokenReaderError):
    sentence = N_(
        "Reading the file %(file)s takes longer than it may. Split it, or save it as "
        "“CSV UTF-8”. Rows taken before stay."
    )
