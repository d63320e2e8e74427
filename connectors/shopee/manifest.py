"""Shopee as data. Limits are those of the Open Platform API v2, November 2026."""

from __future__ import annotations

from connectors.base.capabilities import Capabilities
from connectors.base.protocol import Manifest

HOST = "https://partner.shopeemobile.com"

MANIFEST = Manifest(
    key="shopee",
    name="Shopee",
    host=HOST,
    auth_host=HOST,
    capabilities=Capabilities(
        stock_rows=50,
        price_rows=50,
        read_items=50,
        order_ids=50,
        order_window_days=15,
        # No limit is published; where to start, corrected by what Shopee says.
        calls_per_second=10,
        zero_stock=True,
        max_stock=999_999,
        # A buyer's cancel puts units back; a seller's cancel for lack of stock sets the listing to 0.
        restores_on_cancel=None,
        stock_excludes_committed=True,
        # Not published; a starting figure until a shop's own lag is measured.
        feed_lag_seconds=15,
        time_resolution_seconds=1,
        arrange_parcels=50,
        label_parcels=50,
        partial_cancel=True,
    ),
)
