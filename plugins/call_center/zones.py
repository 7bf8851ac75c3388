"""Which clock a customer lives by: that of the address, else of the number, else the company's."""

from zoneinfo import available_timezones

from salesforce_lite.activities import zone_of_place
from salesforce_lite.company import get_company
from salesforce_lite.countries import country_of_phone, find_country_pack, zones_of_phone
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork

# Where a part of a country has another hour than its capital. Names as people write them, folded.
_REGIONS = {
    "ES": {"canarias": "Atlantic/Canary", "las palmas": "Atlantic/Canary"}
    | {"santa cruz de tenerife": "Atlantic/Canary", "tenerife": "Atlantic/Canary"},
    "MX": {"baja california": "America/Tijuana", "baja california sur": "America/Mazatlan"}
    | {"sonora": "America/Hermosillo", "sinaloa": "America/Mazatlan"}
    | {"nayarit": "America/Mazatlan", "quintana roo": "America/Cancun"},
    "CL": {"magallanes": "America/Punta_Arenas", "aysen": "America/Coyhaique"}
    | {"isla de pascua": "Pacific/Easter"},
}
_FOLD = str.maketrans("áéíóúüñ", "aeiouun")


def zone_of(uow: UnitOfWork, customer: Customer | None, number: str) -> str:
    """The zone of the customer, never that of whoever calls."""
    company = uow.once("call_center.zone", lambda: get_company(uow).zone)
    return _of_address(customer, company) or _of_number(number, company) or company


def country_of(uow: UnitOfWork, customer: Customer | None, number: str) -> str:
    """The country whose rules hold: that of the address, else of the number, else ours."""
    if customer is not None and customer.country:
        return customer.country
    return country_of_phone(number) or get_company(uow).country


def _of_address(customer: Customer | None, company: str) -> str:
    if customer is None or not customer.country:
        return ""
    for address in customer.addresses:
        region = address.region.strip().lower().translate(_FOLD)
        zone = _REGIONS.get(address.country, {}).get(region)
        if zone in available_timezones():
            return zone or ""
    if find_country_pack(customer.country) is None:
        return ""
    return zone_of_place(customer.country, company)


def _of_number(number: str, company: str) -> str:
    """Where numbers of an area are; a mobile number tells only its country."""
    zones = zones_of_phone(number)
    if len(zones) == 1 and zones[0] in available_timezones():
        return zones[0]
    region = country_of_phone(number)
    return zone_of_place(region, company) if region else ""
