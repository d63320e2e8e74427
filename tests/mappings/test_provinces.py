"""Provinces are known by every name that marketplaces and people give them."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.provinces import province_named, province_of, provinces


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jatim", "Jawa Timur"),
        ("jawa timur", "Jawa Timur"),
        ("JAWA  TIMUR ", "Jawa Timur"),
        ("East Java", "Jawa Timur"),
        ("ID-JI", "Jawa Timur"),
        ("Prov. Jawa Barat", "Jawa Barat"),
        ("DKI", "DKI Jakarta"),
        ("Jakarta", "DKI Jakarta"),
        ("JK", "DKI Jakarta"),
        ("Daerah Khusus Ibukota Jakarta", "DKI Jakarta"),
        ("D.I. Yogyakarta", "Daerah Istimewa Yogyakarta"),
        ("DI Yogyakarta", "Daerah Istimewa Yogyakarta"),
        ("Kep. Riau", "Kepulauan Riau"),
        ("Bangka-Belitung", "Kepulauan Bangka Belitung"),
        ("NTB", "Nusa Tenggara Barat"),
        ("Papua Barat Daya", "Papua Barat Daya"),
        ("South Papua", "Papua Selatan"),
    ],
)
def test_a_province_is_known_by_every_spelling(text: str, name: str) -> None:
    found = province_named(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", ["", "*", "Jawa", "Selangor", "Papua Nugini", "60126", "Indonesia"])
def test_what_names_no_province_is_taken_for_none(text: str) -> None:
    assert province_named(text) is None


@pytest.mark.parametrize(
    ("city", "postcode", "name"),
    [
        ("Kota Surabaya", "", "Jawa Timur"),
        ("Surabaya City", "", "Jawa Timur"),
        ("KAB. BANJAR", "", "Kalimantan Selatan"),
        ("Kota Banjar", "", "Jawa Barat"),
        ("Banjar", "70614", "Kalimantan Selatan"),
        ("Kota Baru", "", "Kalimantan Selatan"),
        ("Kota Administrasi Jakarta Selatan", "", "DKI Jakarta"),
        ("Palangkaraya", "", "Kalimantan Tengah"),
        ("", "60126", "Jawa Timur"),
        ("", "29444", "Kepulauan Riau"),
        ("", "28111", "Riau"),
        ("Kota Antah", "98411", "Papua Barat Daya"),
    ],
)
def test_a_city_or_else_a_postcode_tells_the_province(city: str, postcode: str, name: str) -> None:
    found = province_of(city, postcode)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("city", "postcode"), [("", ""), ("Banjar", ""), ("", "6012"), ("", "00000"), ("", "60١26")]
)
def test_nothing_is_guessed_where_neither_tells(city: str, postcode: str) -> None:
    assert province_of(city, postcode) is None


def test_the_list_is_whole() -> None:
    rows = json.loads(files("mappings").joinpath("data", "provinces.json").read_text("utf-8"))["provinces"]
    assert len(provinces()) == len({row.iso for row in provinces()}) == 38
    assert sum(len(row["kota"]) for row in rows) == 98
    assert sum(len(row["kabupaten"]) for row in rows) == 416


def test_no_two_provinces_share_a_name_or_a_postcode() -> None:
    rows = json.loads(files("mappings").joinpath("data", "provinces.json").read_text("utf-8"))["provinces"]
    for row in rows:
        for name in (row["name"], row["iso"], *row["also"]):
            found = province_named(name)
            assert found is not None, name
            assert found.name == row["name"], name
    prefixes = [prefix for row in rows for prefix in row["postcodes"]]
    assert len(prefixes) == len(set(prefixes))


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_it(province: str, city: str, postcode: str) -> None:
    known = {None, *provinces()}
    assert province_named(province) in known
    assert province_of(city, postcode) in known
