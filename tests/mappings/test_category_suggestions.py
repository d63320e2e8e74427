"""Which categories are suggested for the goods of a real cooperative."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from connectors.base.simulator.tree import indonesian_tree
from mappings.categories import CategoryFinder, CategorySuggestion, Node, goods_words

GOODS = Path(__file__).resolve().parents[2] / "storefront_sync/sample/koperasi-smb/products.csv"

RIGHT = {
    "Seragam SD Putih Lengan Pendek": "Kemeja Seragam",
    "Seragam SD Merah Celana Panjang": "Celana Seragam",
    "Rok SD Merah Rempel": "Rok Seragam",
    "Seragam SD Putih Lengan Panjang": "Kemeja Seragam",
    "Seragam SD Merah Celana Pendek": "Celana Seragam",
    "Seragam SMP Putih Lengan Pendek": "Kemeja Seragam",
    "Rok SMP Biru Rempel": "Rok Seragam",
    "Seragam Pramuka Penggalang": "Seragam Pramuka",
    "Keripik Tempe Kedelai": "Keripik",
    "Sambal Bawang Teri 150 g": "Sambal",
    "Kopi Bubuk Arabika Dampit": "Kopi Bubuk",
    "Seragam SMP Putih Lengan Panjang": "Kemeja Seragam",
    "Celana SMP Biru Panjang": "Celana Seragam",
    "Seragam Pramuka Siaga": "Seragam Pramuka",
    "Jilbab Sekolah Segi Empat": "Hijab Segi Empat",
    "Jilbab Bergo Jersey": "Hijab Instan dan Bergo",
    "Mukena Katun Bordir": "Mukena",
    "Batik Cap Semanggi Surabaya Kemeja Pria": "Kemeja Batik Pria",
    "Batik Tulis Mangrove Kain 2 Meter": "Kain Batik",
    "Tas Laundry Kain Serut": "Tas Laundry",
    "Tas Belanja Lipat Spunbond": "Tas Belanja",
    "Pouch Perca Batik": "Dompet dan Pouch",
    "Sarung Bantal Sofa Perca": "Sarung Bantal",
    "Celemek Dapur Kanvas": "Celemek",
    "Keset Perca Anyam": "Keset",
    "Lap Microfiber Cuci Motor": "Lap dan Kain Microfiber",
    "Sabun Cuci Piring Cair 800 ml": "Sabun Cuci Piring",
    "Detergen Cair 1 Liter": "Detergen Cair",
    "Pewangi Laundry 1 Liter": "Pewangi Pakaian",
    "Keripik Tempe Sagu": "Keripik",
    "Keripik Pisang Coklat": "Keripik",
    "Kerupuk Ikan Kenjeran Mentah": "Kerupuk Mentah",
    "Kerupuk Terung Laut Matang": "Kerupuk Matang",
    "Sambal Bawang Botol 150 g": "Sambal",
    "Sambal Cumi Asin 150 g": "Sambal",
    "Petis Udang Sidoarjo 250 g": "Petis dan Terasi",
    "Bumbu Rawon Instan 100 g": "Bumbu Instan",
    "Abon Ikan Tuna 100 g": "Abon",
    "Sinom Botol 600 ml": "Jamu dan Minuman Herbal",
    "Beras Kencur Botol 600 ml": "Jamu dan Minuman Herbal",
    "Wedang Pokak Celup Isi 10": "Jamu dan Minuman Herbal",
    "Kopi Bubuk Robusta Dampit": "Kopi Bubuk",
    "Kopi Biji Arabika Ijen": "Kopi Biji",
    "Air Minum Dalam Kemasan 600 ml Karton Isi 24": "Air Mineral",
    "Kue Kering Nastar Toples 500 g": "Kue Kering",
    "Kue Kering Kastengel Toples 500 g": "Kue Kering",
    "Almond Crispy Keju": "Kue Kering",
    "Sepatu Sekolah Hitam Kanvas": "Sepatu Sekolah",
    "Paving Block Segi Enam 20 cm": "Paving dan Batako",
    "Pot Gerabah Tanah Liat": "Pot Tanaman",
    "Pupuk Kompos 5 kg": "Pupuk dan Kompos",
    "Gantungan Kunci Suro Boyo": "Gantungan Kunci dan Suvenir",
    "Miniatur Jembatan Suramadu Kayu": "Miniatur dan Pajangan",
    "Bros Rajut Bunga": "Bros",
    "Taplak Meja Rajut 100x100": "Taplak Meja",
}

SPOKEN_OTHERWISE = {
    "sambel bawang pedes mantap": "Sambal",
    "KRIPIK SINGKONG BALADO 200gr": "Keripik",
    "Kerudung pashmina ceruty": "Pashmina",
    "deterjen cair lavender": "Detergen Cair",
    "Apron masak anti air": "Celemek",
    "SARUNG tenun Lamongan": "Sarung",
    "Kaos polos pria cotton combed": "Kaos Pria",
    "lampu led 10 watt": "Lampu LED",
    "Tote bag kanvas": "Tas Belanja",
    "Cookies kacang": "Kue Kering",
    "AMDK galon 19 liter": "Air Mineral",
    "Souvenir pernikahan gantungan": "Gantungan Kunci dan Suvenir",
}
"""Names that no product of the sample has."""


@pytest.fixture(scope="module")
def finder() -> CategoryFinder:
    """The simulators' tree, ready to be searched."""
    return CategoryFinder(
        Node(row.category_id, row.parent_id, row.name, row.leaf) for row in indonesian_tree().categories
    )


