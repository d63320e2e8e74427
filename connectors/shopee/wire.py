"""Shopee's JSON as it is on the wire: tolerant, unchecked, never seen past the adapter."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, ConfigDict

from connectors.base import wire
from connectors.base.wire import AnObject, Seconds, Text, count_up_to


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None


def _texts(value: Any) -> Any:
    return [word for word in map(wire.text, value) if word] if isinstance(value, list) else []


def _places(value: Any) -> Any:
    return [number for number in value if isinstance(number, int)] if isinstance(value, list) else []


R = TypeVar("R")

Number = Annotated[int | float | str | None, BeforeValidator(_number)]
"""A number as it came; `whole` says what it is."""
Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]
Offset = Annotated[int, count_up_to(10**9)]
"""Where the next page of a list begins; 0 where it isn't said."""
Texts = Annotated[tuple[Text, ...], BeforeValidator(_texts)]
"""Ids and words in a list."""
Rows = Annotated[tuple[R, ...], wire.Rows]
"""The objects of a list; null is none, and a row that is no object is dropped."""


class Wire(wire.Wire):
    """Shared defaults, so frozen; Shopee's word for a variant is "model", which pydantic keeps for itself."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())


class Head(Wire):
    """What every answer says of itself. Success = no `error`."""

    request_id: Text = ""
    error: Text = ""
    message: Text = ""


P = TypeVar("P")


class Envelope(Head, Generic[P]):
    """An answer with its payload."""

    response: P | None = None


class TokenWire(Head):
    """The flat answer of the token calls; `expire_in` in seconds from now."""

    access_token: Text = ""
    refresh_token: Text = ""
    expire_in: Seconds = 0


class FirstTokenWire(TokenWire):
    """The flat answer to a code; the shops only where a login has several."""

    shop_id_list: Texts = ()


class ShopInfoWire(Head):
    """The flat answer of get_shop_info; `expire_time` is when the seller's consent ends."""

    shop_name: Text = ""
    region: Text = ""
    expire_time: Seconds = 0


class WarehouseWire(Wire):
    """An address from which goods are sent; several may share a location."""

    location_id: Text = ""


class WarehousesWire(Head):
    """get_warehouse_detail, whose payload is a list."""

    response: Rows[WarehouseWire] = ()


class ItemRefWire(Wire):
    """One row of get_item_list."""

    item_id: Text = ""


class ItemListWire(Wire):
    """One page of get_item_list."""

    item: Rows[ItemRefWire] = ()
    has_next_page: Flag = False
    next_offset: Offset = 0


class PriceWire(Wire):
    """One currency's price; `original_price` is before promotions."""

    currency: Text = ""
    original_price: Number = None


class StockSummaryWire(Wire):
    """What buyers can take, and what promotions hold of it."""

    total_available_stock: Number = None
    total_reserved_stock: Number = None


class LocationStockWire(Wire):
    """The pieces at one location."""

    location_id: Text = ""
    stock: Number = None


class StockWire(Wire):
    """`stock_info_v2`."""

    seller_stock: Rows[LocationStockWire] = ()

    summary_info: Annotated[StockSummaryWire, AnObject] = StockSummaryWire()


class SellableWire(Wire):
    """What an item without models and a model have in common."""

    gtin_code: Text = ""
    has_promotion: Flag = False
    price_info: Rows[PriceWire] = ()
    stock_info_v2: Annotated[StockWire, AnObject] = StockWire()


class ItemWire(SellableWire):
    """One item of get_item_base_info."""

    item_id: Text = ""
    item_name: Text = ""
    item_sku: Text = ""
    item_status: Text = ""
    has_model: Flag = False


class ItemBaseWire(Wire):
    """get_item_base_info."""

    item_list: Rows[ItemWire] = ()


class OptionWire(Wire):
    """One option of a tier."""

    option: Text = ""


class TierWire(Wire):
    """One tier of variation."""

    option_list: Rows[OptionWire] = ()


class ModelWire(SellableWire):
    """One model of get_model_list."""

    model_id: Text = ""
    model_name: Text = ""
    model_sku: Text = ""
    model_status: Text = ""
    tier_index: Annotated[tuple[int, ...], BeforeValidator(_places)] = ()


