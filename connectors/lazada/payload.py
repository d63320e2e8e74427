"""The XML in the `payload` of Lazada's writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from connectors.base.types import ItemId, ModelId

Fields = Sequence[tuple[str, "str | Fields"]]
"""Names with texts, or with fields of their own."""
Parts = Sequence[tuple[str, int]]
"""(warehouse code, pieces)."""


def sku_payload(item_id: ItemId, rows: Iterable[tuple[ModelId, Fields]]) -> str:
    """`<Request><Product><Skus>` with one `<Sku>` a row, named by its ids, and these fields."""
    request = Xml.Element("Request")
    skus = Xml.SubElement(Xml.SubElement(request, "Product"), "Skus")
    for model_id, fields in rows:
        _put(Xml.SubElement(skus, "Sku"), [("ItemId", item_id), ("SkuId", model_id), *fields])
    return Xml.tostring(request, encoding="unicode")


def stock_fields(parts: Parts) -> Fields:
    """Sellable pieces. One nameless part is written for the only warehouse; several parts are named each,
    which a seller with one warehouse must not do."""
    if [code for code, _ in parts] == [""]:
        return [("SellableQuantity", str(parts[0][1]))]
    return [
        (
            "MultiWarehouseInventories",
            [
                (
                    "MultiWarehouseInventory",
                    [("WarehouseCode", code), ("SellableQuantity", str(pieces))],
                )
                for code, pieces in parts
            ],
        )
    ]


def _put(parent: Xml.Element, fields: Fields) -> None:
    for name, value in fields:
        field = Xml.SubElement(parent, name)
        if isinstance(value, str):
            field.text = value
        else:
            _put(field, value)
