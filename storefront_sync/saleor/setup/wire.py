"""Answers to the set-up operations."""

from __future__ import annotations

from pydantic import Field

from storefront_sync.saleor.wire import Connection, Identified, MutationError, Result, Wire


class NamedSlug(Wire):
    id: str
    slug: str


class ZoneMethodListing(Wire):
    channel: Identified


class ZoneMethod(Wire):
    id: str
    name: str
    channel_listings: list[ZoneMethodListing] | None = None


class Zone(Wire):
    id: str
    name: str
    channels: list[Identified]
    shipping_methods: list[ZoneMethod] | None = None


class WarehouseAnswer(Wire):
    warehouse: Identified | None


class ProductAnswer(Wire):
    product: Identified | None


class ZonesAnswer(Wire):
    shipping_zones: Connection[Zone]


class ProductTypesAnswer(Wire):
    product_types: Connection[NamedSlug]


class CategoriesAnswer(Wire):
    categories: Connection[NamedSlug]


class Created(Result):
    """Whatever was made."""

    made: Identified | None = None


class CreatedWarehouse(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="warehouse")

    result: Made = Field(alias="createWarehouse")


class CreatedChannel(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="channel")

    result: Made = Field(alias="channelCreate")


class UpdatedChannel(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="channel")

    result: Made = Field(alias="channelUpdate")


class CreatedZone(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="shippingZone")

    result: Made = Field(alias="shippingZoneCreate")


class CreatedMethod(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="shippingMethod")

    result: Made = Field(alias="shippingPriceCreate")


class ListedMethod(Wire):
    result: Result = Field(alias="shippingMethodChannelListingUpdate")


class CreatedProductType(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="productType")

    result: Made = Field(alias="productTypeCreate")


class CreatedCategory(Wire):
    class Made(Created):
        made: Identified | None = Field(None, alias="category")

    result: Made = Field(alias="categoryCreate")


class ProductRow(Wire):
    product: Identified | None = None
    errors: list[MutationError] | None = None


class ProductBulk(Result):
    results: list[ProductRow] = Field(default_factory=list)


class CreatedProducts(Wire):
    result: ProductBulk = Field(alias="productBulkCreate")
