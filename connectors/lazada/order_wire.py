"""Lazada's JSON about orders and their units, read with tolerance."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, RootModel

from connectors.base.wire import AnObject, Rows, Text, Wire
from connectors.lazada.wire import Count, Flag


class AddressWire(Wire):
    """The recipient, masked by the marketplace as it pleases."""

    first_name: Text = ""
    last_name: Text = ""
    phone: Text = ""
    address1: Text = ""
    address3: Text = ""
    address4: Text = ""
    address5: Text = ""
    city: Text = ""
    post_code: Text = ""


class OrderWire(Wire):
    """An order without its items. It has no state of its own, only its units have."""

    order_id: Text = ""
    created_at: Text = ""
    updated_at: Text = ""
    shipping_fee: Any = None
    payment_method: Text = ""
    need_cancel_confirm: Flag = False
    is_cancel_pending: Flag = False
    address_shipping: Annotated[AddressWire, AnObject] = AddressWire()


class OrdersWire(Wire):
    """One page of orders/get."""

    orders: Annotated[tuple[OrderWire, ...], Rows] = ()


class UnitWire(Wire):
    """One unit of an order: two pieces of the same SKU are two rows."""

    order_item_id: Text = ""
    order_id: Text = ""
    product_id: Text = ""
    sku_id: Text = ""
    seller_sku: Text = Field(default="", validation_alias="sku")
    shop_sku: Text = ""
    name: Text = ""
    variation: Text = ""
    status: Text = ""
    item_price: Any = None
    voucher_seller: Any = None
    voucher_platform: Any = None
    shipping_amount: Any = None
    shipping_fee_discount_platform: Any = None
    created_at: Text = ""
    payment_time: Count = 0
    package_id: Text = ""
    tracking_code: Text = ""
    shipment_provider: Text = ""
    sla_time_stamp: Text = ""
    updated_at: Text = ""


class OrderItemsWire(Wire):
    """The units of one order of orders/items/get."""

    order_id: Text = ""
    order_items: Annotated[tuple[UnitWire, ...], Rows] = ()


class OrderItemsListWire(RootModel[Annotated[tuple[OrderItemsWire, ...], Rows]]):
    """An answer of orders/items/get, whose `data` is a list."""


class TransactionWire(Wire):
    """One row of a shop's account; `amount` has a minus where it is taken from the shop."""

    order_no: Text = ""
    fee_name: Text = ""
    amount: Any = None


class TransactionsWire(RootModel[Annotated[tuple[TransactionWire, ...], Rows]]):
    """One page of finance/transaction/details/get."""
