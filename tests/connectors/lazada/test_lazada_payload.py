"""The XML of a write is the fact sheet's, whatever stands in the texts."""

from __future__ import annotations

from connectors.base.types import ItemId, ModelId
from connectors.lazada.payload import sku_payload, stock_fields

ITEM, SKU = ItemId("234234234"), ModelId("234")


def test_the_only_warehouse_is_not_named() -> None:
    assert sku_payload(ITEM, [(SKU, stock_fields([("", 17)]))]) == (
        "<Request><Product><Skus><Sku><ItemId>234234234</ItemId><SkuId>234</SkuId>"
        "<SellableQuantity>17</SellableQuantity></Sku></Skus></Product></Request>"
    )


def test_each_of_several_warehouses_is_named() -> None:
    assert sku_payload(ITEM, [(SKU, stock_fields([("dropshipping", 3), ("WH-2", 0)]))]) == (
        "<Request><Product><Skus><Sku><ItemId>234234234</ItemId><SkuId>234</SkuId><MultiWarehouseInventories>"
        "<MultiWarehouseInventory><WarehouseCode>dropshipping</WarehouseCode>"
        "<SellableQuantity>3</SellableQuantity></MultiWarehouseInventory>"
        "<MultiWarehouseInventory><WarehouseCode>WH-2</WarehouseCode>"
        "<SellableQuantity>0</SellableQuantity></MultiWarehouseInventory>"
        "</MultiWarehouseInventories></Sku></Skus></Product></Request>"
    )


def test_a_text_cannot_become_a_field() -> None:
    code = "A&B</WarehouseCode><SellableQuantity>9"
    payload = sku_payload(ITEM, [(SKU, stock_fields([(code, 1), ("B", 2)]))])
    assert "<WarehouseCode>A&amp;B&lt;/WarehouseCode&gt;&lt;SellableQuantity&gt;9</WarehouseCode>" in payload
