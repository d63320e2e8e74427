"""What a marketplace shows of a buyer, as an address that Saleor takes without refusing or losing any of it
(ADR 12)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connectors.base.types import BuyerView
from mappings.fold import fold
from mappings.provinces import Province, province_named, province_of
from storefront_sync.saleor.types import AddressWrite

MASK = "*"
NAME, STREET, CITY, PROVINCE = 256, 256, 256, 128
"""The lengths of Saleor's columns in characters (3.23.28, November 2026). Names and streets have two each."""
ASIDE_LONGEST = 4000
NEUTRAL_ADDRESS = AddressWrite(street="Marketplace", province="DKI Jakarta", city="Jakarta")
"""Stands in where the buyer's address is masked or not ours to store: Saleor completes no order without
one."""
UNKNOWN_PROVINCE = "-"
ASIDE_NAMES = ("name", "last_name", "phone", "street", "street2", "city", "province", "postal_code")
"""Whatever `BuyerAddress.aside` may name."""

_JOINERS = "\u200c\u200d"  # hold emojis and some scripts together
_LINE_ENDS = re.compile(r"[\r\n\v\f\u0085\u2028\u2029]+")
_MOBILE = re.compile(r"(?:\+?62)?0?(8[1-35-9]\d{7,10})", re.ASCII)
_FOREIGN_OR_LAND_LINE = re.compile(r"\+[1-9]\d{7,13}|0[2-79]\d{6,10}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s().\-–]+")
_CAN_DO_WITHOUT = {
    "phone": "phone",
    "postalCode": "postal_code",
    "city": "city",
    "firstName": "name",
    "lastName": "last_name",
    "streetAddress2": "street2",
}


@dataclass(frozen=True)
class BuyerAddress:
    """`address` for Saleor, and `aside`: what has no place in it, by name, as the marketplace shows it."""

    address: AddressWrite
    aside: Mapping[str, str] = field(default_factory=dict, repr=False)

    def without(self, refused: str) -> BuyerAddress:
        """The same with a field, in Saleor's word, kept aside; without any address where Saleor needs that
        field: the parcel's label has it."""
        name = _CAN_DO_WITHOUT.get(refused, "")
        value = str(getattr(self.address, name)) if name else ""
        if not value:
            return BuyerAddress(NEUTRAL_ADDRESS)
        return BuyerAddress(replace(self.address, **{name: ""}), {name: value, **self.aside})


def buyer_address(shown: BuyerView) -> BuyerAddress:
    """Every text gives an address that Saleor's rules for Indonesia take; nothing that is shown clearly is
    lost.

    The district goes into the street, since Saleor erases its own field for it, and so does a province that
    Saleor doesn't know yet. A masked phone or postcode is left out, a masked name or street passes.
    """
    aside: dict[str, str] = {}
    phone = _phone(shown.phone, aside)
    postcode = _postcode(shown.postal_code, aside)
    name, surname = _in_two(_plain(shown.name), NAME, "name", aside)
    city = _cut(_plain(shown.city), CITY, "city", aside)
    area, newer = _province(_plain(shown.province), city, postcode, aside)
    parts = _each_once(_plain(shown.street), _plain(shown.district), newer)
    if not (area or city or parts):
        return BuyerAddress(replace(NEUTRAL_ADDRESS, name=name, last_name=surname, phone=phone), aside)
    street, more = _in_two(parts or NEUTRAL_ADDRESS.street, STREET, "street", aside)
    address = AddressWrite(
        street=street,
        street2=more,
        province=area or UNKNOWN_PROVINCE,
        city=city,
        name=name,
        last_name=surname,
        phone=phone,
        postal_code=postcode,
    )
    return BuyerAddress(address, aside)


def _plain(text: str) -> str:
    """On one line, without signs that nobody sees: they hide, turn or break what is printed."""
    line = _LINE_ENDS.sub(", ", text.strip())
    seen = (" " if unicodedata.category(sign) == "Cc" else sign for sign in line)
    kept = "".join(
        sign for sign in seen if sign in _JOINERS or unicodedata.category(sign) not in ("Cf", "Cs")
    )
    line = re.sub(r"\s+", " ", kept).strip(" ,")
    return line if line.strip(_JOINERS + " ,") else ""


def _phone(text: str, aside: dict[str, str]) -> str:
    shown = _plain(unicodedata.normalize("NFKC", text))
    if not shown or MASK in shown:
        return ""
    number = _BETWEEN_DIGITS.sub("", shown)
    mobile = _MOBILE.fullmatch(number)
    if mobile:
        return f"+62{mobile[1]}"
    if _FOREIGN_OR_LAND_LINE.fullmatch(number):
        return number
    _keep(aside, "phone", shown)
    return ""


def _postcode(text: str, aside: dict[str, str]) -> str:
    shown = _plain(unicodedata.normalize("NFKC", text))
    if not shown or MASK in shown:
        return ""
    digits = _BETWEEN_DIGITS.sub("", shown)
    if len(digits) == 5 and digits.isascii() and digits.isdecimal():
        return digits
    _keep(aside, "postal_code", shown)
    return ""


def _province(text: str, city: str, postcode: str, aside: dict[str, str]) -> tuple[str, str]:
    """The name that Saleor knows, and the newer one where it differs. A name that nobody knows goes in as it
    is when neither city nor postcode tells the province, and is kept aside when one does."""
    shown = "" if MASK in text else text
    found: Province | None = province_named(shown)
    if found is None:
        found = province_of(city, postcode)
        if found is None:
            return _cut(shown, PROVINCE, "province", aside), ""
        if shown:
            _keep(aside, "province", shown)
    return found.before_2022, "" if found.name == found.before_2022 else found.name


def _each_once(*parts: str) -> str:
    """The parts with commas, without those that stand between an earlier one's commas already."""
    kept: list[str] = []
    said: set[str] = set()
    for part in parts:
        if part and fold(part) not in said:
            kept.append(part)
            said |= {fold(piece.strip()) for piece in part.split(",")}
    return ", ".join(kept)


def _in_two(text: str, longest: int, name: str, aside: dict[str, str]) -> tuple[str, str]:
    """The text in two columns, cut between words where there are any; what doesn't fit is kept aside."""
    if len(text) <= longest:
        return text, ""
    place = text.rfind(" ", longest // 2, longest + 1)
    first, rest = (text[:longest], text[longest:]) if place < 0 else (text[:place], text[place + 1 :])
    if len(rest) > longest:
        _keep(aside, name, text)
    return first, rest[:longest]


def _cut(text: str, longest: int, name: str, aside: dict[str, str]) -> str:
    if len(text) > longest:
        _keep(aside, name, text)
    return text[:longest]


def _keep(aside: dict[str, str], name: str, text: str) -> None:
    aside[name] = text[:ASIDE_LONGEST]
