"""Which Indonesian province is meant: by its name in any spelling, else by city, else by postcode."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

from mappings.fold import fold, words

_AROUND_PROVINCE = frozenset({"provinsi", "propinsi", "prov", "prop", "province", "id", "indonesia"})
_KIND = {
    "kota": "kota",
    "kotamadya": "kota",
    "city": "kota",
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "regency": "kabupaten",
}
_AROUND_CITY = frozenset({*_KIND, "administrasi", "adm", "administrative", "of"})


@dataclass(frozen=True)
class Province:
    """One of the 38. `before_2022` is the province that it was part of until the Papuan ones were divided,
    and is its own name for all others."""

    name: str
    iso: str
    before_2022: str


class _Row(TypedDict):
    name: str
    iso: str
    also: list[str]
    before_2022: str
    postcodes: list[str]
    kota: list[str]
    kabupaten: list[str]


def provinces() -> tuple[Province, ...]:
    """All 38, as of the data file's date."""
    return tuple(_province(row) for row in _rows())


def province_named(text: str) -> Province | None:
    """The province of that name: Indonesian or English, short or ISO 3166-2, in any case and punctuation."""
    seen = words(fold(text))
    plain = [word for word in seen if word not in _AROUND_PROVINCE]
    return _names().get("".join(plain))


def province_of(city: str, postcode: str) -> Province | None:
    """The province in which a city or regency lies, or else a postcode of five digits. None where neither
    says."""
    return _by_city(city) or province_named(city) or _by_postcode(postcode)


def _by_city(city: str) -> Province | None:
    seen = words(fold(city))
    kind = next((_KIND[word] for word in seen if word in _KIND), "")
    bare = "".join(word for word in seen if word not in _AROUND_CITY)
    # "Kota Baru" is the regency Kotabaru: the whole name comes first.
    for found in (_places().get(("", "".join(seen))), _places().get((kind, bare))):
        if found and len(found) == 1:
            return next(iter(found))
    return None


def _by_postcode(postcode: str) -> Province | None:
    if len(postcode) != 5 or not postcode.isascii() or not postcode.isdecimal():
        return None
    return _prefixes().get(postcode[:3]) or _prefixes().get(postcode[:2])


@cache
def _rows() -> list[_Row]:
    text = files("mappings").joinpath("data", "provinces.json").read_text(encoding="utf-8")
    return cast(list[_Row], json.loads(text)["provinces"])


def _province(row: _Row) -> Province:
    return Province(row["name"], row["iso"], row.get("before_2022", row["name"]))


@cache
def _names() -> Mapping[str, Province]:
    return {
        "".join(words(fold(name))): _province(row)
        for row in _rows()
        for name in (row["name"], row["iso"], *row["also"])
    }


@cache
def _places() -> Mapping[tuple[str, str], frozenset[Province]]:
    found: dict[tuple[str, str], set[Province]] = defaultdict(set)
    for row in _rows():
        for kind, names in (("kota", row["kota"]), ("kabupaten", row["kabupaten"])):
            for name in names:
                key = "".join(words(fold(name)))
                found[kind, key].add(_province(row))
                found["", key].add(_province(row))
    return {key: frozenset(rows) for key, rows in found.items()}


@cache
def _prefixes() -> Mapping[str, Province]:
    return {prefix: _province(row) for row in _rows() for prefix in row["postcodes"]}
