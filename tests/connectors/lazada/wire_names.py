"""Fields of Lazada that the contract suite spoils; see `tests/contract/wire_names.py`."""

from tests.contract.wire_names import WireNames

NAMES = WireNames(
    texts=("name", "SellerSku", "barcode_ean", "Variasi"),
    statuses=("status", "Status"),
    stocks=("quantity", "Available", "sellableQuantity"),
    prices=("price",),
    lists=("products", "skus"),
    webhook_kind="message_type",
    amounts=(
        "item_price",
        "voucher_seller",
        "voucher_platform",
        "shipping_amount",
        "shipping_fee_discount_platform",
        "amount",
    ),
)
