"""The sample shop of a marketplace for which no messy listings were written: half of the cooperative's goods
that come in sizes, colours or flavours.

Titles, codes and prices are the cooperative's own, so that every listing is linked by its code.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from storefront_sync.sample.rows import SampleLink, SampleProduct

OPTION_SEPARATOR = ", "

Good = tuple[str, tuple[SampleProduct, ...]]
"""An item's id and its variants, in the list's order."""


def shop(rows: Sequence[SampleProduct], shop_id: str, name: str) -> SeedShop:
    """The shop as its simulator starts it."""
    return SeedShop(shop_id, name, tuple(_item(good) for good in _goods(rows)))


def links(rows: Sequence[SampleProduct], marketplace: str) -> tuple[SampleLink, ...]:
    """What each of its listings is: one piece of the variant whose SKU it carries."""
    return tuple(
        SampleLink(marketplace, item_id, _model_id(item_id, at), variant.sku, 1)
        for item_id, variants in _goods(rows)
        for at, variant in enumerate(variants)
    )


def _goods(rows: Sequence[SampleProduct]) -> Iterator[Good]:
    varied = (row for row in rows if row.options)
    by_product = (tuple(variants) for _, variants in groupby(varied, key=lambda row: row.product))
    for variants in islice(by_product, 0, None, 2):
        # An id that stays the same whatever stands before it in the list, and that no other cooperative has.
        yield str(3_000_000_000 + zlib.crc32(variants[0].sku.encode())), variants


def _item(good: Good) -> SeedItem:
    item_id, variants = good
    return SeedItem(
        item_id=item_id,
        title=variants[0].product,
        models=tuple(
            SeedModel(
                model_id=_model_id(item_id, at),
                price=variant.price,
                stock=variant.on_hand,
                name=OPTION_SEPARATOR.join(value for _, value in variant.options),
                sku=variant.sku,
                barcode=variant.barcode,
            )
            for at, variant in enumerate(variants)
        ),
    )


def _model_id(item_id: str, at: int) -> str:
    return f"{item_id}{at:02}"
