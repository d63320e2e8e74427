"""The XML of a write is the fact sheet's, whatever stands in the texts."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest

from connectors.base.types import ItemId, ModelId
from connectors.lazada.payload import product_payload, sku_payload, stock_fields

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


@pytest.mark.parametrize(
    "text",
    [
        "Kain & Batik",
        "</name><price>1</price><name>",
        "]]> <![CDATA[ <!-- --> <?xml?>",
        "kutip \" dan '",
        "&amp; &lt; &#65; &nama;",
        "baris\nbaru\tdan tab",
        "emoji 👕 dan \u2028",
    ],
)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    payload = product_payload([("Attributes", [("name", text)])])
    root = Xml.fromstring(payload)
    assert root.findtext("./Product/Attributes/name") == text
    assert [part.tag for part in root.iter()] == ["Request", "Product", "Attributes", "name"]


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\ufffe", "\uffff", "\ud83d"])
def test_what_xml_cannot_hold_does_not_spoil_the_request(mark: str) -> None:
    payload = product_payload([("Attributes", [("name", f"Kain{mark} Batik")])])
    assert (
        payload.encode()
        == b"<Request><Product><Attributes><name>Kain Batik</name></Attributes></Product></Request>"
    )


@pytest.mark.parametrize("name", ["", "1st", "a b", "a><b", "a/", "nama&", 'a="1"', "Größe", "a:b", "x\n"])
def test_a_name_that_no_field_can_have_is_never_written(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a field"):
        product_payload([("Attributes", [(name, "x")])])
