"""Tokopedia & TikTok Shop as data: one product, one stock, two fronts. Limits are those of December 2025."""

from __future__ import annotations

from connectors.base.capabilities import Capabilities
from connectors.base.protocol import Manifest

MANIFEST = Manifest(
    key="tokopedia",
    name="Tokopedia & TikTok Shop",
    host="https://open-api.tiktokglobalshop.com",
    auth_host="https://auth.tiktok-shops.com",
    capabilities=Capabilities(
        stock_rows=100,
        price_rows=100,
        read_items=50,
        order_ids=50,
        # No limit is published; a month keeps the pages of one query few.
        order_window_days=30,
        # 50 a second per app, shop and API: all calls together stay below it.
        calls_per_second=50.0,
        zero_stock=True,
        max_stock=99_999,
        # No document says whether a cancelled order's units come back on show: read them back.
        restores_on_cancel=None,
        stock_excludes_committed=True,
        # Not published; a starting figure until a shop's own lag is measured.
        feed_lag_seconds=15.0,
        time_resolution_seconds=1.0,
        # 12052901: stock and price of a product that isn't ACTIVATE are refused.
        writes_hidden=False,
        pair_of_login=True,
        # No limit is published for either; a label costs two calls.
        arrange_parcels=50,
        label_parcels=20,
    ),
)
