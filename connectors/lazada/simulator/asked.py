"""What a caller asks for: query and form as one, times, numbers, and the XML of a write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl
from xml.etree import ElementTree as Xml

from connectors.base.simulator.server import Incoming
from connectors.lazada.simulator.refusal import Refusal

FORM = "application/x-www-form-urlencoded"
MOST_PAYLOAD = 512 * 1024


@dataclass(frozen=True)
class SkuRow:
    """One `<Sku>` of a write: its fields in small letters, and (warehouse, pieces)."""

    fields: Mapping[str, str]
    warehouses: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """A field's text, "" where there is none."""
        return self.fields.get(name, "")


def parameters(request: Incoming) -> dict[str, str]:
    """Query and form together, the first of each name. A body of another kind is no part of them."""
    found = {name: values[0] for name, values in request.query.items()}
    if request.headers.get("Content-Type", "").startswith(FORM):
        for name, value in parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True):
            found.setdefault(name, value)
    return found


def number(asked: Mapping[str, str], name: str, default: int, most: int, code: str) -> int:
    """A whole number from 0 to `most`; raises Refusal with this code."""
    given = asked.get(name, str(default))
    if not given.isdecimal() or len(given) > 16 or int(given) > most:
        raise Refusal(code)
    return int(given)


def moment(asked: Mapping[str, str], name: str) -> float | None:
    """An ISO 8601 time with its zone, in epoch seconds; None where it isn't given."""
    if name not in asked:
        return None
    try:
        at = datetime.fromisoformat(asked[name])
    except ValueError:
        raise Refusal("17") from None
    if at.tzinfo is None:
        raise Refusal("17")
    return at.timestamp()


def order_ids(asked: Mapping[str, str], most: int) -> Sequence[str]:
    """`[1,2]`; raises Refusal."""
    try:
        found = json.loads(asked.get("order_ids", ""))
    except (ValueError, RecursionError):
        raise Refusal("56") from None
    if not isinstance(found, list) or not all(type(one) in (int, str) for one in found):
        raise Refusal("56")
    if not 1 <= len(found) <= most:
        raise Refusal("38")
    return [str(one) for one in found]


def sku_rows(asked: Mapping[str, str]) -> Sequence[SkuRow]:
    """The rows of a write; raises Refusal for anything that isn't plain XML of the documented shape.

    A document type is refused unread: entities are how a few bytes become gigabytes.
    """
    root = _xml(asked.get("payload", ""))
    return [_row(sku) for sku in root.findall("./Product/Skus/Sku")]


def product_of(request: Incoming, name: str) -> Xml.Element:
    """`<Product>` in the XML of this parameter; raises Refusal as `sku_rows` does."""
    root = _xml(parameters(request).get(name, ""))
    product = root.find("./Product")
    if root.tag != "Request" or product is None:
        raise Refusal("5")
    return product


def _xml(payload: str) -> Xml.Element:
    if not payload:
        raise Refusal("30")
    if len(payload) > MOST_PAYLOAD or "<!DOCTYPE" in payload.upper() or "<!ENTITY" in payload.upper():
        raise Refusal("5")
    try:
        return Xml.fromstring(payload)  # noqa: S314 – without a document type there are no entities
    except (Xml.ParseError, RecursionError, ValueError):
        raise Refusal("5") from None


def _row(sku: Xml.Element) -> SkuRow:
    fields = {part.tag.lower(): (part.text or "").strip() for part in sku if len(part) == 0}
    several = sku.findall("./MultiWarehouseInventories/MultiWarehouseInventory")
    return SkuRow(
        fields, tuple((_text(one, "WarehouseCode"), _text(one, "SellableQuantity")) for one in several)
    )


def _text(part: Xml.Element, name: str) -> str:
    return (part.findtext(name) or "").strip()
