"""What Saleor sold twice is counted and told, until there is enough again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mappings.money import Rupiah
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.saleor.types import StockRead, VariantRead
from storefront_sync.tenants.models import Cooperative, Problem
from storefront_sync.tenants.onboarding import register_cooperative, register_installation

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class Shelf:
    """A cooperative with two warehouses of its own, and readings of its Saleor a second apart."""

    def __init__(self) -> None:
        installation = register_installation("http://saleor.test/graphql/", "app", "token", START)
        self.cooperative: Cooperative = register_cooperative(
            installation,
            "sumber",
            "Sumber",
            channel_slug="sumber",
            channel_id="ch",
            warehouse_ids=["W-1", "W-2"],
        )
        self.readings = 0

    def read(self, *stocks: StockRead, tracked: bool = True) -> None:
        """A whole reading of the one variant."""
        row = VariantRead(
            variant_id="V-a",
            product_id="P-a",
            product_name="Kemeja",
            category="Seragam",
            name="M",
            sku="S-M",
            barcode="",
            track_inventory=tracked,
            updated_at=START,
            price=Rupiah(10_000),
            stocks=stocks,
        )
        mirror.write_variants(self.cooperative.pk, [row], self._window())

    def read_stock(self, *stocks: StockRead) -> None:
        """A reading of its stock alone, as it comes with an order's answer."""
        mirror.write_stocks(self.cooperative.pk, {"V-a": stocks}, self._window())

    def miss(self) -> None:
        """The variant was asked for by its id and is gone."""
        mirror.gone(self.cooperative.pk, ["V-a"], self._window())

    def told(self) -> list[dict[str, object]]:
        """What staff are told now."""
        rows = Problem.objects.filter(cooperative=self.cooperative, key="stock.oversold", closed_at=None)
        return list(rows.values_list("detail", flat=True))

    def _window(self) -> ReadWindow:
        self.readings += 1
        began = START + timedelta(seconds=self.readings)
        return ReadWindow(began, began + timedelta(milliseconds=200))


@pytest.fixture
def shelf(db: None) -> Shelf:
    return Shelf()


def test_a_piece_that_two_orders_got_is_told_with_how_many_are_missing(shelf: Shelf) -> None:
    shelf.read(StockRead("W-1", 1, 0, 0))
    assert shelf.told() == []
    shelf.read(StockRead("W-1", 1, 3, 0))
    assert shelf.told() == [{"goods": "Kemeja · M", "missing": 2}]
    shelf.read(StockRead("W-1", 1, 2, 0))
    assert shelf.told() == [{"goods": "Kemeja · M", "missing": 1}]
    shelf.read(StockRead("W-1", 2, 2, 0))
    assert shelf.told() == []
    assert Problem.objects.count() == 1


def test_stock_that_comes_with_an_orders_answer_tells_it_too(shelf: Shelf) -> None:
    shelf.read(StockRead("W-1", 1, 0, 0))
    shelf.read_stock(StockRead("W-1", 1, 2, 0))
    assert [detail["missing"] for detail in shelf.told()] == [1]


@pytest.mark.parametrize(
    "stocks",
    [
        (StockRead("W-1", 1, 3, 0), StockRead("W-2", 2, 0, 0)),
        (StockRead("W-1", 1, 1, 4),),
        (StockRead("W-1", 5, 0, 0), StockRead("W-foreign", 0, 9, 0)),
    ],
    ids=["the other warehouse has them", "carts hold them", "another cooperative's warehouse"],
)
def test_what_the_cooperative_can_send_is_not_told(shelf: Shelf, stocks: tuple[StockRead, ...]) -> None:
    shelf.read(*stocks)
    assert shelf.told() == []


def test_pieces_that_nobody_counts_are_never_short(shelf: Shelf) -> None:
    shelf.read(StockRead("W-1", 0, 3, 0), tracked=False)
    assert shelf.told() == []
    shelf.read(StockRead("W-1", 0, 3, 0))
    assert len(shelf.told()) == 1
    shelf.read(StockRead("W-1", 0, 3, 0), tracked=False)
    assert shelf.told() == []


def test_a_variant_that_was_deleted_is_no_longer_told(shelf: Shelf) -> None:
    shelf.read(StockRead("W-1", 0, 3, 0))
    shelf.miss()
    assert Variant.objects.get().gone_at is not None
    assert shelf.told() == []
