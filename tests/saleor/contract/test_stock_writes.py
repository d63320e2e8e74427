"""Stock written in bulk: absolute numbers, row by row."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import StockWrite
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods, Thing
from tests.saleor.contract.premises import Premises
from tests.saleor.wire import Tree

GONE = "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5OTk="
BULK = """mutation($stocks: [StockBulkUpdateInput!]!, $policy: ErrorPolicyEnum) {
  stockBulkUpdate(stocks: $stocks, errorPolicy: $policy) {
    count errors { code } results { stock { quantity } errors { field code message } } } }"""
ONE = """mutation($sku: String!, $stocks: [StockInput!]!) {
  productVariantStocksUpdate(sku: $sku, stocks: $stocks) { errors { field code } } }"""


class Shelf:
    """Two things, and stock writes on them that go past our client."""

    def __init__(self, premises: Premises, goods: Goods) -> None:
        self.goods = goods
        self.app = premises.app
        self.warehouse_id = premises.shop.warehouse_id
        self.warehouse_reference = f"warehouse:{premises.blueprint.warehouses[0].slug}"
        self.first, self.second = goods.make_many([10, 10])

    def row(self, thing: Thing, quantity: int) -> dict[str, object]:
        return {"variantId": thing.id, "warehouseId": self.warehouse_id, "quantity": quantity}

    def row_by_reference(self, thing: Thing, quantity: int) -> dict[str, object]:
        return {
            "variantExternalReference": thing.reference,
            "warehouseExternalReference": self.warehouse_reference,
            "quantity": quantity,
        }

    def write(self, *rows: dict[str, object], policy: str | None = None) -> Tree:
        return self.app.do(BULK, stocks=list(rows), policy=policy)


@pytest.fixture
def shelf(premises: Premises, goods: Goods) -> Shelf:
    return Shelf(premises, goods)


def test_one_bad_row_zeroes_the_lot_by_default(shelf: Shelf) -> None:
    result = shelf.write(shelf.row(shelf.first, 4), shelf.row(shelf.second, -1))
    assert result["count"] == 0
    assert result["results"][0] == {"stock": None, "errors": []}
    (error,) = result["results"][1]["errors"]
    assert (error["field"], error["code"]) == ("quantity", "INVALID")
    assert shelf.goods.numbers(shelf.first) == [(10, 0)]


@pytest.mark.parametrize("policy", ["REJECT_FAILED_ROWS", "IGNORE_FAILED"])
def test_the_other_policies_take_the_good_rows(shelf: Shelf, policy: str) -> None:
    missing = {**shelf.row(shelf.second, 1), "variantId": GONE}
    result = shelf.write(shelf.row(shelf.first, 4), missing, policy=policy)
    assert result["count"] == 1
    (error,) = result["results"][1]["errors"]
    assert (error["code"], error["message"]) == ("NOT_FOUND", "Stock was not found.")
    assert shelf.goods.numbers(shelf.first) == [(4, 0)]


def test_rows_by_reference_are_taken_and_mixed_kinds_are_not(shelf: Shelf) -> None:
    assert shelf.write(shelf.row_by_reference(shelf.first, 4))["count"] == 1
    mixed = shelf.write(shelf.row_by_reference(shelf.first, 5), shelf.row(shelf.second, 5))
    assert mixed["errors"][0]["code"] == "GRAPHQL_ERROR"
    assert shelf.goods.numbers(shelf.first) == [(4, 0)]


def test_of_one_stock_twice_the_last_wins(shelf: Shelf) -> None:
    shelf.write(shelf.row(shelf.first, 4), shelf.row(shelf.first, 6))
    assert shelf.goods.numbers(shelf.first) == [(6, 0)]


def test_a_number_below_what_is_allocated_is_taken_and_leaves_less_than_nothing(shelf: Shelf) -> None:
    shelf.goods.place((shelf.first, 8))
    shelf.write(shelf.row(shelf.first, 5))
    assert [stock.available for stock in shelf.goods.stocks(shelf.first)] == [-3]


def test_one_bad_row_of_our_clients_neither_blocks_nor_acknowledges_the_others(
    shelf: Shelf, client: SaleorClient
) -> None:
    outcomes = client.stocks_write(
        [
            StockWrite(shelf.first.id, shelf.warehouse_id, 4),
            StockWrite(GONE, shelf.warehouse_id, 4),
            StockWrite(shelf.second.id, shelf.warehouse_id, 6),
        ]
    )
    assert [(outcome.applied, outcome.code) for outcome in outcomes] == [
        (True, ""),
        (False, "NOT_FOUND"),
        (True, ""),
    ]
    assert outcomes[0].stock is not None
    assert outcomes[0].stock.quantity == 4
    assert [shelf.goods.numbers(thing) for thing in (shelf.first, shelf.second)] == [[(4, 0)], [(6, 0)]]


def test_a_stock_that_is_not_there_is_not_made_by_a_bulk_write(shelf: Shelf, premises: Premises) -> None:
    row = {**shelf.row(shelf.first, 4), "warehouseId": premises.shop.warehouse_ids[1]}
    result = shelf.write(row, policy="REJECT_FAILED_ROWS")
    assert (result["count"], result["results"][0]["errors"][0]["code"]) == (0, "NOT_FOUND")
    assert shelf.goods.numbers(shelf.first) == [(10, 0)]


def test_the_single_write_makes_stocks_and_even_takes_less_than_nothing(
    shelf: Shelf, premises: Premises, staff: Caller
) -> None:
    """Which is why our client refuses negative numbers itself."""
    first, second = premises.shop.warehouse_ids
    stocks = [{"warehouse": second, "quantity": 3}, {"warehouse": first, "quantity": -1}]
    assert staff.do(ONE, sku=shelf.first.sku, stocks=stocks)["errors"] == []
    assert shelf.goods.numbers(shelf.first) == [(-1, 0), (3, 0)]
