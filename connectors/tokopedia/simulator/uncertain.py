"""What no document settles about this marketplace."""

from __future__ import annotations

from connectors.base.simulator.switches import Switch

SWITCHES = (
    Switch("zero_stock", ("taken", "refused"), "whether 0 may be written: the documented range is 1-99999"),
    Switch("refresh_token", ("kept", "rotated"), "whether a refresh gives out another refresh token"),
    Switch("partial_edit", ("stays", "audited"), "whether a partial edit is audited again, as a full one is"),
    Switch(
        "cancelled_stock", ("put_back", "kept"), "whether cancelled units come back on show by themselves"
    ),
    Switch(
        "throttled", ("http", "code"), "whether too many calls are told by HTTP 429 or by code 36009002 alone"
    ),
    Switch(
        "shop_cipher",
        ("required", "optional"),
        "whether a stock write needs the cipher: its page says optional, all others required",
    ),
    Switch(
        "webhook_cancelled", ("CANCEL", "CANCELLED"), "a webhook's word for cancelled: one source has CANCEL"
    ),
    Switch("page_token", ("lasts", "expires"), "whether a page token is refused after some minutes"),
    Switch("found_skus", ("all", "matching"), "whether a search by SKU shows a product's other SKUs"),
    Switch("detail_price", ("both", "sale_only"), "whether a product's detail has `tax_exclusive_price`"),
)

PAGE_TOKEN_SECONDS = 300
"""How long a page token lasts where it expires."""
