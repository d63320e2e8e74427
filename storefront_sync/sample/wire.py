"""The sample's listing files, in the shape of the marketplaces' own listing calls."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, protected_namespaces=())


class ShopeePrice(_Wire):
    """List price in whole rupiah."""

    original_price: int


class ShopeeModel(_Wire):
    """One sellable row of an item."""

    model_id: int
    model_name: str
    model_sku: str
    gtin_code: str
    price_info: list[ShopeePrice]


class ShopeeItem(_Wire):
    """An item with its models; one without options has a single model 0."""

    item_id: int
    item_name: str
    models: list[ShopeeModel]


class ShopeeListings(_Wire):
    """The whole of shopee.json."""

    items: list[ShopeeItem]


class TiktokAttribute(_Wire):
    """One option's value."""

    value_name: str


class TiktokPrice(_Wire):
    """List price in whole rupiah, as text."""

    tax_exclusive_price: int


class TiktokSku(_Wire):
    """One sellable row of a product."""

    id: str
    seller_sku: str
    sales_attributes: list[TiktokAttribute]
    identifier_code: str = ""
    price: TiktokPrice


class TiktokProduct(_Wire):
    """A product with its SKUs."""

    id: str
    title: str
    skus: list[TiktokSku] = Field(min_length=1)


class TiktokListings(_Wire):
    """The whole of tokopedia.json."""

    products: list[TiktokProduct]
