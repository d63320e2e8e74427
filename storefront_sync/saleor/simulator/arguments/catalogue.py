"""Arguments of products, variants, prices and stocks."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from storefront_sync.saleor.simulator.arguments.base import Arguments, MetadataItemInput, Selector


class StockInput(Arguments):
    warehouse: str
    quantity: int


class PriceInput(Arguments):
    channel_id: str
    price: Decimal
    cost_price: Decimal | None = None


class PublicationInput(Arguments):
    channel_id: str
    is_published: bool = False
    visible_in_listings: bool = False
    is_available_for_purchase: bool = False


class Choice(Arguments):
    value: str = ""


class ValueInput(Arguments):
    id: str
    dropdown: Choice | None = None
    plain_text: str | None = None
    numeric: str | None = None
    boolean: bool | None = None


class WeightInput(Arguments):
    unit: str
    value: Decimal


class VariantValuesArguments(Arguments):
    variant_selection: str | None = None


class MediaUrlArguments(Arguments):
    size: int | None = None
    format: str = "ORIGINAL"


class NewVariantInput(Arguments):
    attributes: list[ValueInput] = Field(default_factory=list)
    weight: WeightInput | Decimal | None = None
    sku: str | None = None
    name: str = ""
    track_inventory: bool = True
    quantity_limit_per_customer: int | None = None
    external_reference: str | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    private_metadata: list[MetadataItemInput] = Field(default_factory=list)
    stocks: list[StockInput] = Field(default_factory=list)
    channel_listings: list[PriceInput] = Field(default_factory=list)


class NewProductInput(Arguments):
    attributes: list[ValueInput] = Field(default_factory=list)
    name: str = ""
    slug: str | None = None
    description: str | None = None
    category: str | None = None
    product_type: str
    external_reference: str | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    private_metadata: list[MetadataItemInput] = Field(default_factory=list)
    channel_listings: list[PublicationInput] = Field(default_factory=list)
    variants: list[NewVariantInput] = Field(default_factory=list)


class ProductBulkArguments(Arguments):
    products: list[NewProductInput]
    error_policy: str = "REJECT_EVERYTHING"


class ItemInput(Arguments):
    """Fields of a product or variant that an update may carry; only those given are set."""

    name: str | None = None
    slug: str | None = None
    sku: str | None = None
    description: str | None = None
    category: str | None = None
    track_inventory: bool | None = None
    external_reference: str | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    private_metadata: list[MetadataItemInput] = Field(default_factory=list)


class ProductChange(ItemInput):
    attributes: list[ValueInput] = Field(default_factory=list)


class ProductChangeArguments(Selector):
    input: ProductChange


class NewVariantsArguments(Arguments):
    product: str
    variants: list[NewVariantInput]


class ListingUpdate(Arguments):
    channel_listing: str
    price: Decimal | None = None


class ListingChanges(Arguments):
    create: list[PriceInput] = Field(default_factory=list)
    update: list[ListingUpdate] = Field(default_factory=list)


class StockChanges(Arguments):
    create: list[StockInput] = Field(default_factory=list)


class VariantChange(ItemInput):
    id: str
    attributes: list[ValueInput] = Field(default_factory=list)
    weight: WeightInput | Decimal | None = None
    stocks: StockChanges = StockChanges()
    channel_listings: ListingChanges = ListingChanges()


class VariantChangesArguments(Arguments):
    product: str
    variants: list[VariantChange]


class ItemArguments(Selector):
    input: ItemInput


class StocksArguments(Arguments):
    variant_id: str | None = None
    sku: str | None = None
    stocks: list[StockInput]


class StockRowInput(Arguments):
    variant_id: str | None = None
    variant_external_reference: str | None = None
    warehouse_id: str | None = None
    warehouse_external_reference: str | None = None
    quantity: int


class StockBulkArguments(Arguments):
    stocks: list[StockRowInput]
    error_policy: str = "REJECT_EVERYTHING"


class PriceArguments(Arguments):
    id: str | None = None
    sku: str | None = None
    input: list[PriceInput]


class ProductListingAdd(Arguments):
    channel_id: str
    is_published: bool | None = None
    visible_in_listings: bool | None = None
    is_available_for_purchase: bool | None = None


class ProductListingInput(Arguments):
    update_channels: list[ProductListingAdd] = Field(default_factory=list)
    remove_channels: list[str] = Field(default_factory=list)


class ProductListingArguments(Arguments):
    id: str
    input: ProductListingInput