def best(finder: CategoryFinder, name: str) -> CategorySuggestion:
    """What comes first."""
    return finder.suggest(name)[0]


def test_every_product_of_the_sample_has_a_place_here() -> None:
    with GOODS.open(encoding="utf-8", newline="") as file:
        names = {row["product"] for row in csv.DictReader(file)}
    assert names - RIGHT.keys() == {"Sandal Selop Hotel"}


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_category_comes_first(finder: CategoryFinder, name: str) -> None:
    assert best(finder, name).path[-1] == RIGHT[name]


@pytest.mark.parametrize("name", SPOKEN_OTHERWISE)
def test_the_right_category_is_among_three_for_other_words(finder: CategoryFinder, name: str) -> None:
    assert SPOKEN_OTHERWISE[name] in [row.path[-1] for row in finder.suggest(name, 3)]


def test_what_names_no_kind_has_both_kinds(finder: CategoryFinder) -> None:
    assert {row.path[-1] for row in finder.suggest("Sandal Selop Hotel", 2)} == {"Sandal Anak", "Sandal Pria"}


def test_a_suggestion_has_its_whole_path_and_its_reasons(finder: CategoryFinder) -> None:
    row = best(finder, "Kopi Bubuk Arabika Dampit")
    assert row.path == ("Makanan dan Minuman", "Minuman", "Kopi Bubuk")
    assert row.matched == ("bubuk", "kopi")
    assert row.score == 100


def test_only_leaves_are_suggested_each_once(finder: CategoryFinder) -> None:
    leaves = {row.category_id for row in indonesian_tree().categories if row.leaf}
    found = [row.category_id for row in finder.suggest("Minuman herbal makanan fesyen pria wanita kain", 50)]
    assert set(found) <= leaves
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", ["", " ", "👕✨", "12345", "qwxyz", "dan untuk isi"])
def test_a_name_that_says_nothing_has_no_suggestion(finder: CategoryFinder, name: str) -> None:
    assert finder.suggest(name) == ()


def test_no_more_than_asked_for(finder: CategoryFinder) -> None:
    assert len(finder.suggest("kain batik", 2)) == 2


def test_the_same_name_has_the_same_suggestions_in_any_order_of_the_tree(finder: CategoryFinder) -> None:
    turned = CategoryFinder(
        Node(row.category_id, row.parent_id, row.name, row.leaf)
        for row in reversed(indonesian_tree().categories)
    )
    for name in RIGHT:
        assert turned.suggest(name) == finder.suggest(name)


def test_a_tree_that_goes_in_circles_ends() -> None:
    circle = [Node("1", "2", "Kain", True), Node("2", "1", "Tekstil", False)]
    assert CategoryFinder(circle).suggest("kain")[0].category_id == "1"


def test_a_tree_without_leaves_suggests_nothing() -> None:
    assert CategoryFinder([]).suggest("kain batik") == ()


def test_the_words_of_goods_are_folded() -> None:
    assert all(word == word.casefold().strip() for pair in goods_words().items() for word in pair)
