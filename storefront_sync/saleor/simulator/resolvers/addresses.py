"""What Saleor does to Indonesian addresses: it wants a province by name, shouts the city and drops the
district."""

from __future__ import annotations

import re

from storefront_sync.saleor.simulator.arguments.setup import AddressInput, AddressRules
from storefront_sync.saleor.simulator.binding import Refused, resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.provinces import PROVINCES
from storefront_sync.saleor.simulator.resolvers.countries import country
from storefront_sync.saleor.simulator.resolvers.metadata import as_map
from storefront_sync.saleor.simulator.state.places import Address

_PROVINCE_BY_FOLDED = {
    spelling.casefold(): name for name, english in PROVINCES.items() for spelling in (name, english)
}
STRICT = AddressRules()
COLUMNS = {
    "firstName": ("first_name", 256),
    "lastName": ("last_name", 256),
    "companyName": ("company_name", 256),
    "streetAddress1": ("street_address1", 256),
    "streetAddress2": ("street_address2", 256),
    "city": ("city", 256),
    "cityArea": ("city_area", 128),
    "postalCode": ("postal_code", 20),
    "countryArea": ("country_area", 128),
}
"""Saleor's columns, with the most characters that each takes."""
MISSING = "This field is required."
AMISS = "This value is not valid for the address."
TOO_LONG = "Ensure this value has at most {most} characters (it has {has})."
NUL = "Null characters are not allowed."
_POSTCODE = re.compile(r"\d{5}")
_PHONE = re.compile(
    r"(?:\+62|62|0)(?:8[1-35-9]\d{7,10}|[2-79]\d{6,9})|8[1-35-9]\d{7,10}|\+(?!62|999)[1-9]\d{7,13}"
)


@resolver("Address", "country")
def address_country(source: Address, call: Call) -> dict[str, object]:
    """The country with its name."""
    return country(source.country_code)


class DataError(Exception):
    """What the database makes of a NUL that no check has stopped: Saleor's own code fails."""


def store_address(
    call: Call,
    given: AddressInput,
    rules: AddressRules = STRICT,
    *,
    extra: dict[str, object] | None = None,
) -> Address:
    """An address as it will be stored; raises Refused with the fields that are wrong.

    Saleor rewrites an address only where nothing in it is amiss. One that passes because its form isn't
    checked is stored as it was written.
    """
    form = _form_faults(given)
    checked = rules.check_fields_format and not given.skip_validation
    stops = [*_missing(given, rules), *_never_stored(given)]
    if checked:
        stops += form
    if stops:
        raise Refused([{**error, **(extra or {})} for error in stops])
    columns = _column_faults(given)
    if columns:  # told without the kind of address, which only the form knows
        raise Refused(columns)
    if any("\0" in text for text in _texts(given).values()):
        raise DataError
    rewritten = rules.enable_fields_normalization and not form and not _missing(given, STRICT)
    keep = call.store.settings.preserve_all_address_fields
    return Address(
        *call.store.stamp("Address"),
        first_name=given.first_name.strip(),
        last_name=given.last_name.strip(),
        company_name=given.company_name.strip(),
        street_address1=given.street_address1.strip(),
        street_address2=given.street_address2.strip(),
        city=(given.city.upper() if rewritten else given.city).strip(),
        city_area="" if rewritten and not keep else given.city_area.strip(),
        postal_code=given.postal_code.strip(),
        country_code=given.country,
        country_area=_PROVINCE_BY_FOLDED.get(given.country_area.casefold(), given.country_area)
        if rewritten
        else given.country_area,
        phone=_phone(given.phone),
        metadata=as_map(given.metadata),
    )


def _texts(given: AddressInput) -> dict[str, str]:
    return {name: str(getattr(given, attribute)) for name, (attribute, _) in COLUMNS.items()}


def _missing(given: AddressInput, rules: AddressRules) -> list[dict[str, object]]:
    if not given.country:
        return [_error("country", "REQUIRED", "This field is required.")]
    # A missing province is told twice: by the form, and by the country's rules.
    needed = [("countryArea", given.country_area)] * 2 + [("streetAddress1", given.street_address1)]
    if not rules.check_required_fields:
        return []
    return [_error(name, "REQUIRED", MISSING) for name, text in needed if not text.strip()]


def _form_faults(given: AddressInput) -> list[dict[str, object]]:
    """What Saleor's rules for the country find, whether or not it is asked to mind them. What is no phone is
    told alone."""
    if given.phone and not _PHONE.fullmatch(_dialled(given.phone)):
        return [_error("phone", "INVALID", f"'{given.phone}' is not a valid phone number.")]
    errors = [error for error in _too_long(given) if error["field"] != "streetAddress1"]
    if given.country == "ID":
        if given.country_area.strip() and given.country_area.casefold() not in _PROVINCE_BY_FOLDED:
            errors.append(_error("countryArea", "INVALID", AMISS))
        short = len(given.postal_code) <= COLUMNS["postalCode"][1]
        if given.postal_code and short and not _POSTCODE.fullmatch(given.postal_code):
            errors.append(_error("postalCode", "INVALID", AMISS))
        if len(given.city.upper()) > COLUMNS["city"][1] >= len(given.city):
            errors.append(_error("city", "INVALID", AMISS))
    errors += [_error(name, "INVALID", NUL) for name, text in _texts(given).items() if "\0" in text]
    return errors


def _never_stored(given: AddressInput) -> list[dict[str, object]]:
    """A street that is too long or holds a NUL counts as none, which no caller may leave out."""
    street = given.street_address1
    if "\0" not in street and len(street) <= COLUMNS["streetAddress1"][1]:
        return []
    return [_error("streetAddress1", "INVALID", AMISS), _error("streetAddress1", "REQUIRED", MISSING)]


def _column_faults(given: AddressInput) -> list[dict[str, object]]:
    """What no column takes, however much of the form isn't minded."""
    errors = _too_long(given)
    if given.phone and not _PHONE.fullmatch(_dialled(given.phone)):
        errors.append(_error("phone", "INVALID", "The phone number entered is not valid."))
    return errors


def _too_long(given: AddressInput) -> list[dict[str, object]]:
    return [
        _error(
            name,
            "INVALID",
            f"Ensure this value has at most {COLUMNS[name][1]} characters (it has {len(text)}).",
        )
        for name, text in _texts(given).items()
        if len(text) > COLUMNS[name][1]
    ]


def _error(field: str, code: str, message: str) -> dict[str, object]:
    return {"field": field, "code": code, "message": message}


def _dialled(text: str) -> str:
    return re.sub(r"[\s().-]", "", text)


def _phone(text: str) -> str:
    number = _dialled(text)
    if number.startswith("+"):
        return number
    return "+62" + number.removeprefix("62").removeprefix("0") if number else ""
