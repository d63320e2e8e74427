"""The rows of mirrored variants: locked and read, added, and changed, each in one statement for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.catalog.storable import storable
from storefront_sync.saleor.types import VariantRead


class Details(NamedTuple):
    """What is kept of a variant besides its stock, as long as it may be."""

    product_id: str
    product_name: str
    options: str
    category: str
    sku: str
    barcode: str
    price: int | None
    track_inventory: bool


class MirroredVariant(NamedTuple):
    """A locked row; the two times say when the reads began that its details and its stock are from."""

    pk: int
    details_read_started: datetime
    stock_read_started: datetime | None
    gone: bool
    details: Details


_LOCK = """
SELECT saleor_id, id, details_read_started, stock_read_started, gone_at IS NOT NULL,
    product_id, product_name, options, category, sku, barcode, price, track_inventory
FROM catalog_variant WHERE cooperative_id = %s AND saleor_id = ANY(%s)
ORDER BY saleor_id FOR NO KEY UPDATE
"""
"""No key: a hold or a component that refers to a variant may be made meanwhile."""

_READ = """
unnest(%s::{key}[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[],
    %s::boolean[])
AS read(key, product_id, product_name, options, category, sku, barcode, price, track_inventory)
"""
"""What was read, a row each, by Saleor id or by row id."""

_ADD = f"""
INSERT INTO catalog_variant (cooperative_id, saleor_id, product_id, product_name, options, category, sku,
    barcode, price, track_inventory, details_read_started, stock_read_started, stock_read_ended,
    stock_answer_of)
SELECT %s, read.*, %s, %s, %s, %s FROM {_READ.format(key="text")}
ORDER BY key
ON CONFLICT (cooperative_id, saleor_id) DO NOTHING RETURNING saleor_id, id
"""  # noqa: S608

_CHANGE = f"""
UPDATE catalog_variant AS variant SET product_id = read.product_id, product_name = read.product_name,
    options = read.options, category = read.category, sku = read.sku, barcode = read.barcode,
    price = read.price, track_inventory = read.track_inventory, gone_at = NULL
FROM {_READ.format(key="bigint")} WHERE variant.id = read.key
"""  # noqa: S608

_STAMP = """
UPDATE catalog_variant SET
    details_read_started = CASE WHEN id = ANY(%(details)s) THEN %(started)s ELSE details_read_started END,
    stock_read_started = CASE WHEN id = ANY(%(stock)s) THEN %(started)s ELSE stock_read_started END,
    stock_read_ended = CASE WHEN id = ANY(%(stock)s) THEN %(ended)s ELSE stock_read_ended END,
    stock_answer_of = CASE WHEN id = ANY(%(stock)s) THEN %(answer_of)s ELSE stock_answer_of END
WHERE id = ANY(%(either)s)
"""


def details_of(read: VariantRead) -> Details:
    """What is kept of a read."""
    return Details(
        product_id=read.product_id,
        product_name=storable(read.product_name, 300),
        options=storable(read.name, 300),
        category=storable(read.category, 200),
        sku=storable(read.sku, 255),
        barcode=storable(read.barcode, 64),
        price=read.price,
        track_inventory=read.track_inventory,
    )


def lock(cooperative_id: int, saleor_ids: Collection[str]) -> dict[str, MirroredVariant]:
    """The rows there are of these variants, by Saleor id, locked in its order until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [cooperative_id, list(saleor_ids)])
        return {
            key: MirroredVariant(pk, details_started, stock_started, gone, Details(*details))
            for key, pk, details_started, stock_started, gone, *details in cursor.fetchall()
        }


def add(cooperative_id: int, variants: Mapping[str, Details], window: ReadWindow) -> dict[str, int]:
    """Add variants (by Saleor id) that are read for the first time, stock and all; returns their row ids.

    One that somebody else added meanwhile stays as it is and isn't in the answer.
    """
    if not variants:
        return {}
    stamps = [window.started, window.started, window.ended, window.answer_of]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [cooperative_id, *stamps, list(variants), *_columns(variants.values())])
        return dict(cursor.fetchall())


def change(variants: Mapping[int, Details]) -> None:
    """Replace the details of locked rows (by row id), which are there again if they were gone."""
    if not variants:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [list(variants), *_columns(variants.values())])


def stamp(details: Sequence[int], stock: Sequence[int], window: ReadWindow) -> None:
    """Note on locked rows (by row id) of which read their details and their stock are now."""
    if not details and not stock:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _STAMP,
            {
                "details": list(details),
                "stock": list(stock),
                "either": list({*details, *stock}),
                "started": window.started,
                "ended": window.ended,
                "answer_of": window.answer_of,
            },
        )


def _columns(details: Iterable[Details]) -> list[list[object]]:
    return [list(column) for column in zip(*details, strict=True)]
