"""A cooperative's list of goods comes into its shop: each row once, however often the list comes."""

from __future__ import annotations

from uuid import uuid4

import pytest

from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.outcome import RowResult
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.sheet.rows import VariantRow, parse_row
from storefront_sync.saleor.types import VariantRead
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.premises import Premises

Cells = dict[str, str]
SAID = """query($sku: String!) { productVariant(sku: $sku) { weight { unit value }
  product { productType { slug } category { slug } attributes { attribute { slug } values { name } } } } }"""


class Shelves:
    """Brings lists into the premises; names and SKUs are of this test alone."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises
        self._mark = f"{premises.run}-{uuid4().hex[:6]}"
        shop = premises.shop
        self.target = Target(premises.channel, shop.channel_id, shop.warehouse_id)

    def sku(self, name: str) -> str:
        return f"{self._mark}-{name}"

    def shirt(self, size: str, **more: str) -> Cells:
        cells = {"product": f"Seragam SD {self._mark}", "category": "Seragam Sekolah", "price_idr": "78000"}
        return {
            **cells,
            "sku": self.sku(size),
            "options": f"Ukuran={size}",
            "producer": "Benang Emas",
            **more,
        }

    def cake(self, **more: str) -> Cells:
        cells = {"product": f"Kue {self._mark}", "category": "Kue", "price_idr": "20000"}
        return {**cells, "sku": self.sku("K"), "halal": "ID35110001234560923", **more}

    def bring(self, *cells: Cells, dry: bool = False, stock: bool = False) -> list[RowResult]:
        rows = [parse_row(line, row) for line, row in enumerate(cells, start=2)]
        fit = [row for row in rows if isinstance(row, VariantRow)]
        assert len(fit) == len(rows)
        target = Target(self.target.channel, self.target.channel_id, self.target.warehouse_id, stock=stock)
        results: list[RowResult] = []
        bring(self._premises.staff_client, fit, target, results.append, dry=dry)
        return sorted(results, key=lambda result: result.line)

    def outcomes(self, *cells: Cells, dry: bool = False, stock: bool = False) -> list[str]:
        return [result.outcome.value for result in self.bring(*cells, dry=dry, stock=stock)]

    def read(self, name: str) -> VariantRead | None:
        """The variant as our client sees it among all of the channel."""
        cursor = ""
        for _ in range(20):
            page = self._premises.client.variants_page(self._premises.channel, cursor)
            for row in page.rows:
                if row.sku == self.sku(name):
                    return row
            cursor = page.next_cursor
            if not cursor:
                break
        return None


@pytest.fixture
def shelves(premises: Premises) -> Shelves:
    return Shelves(premises)


def test_new_products_get_all_that_the_row_says(shelves: Shelves, staff: Caller) -> None:
    row = shelves.shirt("S", weight_g="220", on_hand="9", barcode="8994280387017")
    assert shelves.outcomes(row, shelves.shirt("M"), shelves.cake()) == ["created"] * 3
    shirt = shelves.read("S")
    assert shirt is not None
    assert (shirt.name, shirt.price, shirt.barcode) == ("S", 78000, "8994280387017")
    assert [stock.quantity for stock in shirt.stocks] == [9]
    said = staff.data(SAID, sku=shelves.sku("S"))["productVariant"]
    grams = said["weight"]["value"] * {"G": 1, "KG": 1000}[said["weight"]["unit"]]
    assert grams == pytest.approx(220)
    assert (said["product"]["productType"]["slug"], said["product"]["category"]["slug"]) == (
        "seragam",
        "seragam-sekolah",
    )
    values = {row["attribute"]["slug"]: row["values"] for row in said["product"]["attributes"]}
    assert values["pembuat"] == [{"name": "Benang Emas"}]


def test_the_same_list_again_changes_nothing(shelves: Shelves) -> None:
    rows = (shelves.shirt("S", on_hand="9", weight_g="220"), shelves.shirt("M"), shelves.cake())
    shelves.bring(*rows)
    before = shelves.read("S")
    assert shelves.outcomes(*rows) == ["same"] * 3
    assert shelves.read("S") == before


def test_a_renamed_product_is_the_same_product_with_its_new_sizes(shelves: Shelves) -> None:
    shelves.bring(shelves.shirt("S"), shelves.shirt("M"))
    name = "Seragam SD Lengan Pendek"
    results = shelves.bring(
        shelves.shirt("S", product=name, price_idr="80000"), shelves.shirt("L", product=name)
    )
    assert [result.outcome.value for result in results] == ["changed", "created"]
    found = [shelves.read(size) for size in "SML"]
    assert len({row.product_id for row in found if row is not None}) == 1
    assert [row.product_name for row in found if row is not None] == [name] * 3
    assert [row.price for row in found if row is not None] == [80000, 78000, 78000]


def test_a_trial_says_the_same_and_changes_nothing(shelves: Shelves) -> None:
    shelves.bring(shelves.shirt("S"))
    rows = (shelves.shirt("S", price_idr="1000"), shelves.shirt("M"))
    assert shelves.outcomes(*rows, dry=True) == ["changed", "created"]
    shirt = shelves.read("S")
    assert shirt is not None
    assert (shirt.price, shelves.read("M")) == (78000, None)
    assert shelves.outcomes(*rows) == ["changed", "created"]


def test_stock_of_what_is_there_is_touched_only_when_asked(shelves: Shelves) -> None:
    shelves.bring(shelves.shirt("S", on_hand="9"))
    assert shelves.outcomes(shelves.shirt("S", on_hand="4")) == ["same"]
    assert shelves.outcomes(shelves.shirt("S", on_hand="4"), stock=True) == ["changed"]
    shirt = shelves.read("S")
    assert shirt is not None
    assert [stock.quantity for stock in shirt.stocks] == [4]


def test_one_bad_row_holds_up_no_other(shelves: Shelves) -> None:
    bad = shelves.shirt("X", options="Rasa=Pedas", product="Kemeja", price_idr="1000")
    results = shelves.bring(shelves.shirt("S"), bad, shelves.cake())
    assert [result.outcome.value for result in results] == ["created", "faulty", "created"]
    assert shelves.read("X") is None
