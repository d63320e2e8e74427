"""The stock of mirrored variants by warehouse: compared, and what differs written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from storefront_sync.saleor.types import StockRead

Pieces = tuple[int, int, int]
"""On hand, allocated, reserved."""
Stocks = Mapping[int, Mapping[str, Pieces]]
"""By variant (row id) and warehouse."""

_READ = """
SELECT variant_id, warehouse_id, quantity, allocated, reserved FROM catalog_variantstock
WHERE variant_id = ANY(%s)
"""
_PUT = """
INSERT INTO catalog_variantstock (variant_id, warehouse_id, quantity, allocated, reserved)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[])
ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET
    quantity = EXCLUDED.quantity, allocated = EXCLUDED.allocated, reserved = EXCLUDED.reserved
"""
_REMOVE = """
DELETE FROM catalog_variantstock AS stock
USING unnest(%s::bigint[], %s::text[]) AS lost(variant_id, warehouse_id)
WHERE stock.variant_id = lost.variant_id AND stock.warehouse_id = lost.warehouse_id
"""


def by_warehouse(rows: Sequence[StockRead]) -> dict[str, Pieces]:
    """A variant's stocks as they are kept."""
    return {row.warehouse_id: (row.quantity, row.allocated, row.reserved) for row in rows}


def available(rows: Mapping[str, Pieces]) -> int:
    """Pieces that may be sold from all warehouses together; may be negative."""
    return sum(quantity - allocated - reserved for quantity, allocated, reserved in rows.values())


def read(variant_ids: Collection[int]) -> dict[int, dict[str, Pieces]]:
    """The stocks that are there of these variants; {} for one that has none."""
    found: dict[int, dict[str, Pieces]] = {pk: {} for pk in variant_ids}
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(found)])
        for variant_id, warehouse_id, *pieces in cursor.fetchall():
            found[variant_id][warehouse_id] = (pieces[0], pieces[1], pieces[2])
    return found


def write(was: Stocks, wanted: Stocks) -> None:
    """Turn the stocks that were read of locked variants into the wanted ones."""
    put = [
        (pk, place, *pieces)
        for pk, rows in wanted.items()
        for place, pieces in rows.items()
        if was[pk].get(place) != pieces
    ]
    lost = [(pk, place) for pk, rows in wanted.items() for place in was[pk].keys() - rows.keys()]
    with connection.cursor() as cursor:
        if put:
            cursor.execute(_PUT, _columns(put))
        if lost:
            cursor.execute(_REMOVE, _columns(lost))


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
