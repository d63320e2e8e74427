"""How the marketplace shows products, stock and orders on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from connectors.base.simulator.orders import Buyer, SoldLine, SoldOrder
from connectors.base.simulator.shelf import Item, Model
from connectors.base.simulator.tree import indonesian_tree
from mappings.words import ListingStatus, OrderState

STATUS_WORD = {
    ListingStatus.LIVE: "ACTIVATE",
    ListingStatus.HIDDEN: "SELLER_DEACTIVATED",
    ListingStatus.BLOCKED: "PLATFORM_DEACTIVATED",
    ListingStatus.DELETED: "DELETED",
}
STATE_WORD = {
    OrderState.UNPAID: "UNPAID",
    OrderState.READY: "AWAITING_SHIPMENT",
    OrderState.ARRANGED: "AWAITING_COLLECTION",
    OrderState.SHIPPED: "IN_TRANSIT",
    OrderState.DELIVERED: "DELIVERED",
    OrderState.COMPLETED: "COMPLETED",
    OrderState.CANCELLED: "CANCELLED",
    OrderState.RETURNED: "COMPLETED",
}
"""A return is told by the return API alone; the order itself just ends."""

OPTION_SEPARATOR = "\n"
"""Between the options of one model in its neutral name."""

FRONTS = ("TOKOPEDIA", "TIKTOK_SHOP")


def sold_as(item: Item) -> str:
    """The product's status; one that is looked over is PENDING."""
    return "PENDING" if item.audit else STATUS_WORD[item.status]


def default_category() -> str:
    """Where a product stands that was made elsewhere."""
    return next(iter(indonesian_tree().leaves))


def order_word(order: SoldOrder) -> str:
    """The order's status; a wish to cancel is a flag beside it."""
    if order.state is OrderState.CANCEL_REQUESTED:
        return "UNPAID" if order.paid_at is None else "AWAITING_SHIPMENT"
    return STATE_WORD[order.state]


def product(item: Item, warehouses: Sequence[str]) -> dict[str, object]:
    """A product with its SKUs. A front that doesn't show it has it deactivated."""
    word = sold_as(item)
    fronts = item.fronts or frozenset(FRONTS)
    at = {front: word if front in fronts or word == "DELETED" else "SELLER_DEACTIVATED" for front in FRONTS}
    category = item.page.category_id if item.page else default_category()
    return {
        "id": item.item_id,
        "title": item.title,
        "status": at["TIKTOK_SHOP"],
        "sales_regions": ["ID"],
        "update_time": int(item.updated_at),
        "integrated_platform_statuses": [{"platform": "TOKOPEDIA", "status": at["TOKOPEDIA"]}],
        "category_chains": [{"id": category, "is_leaf": True}],
        "skus": [_sku(item, model, warehouses) for model in item.models.values()],
    }


def inventory(item: Item, floors: dict[str, int], sku_ids: frozenset[str] | None) -> dict[str, object]:
    """A product's stock; `floors` are the pieces that campaigns hold, by SKU."""
    return {
        "product_id": item.item_id,
        "skus": [
            _stock(model, floors[model.model_id])
            for model in item.models.values()
            if sku_ids is None or model.model_id in sku_ids
        ],
    }


def order(sold: SoldOrder, updated_at: float) -> dict[str, object]:
    """An order; every line item is one unit."""
    word = order_word(sold)
    shown: dict[str, object] = {
        "id": sold.order_id,
        "status": word,
        "create_time": int(sold.created_at),
        "update_time": int(updated_at),
        "commerce_platform": sold.front,
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "TIKTOK",
        "is_cod": False,
        "is_on_hold_order": False,
        "is_buyer_request_cancel": sold.state is OrderState.CANCEL_REQUESTED,
        "payment": {
            "currency": "IDR",
            "sub_total": str(sold.total - sold.shipping_fee),
            "shipping_fee": str(sold.shipping_fee),
            "seller_discount": "0",
            "platform_discount": "0",
            "total_amount": str(sold.total),
        },
        "line_items": [_unit(unit_id, line, word) for unit_id, line in _units(sold)],
    }
    if sold.paid_at is not None:
        shown["paid_time"] = int(sold.paid_at)
        shown["recipient_address"] = _address(sold.buyer)
    return shown


