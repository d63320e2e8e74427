"""Lazada's JSON, read with tolerance: unknown fields are ignored, wrong shapes empty, numbers raw."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, RootModel

END_OF_TIME_MS = 253_402_300_799_000


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return 0
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return 0
    return number if 0 <= number <= END_OF_TIME_MS else 0


def _rows(value: Any) -> list[Any]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [row for row in value if isinstance(row, str)] if isinstance(value, list) else []


def _object(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _named(value: Any) -> dict[str, Any]:
    return {name: row for name, row in _object(value).items() if isinstance(row, dict)}


def _words(value: Any) -> dict[str, str]:
    return {name: _text(word) for name, word in _object(value).items()}


Text = Annotated[str, BeforeValidator(_text)]
"""Ids and words; numbers become their digits, since Lazada shows both."""

Count = Annotated[int, BeforeValidator(_count)]
"""A number of rows, seconds or milliseconds; often a string there. 0 where there is none."""

Flag = Annotated[bool, BeforeValidator(lambda value: value is True or value in ("true", "1", 1))]


class Wire(BaseModel):
    """The base of all: tolerant to fields that we don't know; its repr shows no content (buyers, tokens)."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []


class DetailWire(Wire):
    """One refused row of a write. Which field names the SKU isn't documented: each may."""

    field: Text = ""
    message: Text = ""
    code: Text = ""
    seller_sku: Text = ""
    sku_id: Text = ""


class Envelope(Wire):
    """What every answer is wrapped in; success is `code == "0"`, whatever the HTTP status."""

    code: Text = ""
    type: Text = ""
    message: Text = ""
    request_id: Text = ""
    detail: Annotated[list[DetailWire], BeforeValidator(_rows)] = []
    data: Any = None
    result: Any = None


class WarehouseStockWire(Wire):
    """A SKU's pieces in one warehouse. `sellableQuantity` is what buyers can still take there."""

    warehouse_code: Text = Field(default="", validation_alias=AliasChoices("warehouseCode", "warehouse_code"))
    sellable: Any = Field(default=None, validation_alias="sellableQuantity")


class ChannelStockWire(Wire):
    """Pieces that a campaign holds, between two local times."""

    start: Text = Field(default="", validation_alias="startTime")
    end: Text = Field(default="", validation_alias="endTime")
    sellable: Any = Field(default=None, validation_alias="sellableQuantity")


class SkuWire(Wire):
    """One sellable row; the value of an option stands in `saleProp`, or in a field of the option's name."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    sku_id: Text = Field(default="", validation_alias="SkuId")
    seller_sku: Text = Field(default="", validation_alias="SellerSku")
    shop_sku: Text = Field(default="", validation_alias="ShopSku")
    status: Text = Field(default="", validation_alias="Status")
    price: Any = None
    quantity: Any = None
    available: Any = Field(default=None, validation_alias="Available")
    barcode: Text = Field(default="", validation_alias=AliasChoices("barcode_ean", "barcode"))
    sale_prop: Annotated[dict[str, str], BeforeValidator(_words)] = Field(
        default_factory=dict, validation_alias="saleProp"
    )
    warehouses: Annotated[list[WarehouseStockWire], BeforeValidator(_rows)] = Field(
        default_factory=list, validation_alias="multiWarehouseInventories"
    )
    channels: Annotated[list[ChannelStockWire], BeforeValidator(_rows)] = Field(
        default_factory=list, validation_alias="channelInventories"
    )

    def word(self, name: str) -> str:
        """What stands in the field of this name."""
        return _text((self.model_extra or {}).get(name))


class VariationWire(Wire):
    """A dimension in which SKUs differ; `name` is also the name of their field."""

    name: Text = ""


class AttributesWire(Wire):
    """What is the same for all SKUs of a product."""

    name: Text = ""


class ProductWire(Wire):
    """A product page; the list and the single read spell its fields differently."""

    item_id: Text = Field(default="", validation_alias=AliasChoices("item_id", "itemId"))
    status: Text = ""
    created_ms: Count = Field(default=0, validation_alias=AliasChoices("created_time", "createdTime"))
    attributes: Annotated[AttributesWire, BeforeValidator(_object)] = AttributesWire()
    variation: Annotated[dict[str, VariationWire], BeforeValidator(_named)] = {}
    skus: Annotated[list[SkuWire], BeforeValidator(_rows)] = []


class ProductsWire(Wire):
    """One page of products/get."""

    total_products: Count = 0
    products: Annotated[list[ProductWire], BeforeValidator(_rows)] = []


class SellerWire(Wire):
    """The shop that a token speaks for."""

    seller_id: Text = ""
    name: Text = ""


class WarehouseWire(Wire):
    """One warehouse of the seller."""

    code: Text = ""
    status: Text = ""


class WarehousesWire(Wire):
    """The seller's warehouses."""

    module: Annotated[list[WarehouseWire], BeforeValidator(_rows)] = []


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
    """An order without its items. It has no state of its own: `statuses` are those of its items."""

    order_id: Text = ""
    statuses: Annotated[list[str], BeforeValidator(_texts)] = []
    created_at: Text = ""
    updated_at: Text = ""
    shipping_fee: Any = None
    payment_method: Text = ""
    need_cancel_confirm: Flag = False
    is_cancel_pending: Flag = False
    address_shipping: Annotated[AddressWire, BeforeValidator(_object)] = AddressWire()


