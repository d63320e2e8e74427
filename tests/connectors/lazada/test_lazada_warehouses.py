"""Sellers with several warehouses: each is named in every write, and the sum is what was asked for."""

from __future__ import annotations

from connectors.base.types import Applied, StockRow
from connectors.lazada.catalogue_wire import SkuWire
from connectors.lazada.warehouses import spread
from tests.connectors.lazada.seller import Seller
from tests.contract.world import SHIRT, SHOP

CODES = ("dropshipping", "ID10RV7-WH-10002", "ID10RV7-WH-10003")


def shown(seller: Seller) -> list[int]:
    """What buyers see of the shirt's models."""
    return [seller.world.shown(SHIRT, model_id)[0] for model_id in seller.world.models(SHIRT)]


def test_the_only_warehouse_is_not_named_and_asked_for_once(seller: Seller) -> None:
    for pieces in (5, 6):
        (outcome,) = seller.connector.push_stock(SHIRT, [StockRow(seller.world.models(SHIRT)[0], pieces)])
        assert outcome.applied is Applied.YES
    assert shown(seller)[0] == 6
    assert (seller.calls("seller/warehouse/get"), seller.calls("product/item/get")) == (1, 0)


def test_several_warehouses_sum_up_to_what_was_asked_for(seller: Seller) -> None:
    seller.simulator.stores.warehouses[SHOP] = CODES
    first, second, third = seller.world.models(SHIRT)
    seller.simulator.stores.lay(first, {CODES[1]: 4})
    seller.simulator.stores.lay(second, {CODES[1]: 1, CODES[2]: 2})
    rows = [StockRow(first, 9), StockRow(second, 2), StockRow(third, 0)]
    outcomes = seller.connector.push_stock(SHIRT, rows)
    assert {outcome.applied for outcome in outcomes} == {Applied.YES}
    assert shown(seller) == [9, 2, 0]
    views = seller.connector.read_listings([SHIRT])
    assert [view.stock for view in views] == [9, 2, 0]
    assert len([event for event in seller.world.writes() if event["rows"] == 3]) == 1


def test_pieces_stay_in_the_warehouse_where_they_lie() -> None:
    lying = [
        {"warehouseCode": "Dropshipping", "sellableQuantity": 3},
        {"warehouseCode": CODES[1], "sellableQuantity": 4},
    ]
    sku = SkuWire.model_validate({"SkuId": 1, "multiWarehouseInventories": lying})
    assert spread(9, CODES, sku) == ((CODES[0], 5), (CODES[1], 4), (CODES[2], 0))
    assert spread(5, CODES, sku) == ((CODES[0], 3), (CODES[1], 2), (CODES[2], 0))
    assert spread(0, CODES, sku) == ((CODES[0], 0), (CODES[1], 0), (CODES[2], 0))
    assert spread(7, CODES, None) == ((CODES[0], 7), (CODES[1], 0), (CODES[2], 0))
