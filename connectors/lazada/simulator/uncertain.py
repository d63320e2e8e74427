"""What no document settles about Lazada, or one document alone."""

from __future__ import annotations

from connectors.base.simulator.switches import Switch

SWITCHES = (
    Switch("times", ("spaced", "iso"), "form of an order's times: seen in live answers, or on the pages"),
    Switch("detail_names", ("seller_sku", "sku_id"), "what names the SKU in a row of `detail`"),
    Switch(
        "batch_with_a_bad_row",
        ("others_applied", "nothing_applied"),
        "whether a 501 leaves the rows applied that it doesn't name",
    ),
    Switch(
        "campaign_refusal",
        ("in_detail", "as_code"),
        "whether what a campaign locks is told by a row under 501, or by a code for the whole call",
    ),
    Switch("refresh_token", ("kept", "rotated"), "whether a refresh gives out another refresh token"),
    Switch(
        "sellers_after_refresh",
        ("country_user_info_list", "country_user_info"),
        "the name of the list of sellers in the answer to a refresh",
    ),
    Switch("clock_code", ("IllegalTimestamp", "InvalidTimestamp"), "the code for a clock that is off"),
    Switch("unknown_app", ("InvalidAppKey", "IncompleteSignature"), "the code for an unknown app key"),
    Switch("last_order_offset", ("5000", "4500"), "the guide's ceiling of orders/get, or its parameter's"),
    Switch("buyer", ("masked", "clear"), "whether an order shows its buyer"),
    Switch("out_of_stock", ("zeroes", "keeps"), "whether a cancel for lack of stock sets the listing to 0"),
    Switch("push_clock", ("ms", "s"), "whether a push's timestamp counts milliseconds or seconds"),
    Switch(
        "listing_refusal",
        ("as_cover", "as_code"),
        "whether a refused listing is told by 500 or 501 over its reason's name, or by the reason's own code",
    ),
    Switch(
        "same_seller_sku",
        ("refused", "taken"),
        "whether a SKU must be the only one of its name in the store, or in its product",
    ),
    Switch("special_marks", ("refused", "taken"), "whether names may have one of the marks of code 4129"),
    Switch(
        "status_left_out", ("active", "kept"), "what becomes of a SKU that an update names without its status"
    ),
    Switch("update_is_checked", ("no", "yes"), "whether a product that is changed is checked again"),
    Switch(
        "picture_limit",
        ("3145728", "1048576"),
        "most bytes of a picture: those of the guide, or of the call's page",
    ),
)
