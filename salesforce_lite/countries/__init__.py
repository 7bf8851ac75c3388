"""Countries: packs of dated data, tax ids, phone numbers, names made comparable."""

from salesforce_lite.countries.calling import (
    CallerNumberRule,
    CallingHours,
    CallingRules,
    ExclusionList,
    HolidayRule,
    easter,
)
from salesforce_lite.countries.check_digits import check_characters
from salesforce_lite.countries.names import match_name, sort_name
from salesforce_lite.countries.pack import (
    COUNTRY_CODES,
    AddressField,
    CountryPack,
    GenericTaxId,
    Label,
    TaxIdType,
    UnknownCountryError,
    country_pack,
    find_country_pack,
)
from salesforce_lite.countries.phone import (
    PhoneReading,
    country_of_phone,
    format_phone,
    read_phone,
    zones_of_phone,
)
from salesforce_lite.countries.tax_id import (
    TaxIdReading,
    TaxIdWarning,
    format_tax_id,
    read_tax_id,
)
from salesforce_lite.countries.territories import country_names, is_country

__all__ = [
    "COUNTRY_CODES",
    "AddressField",
    "CallerNumberRule",
    "CallingHours",
    "CallingRules",
    "CountryPack",
    "ExclusionList",
    "GenericTaxId",
    "HolidayRule",
    "Label",
    "PhoneReading",
    "TaxIdReading",
    "TaxIdType",
    "TaxIdWarning",
    "UnknownCountryError",
    "check_characters",
    "country_names",
    "country_of_phone",
    "country_pack",
    "easter",
    "find_country_pack",
    "format_phone",
    "format_tax_id",
    "is_country",
    "match_name",
    "read_phone",
    "read_tax_id",
    "sort_name",
    "zones_of_phone",
]
