"""The answers about the stand-in."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from storefront_sync.saleor.wire import Connection, Edge, Identified, MoneyWire, MutationError, Result, Wire


class Publication(Wire):
    channel: Identified
    is_published: bool
    visible_in_listings: bool
    is_available_for_purchase: bool | None = None


class Price(Wire):
    channel: Identified
    price: MoneyWire | None = None


class Place(Wire):
    warehouse: Identified


class StandInVariant(Wire):
    id: str
    track_inventory: bool
    stocks: list[Place] | None = None
    channel_listings: list[Price] | None = None


class StandInVariants(Wire):
    edges: list[Edge[StandInVariant]]


class StandInProduct(Wire):
    id: str
    category: Identified | None = None
    channel_listings: list[Publication] | None = None
    product_variants: StandInVariants


class Categories(Wire):
    edges: list[Edge[Identified]]


class StandInAnswer(Wire):
    """StandIn."""

    app: Identified | None
    categories: Categories
    product: StandInProduct | None


class Demand(Wire):
    value_required: bool | None = None


class DemandOfVariants(Wire):
    attribute: Demand


class Kind(Wire):
    id: str
    kind: str
    is_shipping_required: bool
    product_attributes: list[Demand] | None = None
    assigned_variant_attributes: list[DemandOfVariants] | None = None


class KindsAnswer(Wire):
    """StandInKinds."""

    app: Identified | None
    product_types: Connection[Kind]


class MadeRow(Wire):
    """What became of one product that was to be made."""

    errors: list[MutationError] | None = None


class Made(Result):
    """Products that were to be made."""

    results: list[MadeRow] = Field(default_factory=list)


class MadeAnswer(Wire):
    """goods/CreateProducts."""

    result: Made


class ChangedAnswer(Wire):
    """StandInShow, StandInUntrack, StandInStocks, goods/UpdateProduct, PriceWrite."""

    result: Result = Field(validation_alias=AliasChoices("result", "productVariantChannelListingUpdate"))
