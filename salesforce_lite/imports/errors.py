"""What an import or export refuses as a whole, before anything is taken."""

from salesforce_lite.kernel.errors import N_, DomainError


class UnknownEntityError(DomainError):
    code = "unknown_entity"
    sentence = N_("There is no import or export of “%(entity)s”. There is: %(entities)s.")


class NoExportError(DomainError):
    code = "no_export"
    sentence = N_("There is no export of “%(entity)s”.")


class MissingColumnError(DomainError):
    code = "missing_column"
    sentence = N_(
        "The file has no column for %(field)s. It has: %(columns)s. "
        "Say in a mapping file which one it is (--map)."
    )


class MappingFileError(DomainError):
    code = "mapping_file"
    sentence = N_("The mapping file %(file)s cannot be read: %(reason)s.")


class UnknownMappingKeyError(DomainError):
    code = "unknown_mapping_key"
    sentence = N_("The mapping file has “%(key)s”, which means nothing. Known are: %(keys)s.")


class UnknownMappedColumnError(DomainError):
    code = "unknown_mapped_column"
    sentence = N_(
        "The mapping file names a column “%(column)s” that the file does not have. It has: "
        "%(columns)s."
    )


class UnknownMappedFieldError(DomainError):
    code = "unknown_mapped_field"
    sentence = N_(
        "The mapping file leads to “%(field)s”, which is no field of %(entity)s. "
        "Did you mean %(nearest)s? There are: %(known)s."
    )


class FieldTakenTwiceError(DomainError):
    code = "field_taken_twice"
    sentence = N_(
        "The mapping file leads both “%(first)s” and “%(second)s” to %(field)s, which has room for "
        "one."
    )


class CurrencyMissingError(DomainError):
    code = "currency_missing"
    sentence = N_(
        "The amounts of column “%(column)s” have no currency. Say which it is: --currency EUR"
    )


class NoSuchMatchError(DomainError):
    code = "no_such_match"
    sentence = N_("The rows of %(entity)s cannot be matched by %(match)s. Possible are: %(known)s.")


class UnknownOwnerError(DomainError):
    code = "unknown_owner"
    sentence = N_("“%(owner)s” is nobody who works here. See: salesforce-lite user list")


class SourceNameError(DomainError):
    code = "source_name"
    sentence = N_("“%(name)s” is no name for a system: use up to 40 letters, digits and hyphens.")


class RejectsFileError(DomainError):
    code = "rejects_file"
    sentence = N_(
        "The rejected rows cannot be written to %(file)s (%(reason)s). Nothing was taken. "
        "Name another file with --rejects."
    )


class UnknownZoneError(DomainError):
    code = "unknown_zone"
    sentence = N_("“%(zone)s” is no time zone. They are written like “America/Monterrey”.")


class UnknownCountryNameError(DomainError):
    code = "unknown_country_name"
    sentence = N_("“%(country)s” is no country. Use its two-letter code, such as ES or MX.")


class UploadBusyError(DomainError):
    code = "upload_busy"
    sentence = N_("This file is being worked on. Wait until that ends, or cancel it.")


class NotTriedError(DomainError):
    code = "not_tried"
    sentence = N_("This was not tried out as it is now. Try it out first.")
