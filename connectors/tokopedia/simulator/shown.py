"""How the marketplace shows products, stock and orders on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from connectors.base.simulator.orders import Buyer, SoldLine, SoldOrder
from connectors.base.simulator.returned import SoldReturn
from connectors.base.simulator.shelf import Item, Model
from connectors.base.simulator.tree import indonesian_tree
from mappings.words import ListingStatus, OrderState, ParcelState, ReturnState

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

RETURN_WORD = {
    ReturnState.ASKED: "RETURN_OR_REFUND_REQUEST_PENDING",
    ReturnState.DISPUTED: "RETURN_OR_REFUND_REQUEST_PENDING",
    ReturnState.ACCEPTED: "AWAITING_BUYER_SHIP",
    ReturnState.COMING_BACK: "BUYER_SHIPPED_ITEM",
    ReturnState.REFUNDED: "RETURN_OR_REFUND_REQUEST_COMPLETE",
    ReturnState.CLOSED: "RETURN_OR_REFUND_REQUEST_CANCEL",
}
"""What TikTok Shop itself decides about is pending, with a word beside it."""

PACKAGE_WORD = {
    ParcelState.WAITING: "TO_FULFILL",
    ParcelState.ARRANGED: "PROCESSING",
    ParcelState.SHIPPED: "FULFILLING",
    ParcelState.DELIVERED: "COMPLETED",
    ParcelState.FAILED: "PROCESSING",
    ParcelState.LOST: "CANCELLED",
    ParcelState.CANCELLED: "CANCELLED",
}
"""A pick-up that failed isn't told."""

OPTION_SEPARATOR = "\n"
"""Between the options of one model in its neutral name."""

FRONTS = ("TOKOPEDIA", "TIKTOK_SHOP")


@dataclass(frozen=True)
class Packed:
    """A package of an order: the indexes of the lines in it, and what it shows of itself."""

    package_id: str
    status: str
    courier: str
    tracking_number: str
    ship_by: float
    lines: frozenset[int]


def _package(packed: Sequence[Packed], line: int) -> dict[str, str]:
    for package in packed:
        if line in package.lines:
            return {
                "package_id": package.package_id,
                "package_status": package.status,
                "shipping_provider_name": package.courier,
                "tracking_number": package.tracking_number,
            }
    return {}


def sold_as(item: Item) -> str:
    """The product's status; one that is looked over is PENDING."""
    return "PENDING" if item.audit else STATUS_WORD[item.status]


def default_category() -> str:
    """Where a product stands that was made elsewhere."""
    return next(iter(indonesian_tree().leaves))


def order_word(order: SoldOrder) -> str:
    """The order's status; a wish to cancel is a flag beside it."""
    if order.state is OrderState.CANCEL_REQUESTED:
        return STATE_WORD[
            order.asked_from or (OrderState.UNPAID if order.paid_at is None else OrderState.READY)
        ]
    return STATE_WORD[order.state]


def product(
    item: Item,
    warehouses: Sequence[str],
    only: frozenset[str] | None = None,
    *,
    list_price: bool = True,
) -> dict[str, object]:
    """A product with its SKUs, or with those that have one of these ids or codes `only`. A front that doesn't
    show it has it deactivated."""
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
        "skus": [
            _sku(item, model, warehouses, list_price=list_price)
            for model in item.models.values()
            if only is None or only & {model.model_id, model.sku}
        ],
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


def order(sold: SoldOrder, updated_at: float, packed: Sequence[Packed] = ()) -> dict[str, object]:
    """An order; every line item is one unit, and says in which package it lies."""
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
            "original_total_product_price": str(
                sold.goods + sold.costs.seller_discount + sold.costs.platform_discount
            ),
            "seller_discount": str(sold.costs.seller_discount),
            "platform_discount": str(sold.costs.platform_discount),
            "shipping_fee_platform_discount": str(sold.costs.shipping_subsidy),
            "total_amount": str(sold.total),
        },
        "line_items": [
            {**_unit(unit_id, line, word), **_package(packed, at)} for unit_id, at, line in _units(sold)
        ],
        "packages": [{"id": package.package_id} for package in packed],
    }
    if packed:
        shown["rts_sla_time"] = int(min(package.ship_by for package in packed))
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
            {"order_line_item_id": unit_id, "sku_id": line.model_id} for unit_id, _, line in _units(sold)
        ],
    }


def asked_return(sold: SoldOrder, asked: SoldReturn) -> dict[str, object]:
    """A return as it stands. The buyer's own words are shown by the marketplace's pages too."""
    units: dict[int, list[str]] = {}
    for unit_id, at, _ in _units(sold):
        units.setdefault(at, []).append(unit_id)
    return {
        "return_id": asked.return_id,
        "order_id": sold.order_id,
        "return_type": "RETURN_AND_REFUND" if asked.goods_back else "REFUND",
        "return_status": return_word(asked),
        "arbitration_status": "IN_PROGRESS" if asked.state is ReturnState.DISPUTED else "",
        "role": "BUYER",
        "return_reason": f"ecom_order_delivered_refund_reason_{asked.reason}",
        "buyer_message": asked.text,
        "create_time": int(asked.created_at),
        "update_time": int(asked.updated_at),
        "refund_amount": {"currency": "IDR", "refund_total": str(asked.refund)},
        "return_line_items": [
            {"order_line_item_id": unit_id, "sku_id": sold.lines[at].model_id}
            for at, pieces in asked.lines.items()
            for unit_id in units[at][:pieces]
        ],
    }


def return_word(asked: SoldReturn) -> str:
    """The status of a return."""
    if asked.state is ReturnState.ACCEPTED and not asked.goods_back:
        return "RETURN_OR_REFUND_REQUEST_SUCCESS"
    return RETURN_WORD[asked.state]


def cancellation(sold: SoldOrder, mark: str) -> dict[str, object] | None:
    """A buyer's wish to cancel, or the cancellation of an order; None for an order without either."""
    if sold.state is OrderState.CANCEL_REQUESTED:
        status = "CANCELLATION_REQUEST_PENDING"
    elif sold.state is OrderState.CANCELLED:
        status = "CANCELLATION_REQUEST_COMPLETE"
    else:
        return None
    return {
        "cancel_id": mark + sold.order_id,
        "order_id": sold.order_id,
        "cancel_type": "BUYER_CANCEL" if sold.cancelled_by != "seller" else "CANCEL",
        "role": "BUYER" if sold.cancelled_by != "seller" else "SELLER",
        "cancel_status": status,
        "cancel_reason": "ecom_order_to_ship_canceled_reason_created_by_mistakes",
        "create_time": int(sold.updated_at),
        "update_time": int(sold.updated_at),
    }


def _units(sold: SoldOrder) -> Iterator[tuple[str, int, SoldLine]]:
    """(unit id, index of its line, its line)."""
    for at, line in enumerate(sold.lines):
        for unit in range(line.quantity):
            yield f"{sold.order_id}{at + 1:02d}{unit:05d}", at, line


def _sku(item: Item, model: Model, warehouses: Sequence[str], *, list_price: bool) -> dict[str, object]:
    options = model.name.split(OPTION_SEPARATOR) if model.name else []
    sku: dict[str, object] = {
        "id": model.model_id,
        "seller_sku": model.sku or (item.sku if not item.has_model else ""),
        "price": {
            "currency": "IDR",
            **({"tax_exclusive_price": str(model.price)} if list_price else {}),
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
