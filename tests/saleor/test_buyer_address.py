"""Whatever a marketplace shows of a buyer becomes an address that Saleor takes, and nothing clear is lost."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base.types import BuyerView
from mappings.provinces import provinces
from storefront_sync.saleor.buyer_address import NEUTRAL_ADDRESS, buyer_address
from storefront_sync.saleor.types import AddressWrite

SHOWN = BuyerView(
    name="Bambang Invented",
    phone="0812-0000-0021",
    street="Jl. Contoh No. 1 RT 02/RW 05",
    district="Kenjeran",
    city="Kota Surabaya",
    province="Jawa Timur",
    postal_code="60129",
)
LIMITS = {
    "street": 256,
    "street2": 256,
    "province": 128,
    "city": 256,
    "name": 256,
    "last_name": 256,
    "phone": 15,
    "postal_code": 5,
    "country": 2,
}


def address(**shown: str) -> AddressWrite:
    """The address that becomes of the shown one with these parts otherwise."""
    return buyer_address(replace(SHOWN, **shown)).address


def test_a_plain_address_stays_as_it_is_with_the_district_in_the_street() -> None:
    made = buyer_address(SHOWN)
    assert made.address == AddressWrite(
        street="Jl. Contoh No. 1 RT 02/RW 05, Kenjeran",
        province="Jawa Timur",
        city="Kota Surabaya",
        name="Bambang Invented",
        phone="+6281200000021",
        postal_code="60129",
    )
    assert made.aside == {}


@pytest.mark.parametrize(
    ("province", "saleors"),
    [
        ("Jatim", "Jawa Timur"),
        ("DKI", "DKI Jakarta"),
        ("D.I. Yogyakarta", "Daerah Istimewa Yogyakarta"),
        ("east java", "Jawa Timur"),
        ("JK", "DKI Jakarta"),
    ],
)
def test_a_province_is_written_as_saleor_knows_it(province: str, saleors: str) -> None:
    assert address(province=province).province == saleors


@pytest.mark.parametrize(
    ("newer", "older"),
    [("Papua Barat Daya", "Papua Barat"), ("Papua Selatan", "Papua"), ("PBD", "Papua Barat")],
)
def test_a_province_that_saleor_does_not_know_yet_is_told_in_the_street(newer: str, older: str) -> None:
    made = address(province=newer, city="Kab. Antah")
    assert made.province == older
    assert made.street.startswith("Jl. Contoh No. 1 RT 02/RW 05, Kenjeran, Papua ")


@pytest.mark.parametrize("missing", ["", "****"])
def test_a_missing_province_is_that_of_the_city_or_else_of_the_postcode(missing: str) -> None:
    assert address(province=missing).province == "Jawa Timur"
    assert address(province=missing, city="Kota Antah").province == "Jawa Timur"
    assert address(province=missing, city="Kab. Banjar", postal_code="").province == "Kalimantan Selatan"


def test_an_unknown_province_is_kept() -> None:
    known_city = buyer_address(replace(SHOWN, province="Jawa Tmr"))
    assert (known_city.address.province, known_city.aside) == ("Jawa Timur", {"province": "Jawa Tmr"})
    nowhere = buyer_address(replace(SHOWN, province="Antah Berantah", city="Negeri Jauh", postal_code=""))
    assert (nowhere.address.province, nowhere.aside) == ("Antah Berantah", {})
    assert address(province="", city="Negeri Jauh", postal_code="").province == "-"


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        ("081200000021", "+6281200000021"),
        ("0812-0000-0021", "+6281200000021"),
        ("(+62)81200000021", "+6281200000021"),
        ("+62 0812 0000 0021", "+6281200000021"),
        ("6281200000021", "+6281200000021"),
        ("81200000021", "+6281200000021"),
        ("(031) 5550100", "0315550100"),
        ("+65 9123 4567", "+6591234567"),
        ("+8123456789012", "+8123456789012"),
    ],
)
def test_a_phone_is_written_as_saleor_takes_it(phone: str, written: str) -> None:
    assert address(phone=phone).phone == written


def test_masked_phones_and_postcodes_are_left_out() -> None:
    made = buyer_address(replace(SHOWN, phone="(+62)812*****21", postal_code="60***"))
    assert (made.address.phone, made.address.postal_code, made.aside) == ("", "", {})


def test_masked_names_and_streets_pass() -> None:
    made = address(name="B***", street="Jl. M***")
    assert (made.name, made.street) == ("B***", "Jl. M***, Kenjeran")


@pytest.mark.parametrize("postcode", ["60129", "60 129", " 60129 ", "60-129", "６０１２９"])
def test_a_postcode_is_five_digits(postcode: str) -> None:
    assert address(postal_code=postcode).postal_code == "60129"


def test_what_is_no_phone_or_postcode_is_kept_beside_the_address() -> None:
    made = buyer_address(replace(SHOWN, phone="lewat WA: 0812", postal_code="6012"))
    assert (made.address.phone, made.address.postal_code) == ("", "")
    assert made.aside == {"phone": "lewat WA: 0812", "postal_code": "6012"}


def test_a_street_that_has_the_district_already_is_not_told_twice() -> None:
    assert (
        address(street="Jl. Contoh 1, kenjeran, Kota Surabaya").street
        == "Jl. Contoh 1, kenjeran, Kota Surabaya"
    )
    assert address(street="Jl. Kenjeran 5").street == "Jl. Kenjeran 5, Kenjeran"


def test_a_long_street_goes_on_in_the_second_line_and_the_whole_is_kept_where_that_is_too_short() -> None:
    long = " ".join(f"gang{number}" for number in range(60))
    made = buyer_address(replace(SHOWN, street=long))
    assert f"{made.address.street} {made.address.street2}" == f"{long}, Kenjeran"
    assert made.aside == {}
    longer = "x" * 600
    made = buyer_address(replace(SHOWN, street=longer))
    assert made.address.street + made.address.street2 == "x" * 512
    assert made.aside == {"street": f"{longer}, Kenjeran"}


def test_an_empty_street_is_the_district_or_else_says_marketplace() -> None:
    assert address(street="").street == "Kenjeran"
    assert address(street="", district="").street == "Marketplace"
    assert address(street="", district="").city == "Kota Surabaya"


def test_a_masked_buyer_gets_the_neutral_address_with_what_is_known_of_him() -> None:
    assert buyer_address(BuyerView()).address == NEUTRAL_ADDRESS
    assert buyer_address(BuyerView(name="Bambang")).address == replace(NEUTRAL_ADDRESS, name="Bambang")


def test_what_nobody_sees_is_taken_out_and_emojis_stay() -> None:
    made = address(
        street="Jl.\u202e Contoh\x00\n1\u200f\ud800 🏠👨\u200d👩", name="\u200fBambang\t Invented\x07"
    )
    assert made.street == "Jl. Contoh , 1 🏠👨\u200d👩, Kenjeran"
    assert made.name == "Bambang Invented"
    assert address(name="\u200d").name == ""


@pytest.mark.parametrize("field", ["phone", "postalCode", "city", "firstName"])
def test_a_refused_part_is_kept_beside_the_address(field: str) -> None:
    name = {"postalCode": "postal_code", "firstName": "name"}.get(field, field)
    made = buyer_address(SHOWN)
    without = made.without(field)
    assert without.address == replace(made.address, **{name: ""})
    assert without.aside == {name: getattr(made.address, name)}


@pytest.mark.parametrize("field", ["streetAddress1", "countryArea", "country", "lastName", "", "else"])
def test_where_saleor_needs_the_refused_part_the_address_is_left_out(field: str) -> None:
    assert buyer_address(SHOWN).without(field).address == NEUTRAL_ADDRESS


TEXTS = st.one_of(
    st.text(max_size=700),
    st.text(alphabet="0123456789 +-()*", max_size=24),
    st.sampled_from(
        [province.name for province in provinces()] + ["Kota Surabaya", "Jatim", "60126", "****"]
    ),
)


@given(st.builds(BuyerView, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS))
def test_any_text_gives_an_address_within_saleors_limits(shown: BuyerView) -> None:
    made = buyer_address(shown)
    written = asdict(made.address)
    assert set(written) == set(LIMITS)
    for name, text in written.items():
        assert len(text) <= LIMITS[name], name
        assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
        assert text.encode() is not None
    assert made.address.street.strip()
    assert made.address.province.strip()
    assert made.address.postal_code == "" or made.address.postal_code.isdecimal()
    assert "*" not in made.address.phone + made.address.postal_code
    assert buyer_address(shown) == made
