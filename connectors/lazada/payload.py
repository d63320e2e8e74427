"""The XML in the `payload` of Lazada's writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from connectors.base.types import ItemId, ModelId

Fields = Sequence[tuple[str, "str | Fields"]]
"""Names with texts, or with fields of their own."""
Parts = Sequence[tuple[str, int]]
"""(warehouse code, pieces)."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What we write as the name of a field: a part of what XML allows."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, escaped or not (its production Char)."""


def sku_payload(item_id: ItemId, rows: Iterable[tuple[ModelId, Fields]]) -> str:
    """`<Request><Product><Skus>` with one `<Sku>` a row, named by its ids, and these fields."""
    return product_payload(
        [
            (
                "Skus",
                [("Sku", [("ItemId", item_id), ("SkuId", model_id), *fields]) for model_id, fields in rows],
            )
        ]
    )


def product_payload(fields: Fields) -> str:
    """`<Request><Product>` with these fields; raises ValueError for a name that none can have.

    Marks are escaped; what XML can't hold at all is left out, since it would spoil the whole request.
    """
    request = Xml.Element("Request")
    _put(Xml.SubElement(request, "Product"), fields)
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


def writable(name: str) -> bool:
    """Whether this can be the name of a field."""
    return NAME.fullmatch(name) is not None


def plain(text: str) -> str:
    """A text without what XML can't hold."""
    return NOT_XML.sub("", text)


def _put(parent: Xml.Element, fields: Fields) -> None:
    for name, value in fields:
        if not writable(name):
            raise ValueError(f"no name of a field: {name!r}")
        field = Xml.SubElement(parent, name)
        if isinstance(value, str):
            field.text = plain(value)
        else:
            _put(field, value)