class ModelListWire(Wire):
    """get_model_list."""

    tier_variation: Rows[TierWire] = ()
    model: Rows[ModelWire] = ()


class PromotionWire(Wire):
    """One promotion of a model, running or to come."""

    model_id: Text = ""
    end_time: Seconds = 0
    promotion_stock_info_v2: Annotated[StockWire, AnObject] = StockWire()


class PromotedItemWire(Wire):
    """One item of get_item_promotion."""

    item_id: Text = ""
    promotion: Rows[PromotionWire] = ()


class PromotionListWire(Wire):
    """get_item_promotion."""

    success_list: Rows[PromotedItemWire] = ()


class WrittenWire(Wire):
    """A row that a write call accepted."""

    model_id: Text = ""


class FailedWire(Wire):
    """A row that a write call refused, with the reason in words."""

    model_id: Text = ""
    failed_reason: Text = ""


class WriteWire(Wire):
    """update_stock and update_price."""

    success_list: Rows[WrittenWire] = ()
    failure_list: Rows[FailedWire] = ()


class OrderRefWire(Wire):
    """One row of get_order_list."""

    order_sn: Text = ""


class OrderListWire(Wire):
    """One page of get_order_list."""

    more: Flag = False
    next_cursor: Text = ""
    order_list: Rows[OrderRefWire] = ()


class OrderLineWire(Wire):
    """One line of an order; the same model may stand in several lines. `cancelled_qty` since May 2026."""

    item_id: Text = ""
    item_name: Text = ""
    item_sku: Text = ""
    model_id: Text = ""
    model_name: Text = ""
    model_sku: Text = ""
    order_item_id: Text = ""
    promotion_group_id: Text = ""
    promotion_type: Text = ""
    promotion_id: Text = ""
    model_quantity_purchased: Number = None
    model_original_price: Number = None
    model_discounted_price: Number = None
    cancelled_qty: Number = None


class AddressWire(Wire):
    """`recipient_address`, masked with asterisks until shipping is arranged."""

    name: Text = ""
    phone: Text = ""
    district: Text = ""
    city: Text = ""
    state: Text = ""
    zipcode: Text = ""
    full_address: Text = ""


class PackedWire(Wire):
    """Pieces of an order line in a package."""

    item_id: Text = ""
    model_id: Text = ""
    order_item_id: Text = ""
    promotion_group_id: Text = ""
    product_location_id: Text = ""


class PackageWire(Wire):
    """A package, as an order and as get_package_detail show it."""

    order_sn: Text = ""
    package_number: Text = ""
    logistics_status: Text = ""
    fulfillment_status: Text = ""
    is_shipment_arranged: Flag = False
    logistics_channel_id: Text = ""
    shipping_carrier: Text = ""
    tracking_number: Text = ""
    ship_by_date: Seconds = 0
    item_list: Rows[PackedWire] = ()


class PackageListWire(Wire):
    """get_package_detail."""

    package_list: Rows[PackageWire] = ()


class OrderWire(Wire):
    """One order of get_order_detail."""

    order_sn: Text = ""
    order_status: Text = ""
    create_time: Seconds = 0
    update_time: Seconds = 0
    pay_time: Seconds = 0
    ship_by_date: Seconds = 0
    cod: Flag = False
    total_amount: Number = None
    estimated_shipping_fee: Number = None
    item_list: Rows[OrderLineWire] = ()
    package_list: Rows[PackageWire] = ()
    recipient_address: Annotated[AddressWire, AnObject] = AddressWire()


class OrderDetailWire(Wire):
    """get_order_detail."""

    order_list: Rows[OrderWire] = ()


class PushDataWire(Wire):
    """The part of a webhook that says what it is about."""

    ordersn: Text = ""
    order_sn: Text = ""
    item_id: Text = ""
    shop_id: Text = ""
    status: Text = ""
    update_time: Seconds = 0
    shop_expire_soon: Texts = ()


class PushWire(Wire):
    """A webhook."""

    code: int
    shop_id: Text = ""
    timestamp: Seconds = 0
    data: Annotated[PushDataWire, AnObject] = PushDataWire()