def finished_return(sold: SoldOrder) -> dict[str, object]:
    """A return of the whole order."""
    return {
        "return_id": f"40{sold.order_id}",
        "order_id": sold.order_id,
        "return_type": "RETURN_AND_REFUND",
        "return_status": "RETURN_OR_REFUND_REQUEST_COMPLETE",
        "return_line_items": [
            {"order_line_item_id": unit_id, "sku_id": line.model_id} for unit_id, line in _units(sold)
        ],
    }


def _units(sold: SoldOrder) -> Iterator[tuple[str, SoldLine]]:
    for place, line in enumerate(sold.lines, start=1):
        for unit in range(line.quantity):
            yield f"{sold.order_id}{place:02d}{unit:05d}", line


def _sku(item: Item, model: Model, warehouses: Sequence[str]) -> dict[str, object]:
    options = model.name.split(OPTION_SEPARATOR) if model.name else []
    sku: dict[str, object] = {
        "id": model.model_id,
        "seller_sku": model.sku or (item.sku if not item.has_model else ""),
        "price": {
            "currency": "IDR",
            "tax_exclusive_price": str(model.price),
            "sale_price": str(model.price),
        },
        "sales_attributes": [_option(item, number, value) for number, value in enumerate(options, start=1)],
        # All pieces lie in the first warehouse.
        "inventory": [
            {"warehouse_id": warehouse, "quantity": 0 if number else model.stock}
            for number, warehouse in enumerate(warehouses)
        ],
    }
    if item.page and item.page.pre_order_days is not None:
        days = {"handling_duration_days": item.page.pre_order_days}
        sku["pre_sale"] = {"type": "PRE_ORDER", "fulfillment_type": days}
    if model.barcode:
        sku["identifier_code"] = {"code": model.barcode, "type": "GTIN"}
    return sku


def _option(item: Item, number: int, value: str) -> dict[str, str]:
    tiers = item.page.tiers if item.page else ()
    name = tiers[number - 1].name if number <= len(tiers) else f"Variasi {number}"
    return {
        "id": str(100_000 + number),
        "name": name,
        "value_id": str(crc32(value.encode())),
        "value_name": value,
    }


def _stock(model: Model, floor: int) -> dict[str, object]:
    held = [{"quantity": floor, "campaign_name": "Flash Sale"}] if floor else []
    return {
        "id": model.model_id,
        "seller_sku": model.sku,
        "total_available_quantity": model.stock,
        "total_available_inventory_distribution": {
            "in_shop_inventory": {"quantity": model.stock - floor},
            "campaign_inventory": held,
            "creator_inventory": [],
        },
    }


def _unit(unit_id: str, line: SoldLine, word: str) -> dict[str, object]:
    return {
        "id": unit_id,
        "product_id": line.item_id,
        "sku_id": line.model_id,
        "product_name": line.title,
        "sku_name": line.option.replace(OPTION_SEPARATOR, ", "),
        "seller_sku": line.sku,
        "currency": "IDR",
        "original_price": str(line.unit_price),
        "sale_price": str(line.unit_price),
        "seller_discount": "0",
        "platform_discount": "0",
        "display_status": word,
        "sku_type": "NORMAL",
        "is_gift": False,
    }


def _address(buyer: Buyer) -> dict[str, object]:
    levels = ("Indonesia", buyer.province, buyer.city, buyer.district)
    return {
        "name": f"{buyer.name[:1]}***",
        "phone_number": f"(+62){buyer.phone[1:4]}*****{buyer.phone[-2:]}",
        "full_address": f"{buyer.street}, {buyer.district}, {buyer.city}, {buyer.province}",
        "address_detail": buyer.street,
        "postal_code": buyer.postal_code,
        "region_code": "ID",
        "district_info": [
            {"address_level": f"L{level}", "address_name": name} for level, name in enumerate(levels)
        ],
    }
