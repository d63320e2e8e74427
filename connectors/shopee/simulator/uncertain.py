"""What no document of Shopee's settles, or only one does; the fact sheet marks each."""

from __future__ import annotations

from connectors.base.simulator.switches import Switch

OLD_SECONDS: dict[str, tuple[float, float]] = {
    "access_lives_on": (300.0, 0.0),
    "both_live_on": (300.0, 14_400.0),
    "both_die": (0.0, 0.0),
}
"""How long an old access and refresh token live after a refresh."""

WARNINGS: dict[str, object] = {"text": "", "list": []}

SWITCHES = (
    Switch("gateway_status", ("403", "200"), "HTTP status of a refused signature, timestamp or token"),
    Switch("throttled_status", ("429", "200"), "HTTP status of error_rate_limit"),
    Switch(
        "old_tokens",
        tuple(OLD_SECONDS),
        "whether the old access token (5 minutes) and refresh token (4 hours) live on after a refresh",
    ),
    Switch("warning_shape", tuple(WARNINGS), "whether `warning` is a text or a list"),
    Switch("push_covers", ("url_and_body", "body_alone"), "what a webhook's signature covers"),
    Switch(
        "push_key",
        ("push_key", "partner_key"),
        "which key signs webhooks: the console's push key, or the partner key of the older guide",
    ),
    Switch(
        "all_rows_failed",
        ("rows", "plain"),
        "whether the rows stand in an answer in which all of them failed (one source)",
    ),
    Switch(
        "search_by_sku",
        ("variants_too", "items_only"),
        "whether a search by SKU looks at the SKUs of variants (the page says `sku` only)",
    ),
    Switch(
        "package_tracking",
        ("named", "empty"),
        "whether get_package_detail names the tracking number, or only get_tracking_number does",
    ),
    Switch(
        "package_gone",
        ("left_out", "refuses_all"),
        "whether get_package_detail leaves out a package that isn't there, or refuses them all",
    ),
    Switch("ship_by_date", ("told", "zero"), "whether paid orders and packages say until when to ship"),
    Switch(
        "out_of_stock_cancel",
        ("zeroes", "leaves"),
        "whether a seller's cancel for lack of stock sets the listings to 0",
    ),
    Switch(
        "cancelled_units",
        ("put_back", "kept"),
        "whether cancelled pieces come back on show by themselves (nobody documents it)",
    ),
    Switch(
        "paid_return",
        ("ACCEPTED", "REFUND_PAID"),
        "the status of a return whose money was paid back: only some lists of statuses have the second",
    ),
)