class OrdersWire(Wire):
    """One page of orders/get."""

    count_total: Count = Field(default=0, validation_alias="countTotal")
    orders: Annotated[list[OrderWire], BeforeValidator(_rows)] = []


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
    payment_time: Count = 0
    package_id: Text = ""
    tracking_code: Text = ""
    shipment_provider: Text = ""
    sla_time_stamp: Text = ""
    updated_at: Text = ""


class OrderItemsWire(Wire):
    """The units of one order of orders/items/get."""

    order_id: Text = ""
    order_items: Annotated[list[UnitWire], BeforeValidator(_rows)] = []


class OrderItemsListWire(RootModel[Annotated[list[OrderItemsWire], BeforeValidator(_rows)]]):
    """An answer of orders/items/get, whose `data` is a list."""


class ResultWire(Wire):
    """`result` of the newer calls. `success` says only that rows were looked at, each of which has a code."""

    success: Flag = False
    error_code: Text = Field(default="", validation_alias=AliasChoices("error_code", "errorCode"))
    error_msg: Text = Field(default="", validation_alias=AliasChoices("error_msg", "errorMsg"))


class ProviderWire(Wire):
    """A courier or transfer warehouse that a seller from abroad must choose."""

    name: Text = ""
    provider_code: Text = ""


class ProvidersWire(Wire):
    """`platform_default` 1: there is nothing to choose."""

    platform_default: Count = 0
    shipping_allocate_type: Text = ""
    shipment_providers: Annotated[list[ProviderWire], BeforeValidator(_rows)] = []


class ProvidersResultWire(ResultWire):
    """How an order may be sent."""

    data: Annotated[ProvidersWire, BeforeValidator(_object)] = ProvidersWire()


class RowResultWire(Wire):
    """What became of one unit, or of one package: "0" is success."""

    order_item_id: Text = ""
    package_id: Text = ""
    item_err_code: Text = ""
    msg: Text = ""
    retry: Flag = False


class PackedOrderWire(Wire):
    """What became of one order's units."""

    order_id: Text = ""
    order_item_list: Annotated[list[RowResultWire], BeforeValidator(_rows)] = []


class PackedWire(Wire):
    """What became of several orders."""

    pack_order_list: Annotated[list[PackedOrderWire], BeforeValidator(_rows)] = []


class PackResultWire(ResultWire):
    """An answer to packing."""

    data: Annotated[PackedWire, BeforeValidator(_object)] = PackedWire()


class PackagesWire(Wire):
    """What became of several packages."""

    packages: Annotated[list[RowResultWire], BeforeValidator(_rows)] = []


class PackagesResultWire(ResultWire):
    """An answer to "ready to ship"."""

    data: Annotated[PackagesWire, BeforeValidator(_object)] = PackagesWire()


class DocumentWire(Wire):
    """A document in base64."""

    file: Text = Field(default="", repr=False)


class DocumentResultWire(ResultWire):
    """An answer to printing."""

    data: Annotated[DocumentWire, BeforeValidator(_object)] = DocumentWire()


class ReasonWire(Wire):
    """A reason that an order may be cancelled for; its id differs by country."""

    reason_id: Text = ""
    reason_name: Text = ""


class TipWire(Wire):
    """An answer about cancelling: `tip_type` "error" says that it can't be."""

    tip_type: Text = ""
    reason_options: Annotated[list[ReasonWire], BeforeValidator(_rows)] = []


class ReverseLineWire(Wire):
    """One unit of a buyer's request; amounts in hundredths of a rupiah, times in milliseconds."""

    trade_order_line_id: Text = ""
    reverse_status: Text = ""
    refund_amount: Any = None
    reason_code: Text = ""
    is_dispute: Flag = False
    modified_ms: Count = Field(default=0, validation_alias="return_order_line_gmt_modified")


class ReverseOrderWire(Wire):
    """A buyer's request to cancel, to give back, or for money alone."""

    reverse_order_id: Text = ""
    trade_order_id: Text = ""
    request_type: Text = ""
    lines: Annotated[list[ReverseLineWire], BeforeValidator(_rows)] = Field(
        default_factory=list, validation_alias="reverse_order_lines"
    )


class ReverseOrdersWire(ResultWire):
    """One page of buyers' requests."""

    total: Count = 0
    items: Annotated[list[ReverseOrderWire], BeforeValidator(_rows)] = []


class CountryUserWire(Wire):
    """The seller behind a token, in one country."""

    country: Text = ""
    seller_id: Text = ""


class TokenWire(Envelope):
    """A token answer, which is flat. Lives in seconds; `refresh_expires_in` 0 = it can't be refreshed. The
    documents call the list differently after a refresh."""

    access_token: Text = ""
    refresh_token: Text = ""
    expires_in: Count = 0
    refresh_expires_in: Count | None = None
    account_platform: Text = ""
    sellers: Annotated[list[CountryUserWire], BeforeValidator(_rows)] = Field(
        default_factory=list,
        validation_alias=AliasChoices("country_user_info", "country_user_info_list"),
    )


class PushDataWire(Wire):
    """The parts of a webhook's `data` that say what to look at."""

    trade_order_id: Text = ""
    item_id: Text = ""
    seller_id: Text = ""
    status_update_time: Count = 0


class PushWire(Wire):
    """A webhook's body; strict where a wrong shape must be refused."""

    message_type: int
    seller_id: Text = ""
    timestamp: Count = 0
    data: PushDataWire = PushDataWire()
