"""TikTok Shop's JSON, read with tolerance: unknown fields are ignored, wrong shapes empty, numbers raw."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from connectors.base.wire import AnObject, Rows, Seconds, Text, Wire, text


def _texts(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else text(value).split(",")
    return tuple(word for part in parts if (word := text(part).strip(' "')))


Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]

Raw = Any
"""A number as it came; `whole` says what it is."""

Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
"""Words in a list; some documents show a list as one text with commas and quotes."""


class CodeWire(Wire):
    """A code with the words for it."""

    code: Text = ""
    message: Text = ""


class ErrorDetailWire(Wire):
    """Which row of a batch was refused."""

    sku_id: Text = ""
    extra_errors: Annotated[tuple[CodeWire, ...], Rows] = ()


class RowErrorWire(CodeWire):
    """One entry of `data.errors[]`."""

    detail: Annotated[ErrorDetailWire, AnObject] = ErrorDetailWire()


class RowErrorsWire(Wire):
    """`data` of a batch write: success is the absence of a row here."""

    errors: Annotated[tuple[RowErrorWire, ...], Rows] = ()


class Envelope(Wire):
    """What every answer is wrapped in; success is `code == "0"`, whatever the HTTP status."""

    code: Text = ""
    message: Text = ""
    request_id: Text = ""
    data: Any = None


class PriceWire(Wire):
    """A SKU's price; amounts are strings."""

    currency: Text = ""
    tax_exclusive_price: Any = None
    sale_price: Any = None


class WarehouseStockWire(Wire):
    """Pieces that buyers can still take, in one warehouse."""

    warehouse_id: Text = ""
    quantity: Any = None


class AttributeWire(Wire):
    """One option of a SKU, such as its size."""

    id: Text = ""
    value_id: Text = ""
    name: Text = ""
    value_name: Text = ""


class IdentifierWire(Wire):
    """A barcode."""

    code: Text = ""


class FulfilmentTimeWire(Wire):
    """How long a pre-order takes, in days."""

    handling_duration_days: Any = None


class PreSaleWire(Wire):
    """Whether a SKU is sold before it is there."""

    type: Text = ""
    fulfillment_type: Annotated[FulfilmentTimeWire, AnObject] = FulfilmentTimeWire()


class SkuWire(Wire):
    """One sellable row of a product."""

    id: Text = ""
    seller_sku: Text = ""
    price: Annotated[PriceWire, AnObject] = PriceWire()
    inventory: Annotated[tuple[WarehouseStockWire, ...], Rows] = ()
    sales_attributes: Annotated[tuple[AttributeWire, ...], Rows] = ()
    identifier_code: Annotated[IdentifierWire, AnObject] = IdentifierWire()
    pre_sale: Annotated[PreSaleWire, AnObject] = PreSaleWire()


class CategoryLinkWire(Wire):
    """One category on the way from the top to a product's own."""

    id: Text = ""
    is_leaf: Flag = False


class PlatformStatusWire(Wire):
    """The product's status on a front that is integrated with TikTok Shop, such as Tokopedia."""

    status: Text = ""


class ProductWire(Wire):
    """A product page. Its `status` is left out where it was never listed on TikTok Shop itself."""

    id: Text = ""
    title: Text = ""
    status: Text = ""
    integrated_platform_statuses: Annotated[tuple[PlatformStatusWire, ...], Rows] = ()
    category_chains: Annotated[tuple[CategoryLinkWire, ...], Rows] = ()
    skus: Annotated[tuple[SkuWire, ...], Rows] = ()


class ProductsWire(Wire):
    """One page of products/search."""

    products: Annotated[tuple[ProductWire, ...], Rows] = ()
    next_page_token: Text = ""


class ReservedWire(Wire):
    """Pieces set apart for one campaign or creator."""

    quantity: Any = None


class DistributionWire(Wire):
    """Where a SKU's available pieces lie."""

    campaign_inventory: Annotated[tuple[ReservedWire, ...], Rows] = ()
    creator_inventory: Annotated[tuple[ReservedWire, ...], Rows] = ()


class SkuInventoryWire(Wire):
    """A SKU's stock as the inventory service counts it."""

    id: Text = ""
    total_available_quantity: Any = None
    total_available_inventory_distribution: Annotated[DistributionWire, AnObject] = DistributionWire()


