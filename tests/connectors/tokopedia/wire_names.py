"""How TikTok Shop calls the fields that the contract suite spoils."""

from tests.contract.wire_names import WireNames

NAMES = WireNames(
    texts=("title", "seller_sku", "value_name"),
    statuses=("status",),
    stocks=("quantity", "total_available_quantity"),
    prices=("tax_exclusive_price", "sale_price"),
    lists=("skus", "products"),
    webhook_kind="type",
    amounts=(
        "original_total_product_price",
        "seller_discount",
        "platform_discount",
        "shipping_fee",
        "shipping_fee_platform_discount",
        "fee_and_tax_amount",
        "settlement_amount",
    ),
)
