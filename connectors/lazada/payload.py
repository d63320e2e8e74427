"""The XML in the `payload` of Lazada's writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from connectors.base.types import ItemId, ModelId

Fields = Sequence[tuple[str, str]]
Parts = Sequence[tuple[str, int]]
"""(warehouse code, pieces)."""


def sku_payload(item_id: ItemId, rows: Iterable[tuple[ModelId, Fields]]) -> str:
    """`<Request><Product><Skus>` with one `<Sku>` a row, named by its ids, and these fields."""
    request = Xml.Element("Request")
    skus = Xml.SubElement(Xml.SubElement(request, "Product"), "Skus")
    for model_id, fields in rows:
        sku = Xml.SubElement(skus, "Sku")
        for name, value in (("ItemId", item_id), ("SkuId", model_id), *fields):
            Xml.SubElement(sku, name).text = value
    return Xml.tostring(request, encoding="unicode")


def stock_payload(item_id: ItemId, rows: Iterable[tuple[ModelId, Parts]]) -> str:
    """Sellable pieces. A SKU with one nameless part is written for the only warehouse; one with several
    parts names each, which a seller with one warehouse must not do."""
    request = Xml.Element("Request")
    skus = Xml.SubElement(Xml.SubElement(request, "Product"), "Skus")
    for model_id, parts in rows:
        sku = Xml.SubElement(skus, "Sku")
        Xml.SubElement(sku, "ItemId").text = item_id
        Xml.SubElement(sku, "SkuId").text = model_id
        if [code for code, _ in parts] == [""]:
            Xml.SubElement(sku, "SellableQuantity").text = str(parts[0][1])
            continue
        several = Xml.SubElement(sku, "MultiWarehouseInventories")
        for code, pieces in parts:
            one = Xml.SubElement(several, "MultiWarehouseInventory")
            Xml.SubElement(one, "WarehouseCode").text = code
            Xml.SubElement(one, "SellableQuantity").text = str(pieces)
    return Xml.tostring(request, encoding="unicode")
