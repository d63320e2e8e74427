"""How Shopee calls the fields that the contract suite spoils."""

from tests.contract.wire_names import WireNames

NAMES = WireNames(
    texts=("item_name", "model_sku", "gtin_code", "model_name"),
    statuses=("item_status", "order_status"),
    stocks=("total_available_stock",),
    prices=("original_price",),
    lists=("item_list", "model"),
    webhook_kind="code",
    amounts=(
        "order_original_price",
        "seller_discount",
        "voucher_from_seller",
        "seller_coin_cash_back",
        "shopee_discount",
        "voucher_from_shopee",
        "coins",
        "buyer_paid_shipping_fee",
        "shopee_shipping_rebate",
        "commission_fee",
        "service_fee",
        "seller_transaction_fee",
        "seller_order_processing_fee",
        "campaign_fee",
        "order_ams_commission_fee",
        "escrow_amount",
        "escrow_amount_after_adjustment",
    ),
)
