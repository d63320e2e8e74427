"""Answers to the set-up operations. Every mutation names its field `result`, and what it made `made`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from storefront_sync.saleor.wire import (
    Connection,
    CountryWire,
    DomainWire,
    Identified,
    MoneyWire,
    MutationError,
    Named,
    Result,
    Wire,
)


class Made(Result):
    """A mutation's result."""

    made: Identified | None = None


class MadeAnswer(Wire):
    result: Made


class NamedSlug(Wire):
    id: str
    slug: str


class Address(Wire):
    street_address1: str
    street_address2: str = ""
    city: str = ""
    country_area: str = ""
    postal_code: str = ""
    phone: str | None = None


class Warehouse(Wire):
    id: str
    slug: str
    name: str
    is_private: bool
    click_and_collect_option: str
    address: Address


class WarehousesAnswer(Wire):
    warehouses: Connection[Warehouse]


class Allocation(Wire):
    allocation_strategy: str


class Orders(Wire):
    allow_unpaid_orders: bool
    automatically_confirm_all_new_orders: bool
    mark_as_paid_strategy: str
    expire_orders_after: int | None = None


class Tax(Wire):
    id: str
    charge_taxes: bool
    prices_entered_with_tax: bool
    display_gross_prices: bool


class Channel(Wire):
    id: str
    slug: str
    name: str
    is_active: bool
    currency_code: str
    default_country: CountryWire
    warehouses: list[NamedSlug]
    stock_settings: Allocation
    order_settings: Orders
    tax_configuration: Tax


class ChannelAnswer(Wire):
    channel: Channel | None


class Progress(Wire):
    progress: str | None = None


class ProgressAnswer(Wire):
    channel: Progress | None


class PostcodeRule(Wire):
    id: str
    start: str | None = None
    end: str | None = None
    inclusion_type: str | None = None


class MethodListing(Wire):
    channel: Identified
    price: MoneyWire | None = None
    minimum_order_price: MoneyWire | None = None
    maximum_order_price: MoneyWire | None = None


class Method(Wire):
    id: str
    name: str
    minimum_delivery_days: int | None = None
    maximum_delivery_days: int | None = None
    postal_code_rules: list[PostcodeRule] | None = None
    channel_listings: list[MethodListing] | None = None


class Zone(Wire):
    id: str
    name: str
    countries: list[CountryWire]
    channels: list[Identified]
    warehouses: list[NamedSlug]
    shipping_methods: list[Method] | None = None


class ZonesAnswer(Wire):
    shipping_zones: Connection[Zone]


class Attribute(Wire):
    id: str
    slug: str
    name: str
    input_type: str
    choices: Connection[Named] | None = None


class AttributesAnswer(Wire):
    attributes: Connection[Attribute]


class Choices(Wire):
    choices: Connection[Named] | None = None


class ChoicesAnswer(Wire):
    attribute: Choices | None


class TypeAttribute(Wire):
    id: str
    slug: str
    input_type: str


class VariantAttribute(Wire):
    variant_selection: bool
    attribute: TypeAttribute


class ProductType(Wire):
    id: str
    slug: str
    name: str
    is_shipping_required: bool
    product_attributes: list[TypeAttribute] | None = None
    assigned_variant_attributes: list[VariantAttribute] | None = None


class ProductTypesAnswer(Wire):
    product_types: Connection[ProductType]


class Category(Wire):
    id: str
    slug: str
    name: str
    parent: NamedSlug | None = None
    product_type: str | None = None


class CategoriesAnswer(Wire):
    categories: Connection[Category]


class ServerSettings(Wire):
    reserve_stock_duration_anonymous_user: int | None = None
    reserve_stock_duration_authenticated_user: int | None = None
    limit_quantity_per_checkout: int | None = None
    fulfillment_allow_unpaid: bool
    default_weight_unit: str | None = None


class ServerAnswer(Wire):
    shop: ServerSettings


class Version(Wire):
    schema_version: str
    domain: DomainWire


class VersionAnswer(Wire):
    shop: Version


class Permission(Wire):
    code: str


class User(Wire):
    is_staff: bool
    user_permissions: list[Permission] | None = None


class LoginResult(Result):
    token: str | None = Field(None, repr=False)
    refresh_token: str | None = Field(None, repr=False)
    user: User | None = None


class LoginAnswer(Wire):
    result: LoginResult


class App(Wire):
    id: str
    identifier: str | None = None
    is_active: bool | None = None
    permissions: list[Permission] | None = None


class AppsAnswer(Wire):
    apps: Connection[App] | None


class Installation(Wire):
    id: str
    manifest_url: str
    status: str
    message: str | None = None


class InstallationsAnswer(Wire):
    apps_installations: list[Installation]


class WeightWire(Wire):
    unit: str
    value: Decimal


class ProductRow(Wire):
    product: Identified | None = None
    errors: list[MutationError] | None = None


class ProductBulk(Result):
    results: list[ProductRow] = Field(default_factory=list)


class CreatedProducts(Wire):
    result: ProductBulk = Field(alias="productBulkCreate")