class ProductInventoryWire(Wire):
    """The stock of one product's SKUs."""

    product_id: Text = ""
    skus: Annotated[tuple[SkuInventoryWire, ...], Rows] = ()


class InventoryWire(Wire):
    """An answer of inventory/search."""

    inventory: Annotated[tuple[ProductInventoryWire, ...], Rows] = ()


class PaymentWire(Wire):
    """What the buyer pays, and what was taken off for him; amounts are strings."""

    shipping_fee: Any = None
    total_amount: Any = None
    original_total_product_price: Any = None
    seller_discount: Any = None
    platform_discount: Any = None
    shipping_fee_platform_discount: Any = None


class DistrictWire(Wire):
    """One level of an address: in Indonesia L1 province, L2 city, L3 district."""

    address_level: Text = ""
    address_name: Text = ""


class AddressWire(Wire):
    """The recipient, masked by the marketplace as it pleases."""

    name: Text = ""
    phone_number: Text = ""
    full_address: Text = ""
    address_detail: Text = ""
    postal_code: Text = ""
    district_info: Annotated[tuple[DistrictWire, ...], Rows] = ()


class LineItemWire(Wire):
    """One unit: two pieces of the same SKU are two entries."""

    id: Text = ""
    product_id: Text = ""
    sku_id: Text = ""
    seller_sku: Text = ""
    product_name: Text = ""
    sku_name: Text = ""
    sale_price: Any = None
    platform_discount: Any = None
    display_status: Text = ""
    package_id: Text = ""
    package_status: Text = ""
    shipping_provider_name: Text = ""
    tracking_number: Text = ""


class OrderWire(Wire):
    """An order as orders/search and orders show it."""

    id: Text = ""
    status: Text = ""
    create_time: Seconds = 0
    paid_time: Seconds = 0
    update_time: Seconds = 0
    rts_sla_time: Seconds = 0
    commerce_platform: Text = ""
    is_cod: Flag = False
    is_buyer_request_cancel: Flag = False
    payment: Annotated[PaymentWire, AnObject] = PaymentWire()
    recipient_address: Annotated[AddressWire, AnObject] = AddressWire()
    line_items: Annotated[tuple[LineItemWire, ...], Rows] = ()


class OrdersWire(Wire):
    """A page of orders/search, or an answer of orders."""

    orders: Annotated[tuple[OrderWire, ...], Rows] = ()
    next_page_token: Text = ""


class StatementRowWire(Wire):
    """One SKU's share of an order's settlement; only whether there is one counts."""

    sku_id: Text = ""


class StatementWire(Wire):
    """An order's settlement; amounts are strings, what is taken from the shop has a minus."""

    order_id: Text = ""
    fee_and_tax_amount: Any = None
    settlement_amount: Any = None
    sku_transactions: Annotated[tuple[StatementRowWire, ...], Rows] = ()


class ShopWire(Wire):
    """One shop that a token speaks for."""

    id: Text = ""
    name: Text = ""
    region: Text = ""
    cipher: Text = ""


class ShopsWire(Wire):
    """The shops of a token."""

    shops: Annotated[tuple[ShopWire, ...], Rows] = ()


class TokenWire(Wire):
    """A token pair; `*_expire_in` are points in time, despite their names."""

    access_token: Text = ""
    refresh_token: Text = ""
    access_token_expire_in: Seconds = 0
    refresh_token_expire_in: Seconds = 0
    user_type: Text = ""


class PackageOrdersWire(Wire):
    """The orders that share a parcel."""

    order_id_list: tuple[Text, ...] = ()


class NotificationDataWire(Wire):
    """The parts of a webhook's `data` that say what to look at."""

    order_id: Text = ""
    order_ids: tuple[Text, ...] = ()
    product_id: Text = ""
    package_list: tuple[PackageOrdersWire, ...] = ()


class NotificationWire(Wire):
    """A webhook's body; strict where a wrong shape must be refused."""

    type: int
    tts_notification_id: Text = ""
    shop_id: Text = ""
    timestamp: int
    data: NotificationDataWire = NotificationDataWire()
