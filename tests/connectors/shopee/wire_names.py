"""How Shopee calls the fields that the contract suite spoils."""

from tests.contract.wire_names import WireNames

NAMES = WireNames(
    texts=("item_name", "model_sku", "gtin_code", "model_name"),
    statuses=("item_status", "order_status"),
    stocks=("total_available_stock",),
    prices=("original_price",),
    lists=("item_list", "model"),
    webhook_kind="code",
)
