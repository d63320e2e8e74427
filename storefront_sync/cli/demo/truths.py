"""The right links of the sample, from its truth.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.ideal import Components
from storefront_sync.sample.rows import SampleLink


def truths(rows: Iterable[SampleLink]) -> dict[ListingKey, Components]:
    """What one piece of each listing really is; nothing for a listing without counterpart."""
    found: dict[ListingKey, dict[str, int]] = defaultdict(dict)
    for row in rows:
        parts = found[ListingKey(row.marketplace, row.item_id, row.model_id)]
        if row.sku and row.units:
            parts[row.sku] = row.units
    return dict(found)
