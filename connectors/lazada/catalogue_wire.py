"""Lazada's JSON about products, their SKUs, and the warehouses in which they lie, read with tolerance."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Field

from connectors.base.wire import AnObject, Rows, Text, Wire, an_object, text
from connectors.lazada.wire import Count


def _named(value: Any) -> dict[str, Any]:
    return {name: row for name, row in an_object(value).items() if isinstance(row, dict)}


def _words(value: Any) -> dict[str, str]:
    return {name: text(word) for name, word in an_object(value).items()}


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
    warehouses: Annotated[tuple[WarehouseStockWire, ...], Rows] = Field(
        default=(), validation_alias="multiWarehouseInventories"
    )
    channels: Annotated[tuple[ChannelStockWire, ...], Rows] = Field(
        default=(), validation_alias="channelInventories"
    )

    def word(self, name: str) -> str:
        """What stands in the field of this name."""
        return text((self.model_extra or {}).get(name))


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
    attributes: Annotated[AttributesWire, AnObject] = AttributesWire()
    variation: Annotated[dict[str, VariationWire], BeforeValidator(_named)] = Field(default_factory=dict)
    skus: Annotated[tuple[SkuWire, ...], Rows] = ()


class ProductsWire(Wire):
    """One page of products/get."""

    total_products: Count = 0
    products: Annotated[tuple[ProductWire, ...], Rows] = ()


class WarehouseWire(Wire):
    """One warehouse of the seller."""

    code: Text = ""
    status: Text = ""


class WarehousesWire(Wire):
    """The seller's warehouses."""

    module: Annotated[tuple[WarehouseWire, ...], Rows] = ()
