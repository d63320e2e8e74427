"""How Lazada shows products, orders and units on the wire."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.base.simulator.orders import Buyer, SoldLine, SoldOrder
from connectors.base.simulator.shelf import Item, Model
from connectors.base.simulator.tree import indonesian_tree
from connectors.lazada.config import WIB
from mappings.words import ListingStatus, OrderState

FIRST_CREATED = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
CREATED_WITHIN = 5 * 365 * 86_400
OPTION = "Variasi"
IN_CHECK = "Pending QC"
PICTURE_HOST = "https://id-live-02.slatic.net/p/"

STATUS_WORD = {
    ListingStatus.LIVE: "Active",
    ListingStatus.HIDDEN: "InActive",
    ListingStatus.BLOCKED: "Suspended",
    ListingStatus.DELETED: "Deleted",
}
UNIT_WORD = {
    OrderState.UNPAID: "unpaid",
    OrderState.READY: "pending",
    OrderState.ARRANGED: "ready_to_ship",
    OrderState.SHIPPED: "shipped",
    OrderState.DELIVERED: "delivered",
    OrderState.COMPLETED: "delivered",
    OrderState.CANCELLED: "canceled",
    OrderState.RETURNED: "returned",
}
"""There is no state after delivery."""


@dataclass(frozen=True)
class Package:
    """Where a unit lies; `word` is its status where the package tells more than the order ("" = it doesn't),
    `ship_by` epoch seconds."""

    package_id: str = ""
    tracking_code: str = ""
    courier: str = ""
    word: str = ""
    ship_by: float = 0.0


def created_at(item: Item) -> int:
    """When a product was made, in epoch seconds: some day of five years, always the same for an item."""
    return FIRST_CREATED + zlib.crc32(item.item_id.encode()) % CREATED_WITHIN


def listed_product(item: Item, inventories: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """A product in products/get, with the options in fields of their own."""
    return {
        "item_id": int(item.item_id),
        "status": _status(item),
        "primary_category": _category(item),
        "created_time": str(created_at(item) * 1000),
        "updated_time": str(round(item.updated_at * 1000)),
        "images": [],
        "attributes": {"name": item.title, "brand": "No Brand"},
        "variation": _variation(item),
        "skus": [
            {**_sku(item, model, inventories[model.model_id]), **({OPTION: model.name} if model.name else {})}
            for model in item.models.values()
        ],
    }


def single_product(item: Item, inventories: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """A product in product/item/get: other spellings, and the options in `saleProp`."""
    return {
        "itemId": int(item.item_id),
        "status": _status(item),
        "primaryCategory": _category(item),
        "createdTime": str(created_at(item) * 1000),
        "updatedTime": str(round(item.updated_at * 1000)),
        "attributes": {"name": item.title, "brand": "No Brand"},
        "variation": _variation(item),
        "skus": [
            {
                **_sku(item, model, inventories[model.model_id]),
                "saleProp": {OPTION: model.name} if model.name else {},
            }
            for model in item.models.values()
        ],
    }


def order(sold: SoldOrder, updated_at: float, *, iso: bool, clear: bool) -> dict[str, object]:
    """An order without its units; amounts are strings."""
    goods = sold.total - sold.shipping_fee
    return {
        "order_id": int(sold.order_id),
        "order_number": int(sold.order_id),
        "statuses": [unit_word(sold)],
        "items_count": sum(line.quantity for line in sold.lines),
        "price": f"{goods}.00",
        "shipping_fee": f"{sold.shipping_fee}.00",
        "voucher": "0.00",
        "voucher_seller": "0.00",
        "voucher_platform": "0.00",
        "payment_method": "MIXEDCARD",
        "created_at": _time(sold.created_at, iso),
        "updated_at": _time(updated_at, iso),
        "warehouse_code": "dropshipping",
        "customer_first_name": "" if not clear else sold.buyer.name,
        "address_shipping": _address(sold.buyer, clear),
        "need_cancel_confirm": sold.state is OrderState.CANCEL_REQUESTED,
        "is_cancel_pending": False,
    }


def units(
    sold: SoldOrder,
    *,
    iso: bool,
    package: Callable[[int], Package],
) -> list[dict[str, object]]:
    """One row a unit; `package` tells, by the line's index, of the package in which it lies."""
    rows = [
        _unit(sold, unit_id, line, iso, "canceled" if gone else "", package(place))
        for unit_id, line, place, gone in unit_ids(sold)
    ]
    standing = [row for row, (*_, gone) in zip(rows, unit_ids(sold), strict=True) if not gone]
    for row in standing[:1]:
        # What concerns the order as a whole stands at its first unit.
        costs = sold.costs
        row["item_price"] = f"{float(str(row['item_price'])) + costs.seller_discount:.2f}"
        row["paid_price"] = f"{float(str(row['paid_price'])) - costs.platform_discount:.2f}"
        row["voucher_amount"] = f"{costs.seller_discount + costs.platform_discount}.00"
        row["voucher_seller"] = f"{costs.seller_discount}.00"
        row["voucher_platform"] = f"{costs.platform_discount}.00"
        row["shipping_amount"] = f"{sold.shipping_fee}.00"
        row["shipping_fee_discount_platform"] = f"{costs.shipping_subsidy}.00"
    return rows


def unit_ids(sold: SoldOrder) -> Iterator[tuple[str, SoldLine, int, bool]]:
    """(order item id, line, the line's index, whether it was cancelled alone) of each unit."""
    for place, line in enumerate(sold.lines):
        for unit in range(line.quantity):
            yield f"{sold.order_id}{place + 1:02d}{unit:03d}", line, place, unit < sold.cancelled[place]


def unit_word(sold: SoldOrder) -> str:
    """A unit's status; a wish to cancel is told on the order."""
    if sold.state is OrderState.CANCEL_REQUESTED:
        return UNIT_WORD[sold.asked_from or OrderState.READY]
    return UNIT_WORD[sold.state]


def default_category() -> str:
    """That of products that were made elsewhere."""
    return next(iter(indonesian_tree().leaves))


def _category(item: Item) -> int:
    return int((item.page.category_id if item.page else None) or default_category())


def _status(item: Item) -> str:
    return IN_CHECK if item.audit else STATUS_WORD[item.status]


def _variation(item: Item) -> dict[str, object]:
    names = [model.name for model in item.models.values() if model.name]
    return (
        {"Variation1": {"name": OPTION, "label": OPTION, "options": names, "hasImage": False}}
        if names
        else {}
    )


def _sku(item: Item, model: Model, inventory: Mapping[str, object]) -> dict[str, object]:
    sku: dict[str, object] = {
        "SkuId": int(model.model_id),
        "SellerSku": model.sku or item.sku,
        "ShopSku": f"{item.item_id}_ID-{model.model_id}",
        "Status": "active" if item.audit else STATUS_WORD[item.status].lower(),
        "quantity": model.stock,
        "Available": model.stock,
        "price": float(model.price),
        "special_price": 0.0,
        "package_weight": "0.30",
        "fblWarehouseInventories": [],
        **inventory,
    }
    if model.barcode:
        sku["barcode_ean"] = model.barcode
    return sku


def _unit(
    sold: SoldOrder, unit_id: str, line: SoldLine, iso: bool, alone: str, package: Package
) -> dict[str, object]:
    price = f"{line.unit_price}.00"
    unit: dict[str, object] = {
        "order_item_id": int(unit_id),
        "order_id": int(sold.order_id),
        "product_id": line.item_id,
        "sku_id": line.model_id,
        "sku": line.sku,
        "shop_sku": f"{line.item_id}_ID-{line.model_id}",
        "name": line.title,
        "variation": f"{OPTION}:{line.option}" if line.option else "",
        "status": alone or package.word or unit_word(sold),
        "item_price": price,
        "paid_price": price,
        "voucher_amount": "0.00",
        "voucher_seller": "0.00",
        "voucher_platform": "0.00",
        "shipping_amount": "0.00",
        "shipping_fee_discount_platform": "0.00",
        "currency": "IDR",
        "tracking_code": "" if alone else package.tracking_code,
        "package_id": "" if alone else package.package_id,
        "shipment_provider": "" if alone else package.courier,
        "created_at": _time(sold.created_at, iso),
        "updated_at": _time(sold.updated_at, iso),
    }
    if sold.paid_at is not None:
        unit["payment_time"] = round(sold.paid_at * 1000)
        unit["sla_time_stamp"] = _time(package.ship_by, True)
    return unit


def _address(buyer: Buyer, clear: bool) -> dict[str, object]:
    return {
        "first_name": buyer.name if clear else f"{buyer.name[:1]}***",
        "last_name": "",
        "phone": buyer.phone if clear else f"62******{buyer.phone[-2:]}",
        "address1": buyer.street if clear else f"{buyer.street[:2]}***",
        "address2": "",
        "address3": buyer.province,
        "address4": buyer.city,
        "address5": buyer.district,
        "city": buyer.city,
        "post_code": buyer.postal_code,
        "country": "Indonesia",
    }


def _time(seconds: float, iso: bool) -> str:
    at = datetime.fromtimestamp(int(seconds), WIB)
    return at.isoformat() if iso else f"{at:%Y-%m-%d %H:%M:%S %z}"
