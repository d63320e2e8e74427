"""Lazada as data. Limits are those of the vendor's pages of December 2025."""

from __future__ import annotations

from connectors.base.capabilities import Capabilities
from connectors.base.protocol import Manifest

MANIFEST = Manifest(
    key="lazada",
    name="Lazada",
    host="https://api.lazada.co.id",
    auth_host="https://auth.lazada.com",
    capabilities=Capabilities(
        # 50 are taken; more than 20 are said to end in time-outs (codes 513, ServiceTimeout).
        stock_rows=20,
        price_rows=20,
        # No call reads several products by their ids.
        read_items=20,
        order_ids=20,
        calls_per_order=1,
        # No limit is published; a week keeps the pages of one query few.
        order_window_days=7,
        # 50 a second for all stock calls; other limits are told by refusals only.
        calls_per_second=10.0,
        zero_stock=True,
        # Not published; beyond what a cooperative has of anything.
        max_stock=99_999,
        # A buyer's cancel puts the units back; a seller's for lack of stock may set the listing to 0.
        restores_on_cancel=None,
        # Sellable = total - withheld (unpaid) - occupied (not yet shipped).
        stock_excludes_committed=True,
        # Not published; a starting figure until a shop's own lag is measured.
        feed_lag_seconds=15.0,
        time_resolution_seconds=1.0,
        arrange_parcels=20,
        label_parcels=20,
        arranges_in_steps=True,  # packed, then ready to ship: both show as arranged
        partial_cancel=True,
    ),
)
