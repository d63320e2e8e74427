"""The keys of an order's lines, which parcels and returns name by item and model only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.base.aftersale import ReturnedLine
from connectors.base.numbers import whole
from connectors.shopee.fulfilment_wire import ReturnedItemWire
from connectors.shopee.wire import OrderLineWire, PackedWire


@dataclass(frozen=True)
class KeyedLine:
    """A line with its key, which is unique in the order and stable between reads."""

    key: str
    line: OrderLineWire


def keyed(lines: Sequence[OrderLineWire]) -> list[KeyedLine]:
    """The lines in their order. The same model may stand in several: by itself, and in a deal."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        parts = (line.order_item_id or line.item_id, line.model_id or "0", line.promotion_group_id or "0")
        key = ":".join((*parts, line.promotion_type))
        seen[key] += 1
        found.append(KeyedLine(key if seen[key] == 1 else f"{key}#{seen[key]}", line))
    return found


def packed(lines: Sequence[KeyedLine], items: Sequence[PackedWire]) -> tuple[str, ...]:
    """The keys of the lines that a package holds pieces of."""
    inside = {_place(item) for item in items}
    return tuple(row.key for row in lines if _place(row.line) in inside)


def returned(lines: Sequence[KeyedLine], items: Sequence[ReturnedItemWire]) -> tuple[ReturnedLine, ...]:
    """The lines that a return is about. Pieces are counted off lines of the same model, the first first;
    one that the order doesn't have is left out."""
    left = {row.key: whole(row.line.model_quantity_purchased) or 0 for row in lines}
    back: Counter[str] = Counter()
    for item in items:
        wanted = whole(item.amount) or 0
        for row in lines:
            if (row.line.item_id, row.line.model_id or "0") == (item.item_id, item.model_id or "0"):
                taken = min(wanted, left[row.key])
                left[row.key] -= taken
                back[row.key] += taken
                wanted -= taken
    return tuple(ReturnedLine(key, pieces) for key, pieces in back.items() if pieces)


def _place(row: OrderLineWire | PackedWire) -> tuple[str, str, str, str]:
    return (row.item_id, row.model_id or "0", row.order_item_id or row.item_id, row.promotion_group_id or "0")
