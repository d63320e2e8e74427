"""What Saleor does to Indonesian addresses: it wants a province by name, shouts the city and drops the
district."""

from __future__ import annotations

import re

from storefront_sync.saleor.simulator.arguments.setup import AddressInput, AddressRules
from storefront_sync.saleor.simulator.binding import Refused, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.resolvers.countries import country
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.state.places import Address

# Google's i18n address data inside Saleor 3.23: 34 provinces, without the four Papuan ones made in 2022.
# fmt: off
PROVINCES = (
    "Aceh", "Bali", "Banten", "Bengkulu", "DI Yogyakarta", "DKI Jakarta", "Gorontalo", "Jambi",
    "Jawa Barat", "Jawa Tengah", "Jawa Timur", "Kalimantan Barat", "Kalimantan Selatan",
    "Kalimantan Tengah", "Kalimantan Timur", "Kalimantan Utara", "Kepulauan Bangka Belitung",
    "Kepulauan Riau", "Lampung", "Maluku", "Maluku Utara", "Nusa Tenggara Barat", "Nusa Tenggara Timur",
    "Papua", "Papua Barat", "Riau", "Sulawesi Barat", "Sulawesi Selatan", "Sulawesi Tengah",
    "Sulawesi Tenggara", "Sulawesi Utara", "Sumatera Barat", "Sumatera Selatan", "Sumatera Utara",
)
# fmt: on
_PROVINCE_BY_FOLDED = {name.casefold(): name for name in PROVINCES}
STRICT = AddressRules()
_POSTCODE = re.compile(r"\d{5}")
_PHONE = re.compile(r"(?:\+?62|0)\d{8,12}")


@resolver("Address", "country")
def address_country(source: Address, call: Call) -> dict[str, object]:
    """The country with its name."""
    return country(source.country_code)


def store_address(
    call: Call,
    given: AddressInput,
    rules: AddressRules = STRICT,
    *,
    extra: dict[str, object] | None = None,
) -> Address:
    """An address as it will be stored; raises Refused with the field that is wrong."""
    errors = _faults(given, rules)
    if errors:
        raise Refused([{**error, **(extra or {})} for error in errors])
    normalise = rules.enable_fields_normalization and not given.skip_validation
    keep = call.store.settings.preserve_all_address_fields
    return Address(
        *call.store.stamp("Address"),
        first_name=given.first_name,
        last_name=given.last_name,
        company_name=given.company_name,
        street_address1=given.street_address1,
        street_address2=given.street_address2,
        city=given.city.upper() if normalise else given.city,
        city_area="" if normalise and not keep else given.city_area,
        postal_code=given.postal_code,
        country_code=given.country,
        country_area=_PROVINCE_BY_FOLDED.get(given.country_area.casefold(), given.country_area),
        phone=_phone(given.phone),
        metadata=as_map(given.metadata),
    )


def _faults(given: AddressInput, rules: AddressRules) -> list[dict[str, object]]:
    errors: list[dict[str, object]] = []
    if not given.country:
        errors.append(_error("country", "REQUIRED", "This field is required."))
    if rules.check_required_fields:
        for name, value in (("countryArea", given.country_area), ("streetAddress1", given.street_address1)):
            if not value:
                errors.append(_error(name, "REQUIRED", "This field is required."))
    if rules.check_fields_format and not given.skip_validation and given.country == "ID":
        if given.country_area and given.country_area.casefold() not in _PROVINCE_BY_FOLDED:
            errors.append(_error("countryArea", "INVALID", "This value is not valid for the address."))
        if given.postal_code and not _POSTCODE.fullmatch(given.postal_code):
            errors.append(_error("postalCode", "INVALID", "This value is not valid for the address."))
    # A masked phone fails whatever is asked to be skipped.
    if given.phone and not _PHONE.fullmatch(re.sub(r"[\s-]", "", given.phone)):
        errors.append(_error("phone", "INVALID", f"'{given.phone}' is not a valid phone number."))
    return errors


def _error(field: str, code: str, message: str) -> dict[str, object]:
    return {"field": field, "code": code, "message": message}


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "+62" + digits.removeprefix("62").removeprefix("0") if digits else ""
