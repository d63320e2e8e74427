"""Arguments of what sets a shop up."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from storefront_sync.saleor.simulator.arguments.base import Arguments, MetadataItemInput


class AddressInput(Arguments):
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    street_address1: str = Field("", alias="streetAddress1")
    street_address2: str = Field("", alias="streetAddress2")
    city: str = ""
    city_area: str = ""
    postal_code: str = ""
    country: str = ""
    country_area: str = ""
    phone: str = ""
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    skip_validation: bool = False


class AddressRules(Arguments):
    check_required_fields: bool = True
    check_fields_format: bool = True
    enable_fields_normalization: bool = True


class ShopSettingsInput(Arguments):
    reserve_stock_duration_anonymous_user: int | None = None
    reserve_stock_duration_authenticated_user: int | None = None
    limit_quantity_per_checkout: int | None = None
    fulfillment_allow_unpaid: bool | None = None
    fulfillment_auto_approve: bool | None = None
    preserve_all_address_fields: bool | None = None
    use_legacy_shipping_zone_stock_availability: bool | None = None
    use_legacy_update_webhook_emission: bool | None = None
    default_weight_unit: str | None = None


class ShopSettingsArguments(Arguments):
    input: ShopSettingsInput


class WarehouseInput(Arguments):
    name: str
    slug: str | None = None
    email: str = ""
    external_reference: str | None = None
    address: AddressInput


class WarehouseArguments(Arguments):
    input: WarehouseInput


class WarehouseChange(Arguments):
    name: str | None = None
    slug: str | None = None
    address: AddressInput | None = None
    click_and_collect_option: str | None = None
    is_private: bool | None = None


class WarehouseChangeArguments(Arguments):
    id: str | None = None
    external_reference: str | None = None
    input: WarehouseChange


class TaxInput(Arguments):
    charge_taxes: bool | None = None
    display_gross_prices: bool | None = None
    prices_entered_with_tax: bool | None = None


class TaxArguments(Arguments):
    id: str
    input: TaxInput


class LoginArguments(Arguments):
    email: str
    password: str


class RefreshArguments(Arguments):
    refresh_token: str = ""


class StockSettingsInput(Arguments):
    allocation_strategy: str


class OrderSettingsInput(Arguments):
    automatically_confirm_all_new_orders: bool | None = None
    allow_unpaid_orders: bool | None = None
    mark_as_paid_strategy: str | None = None
    expire_orders_after: int | None = None


class ChannelInput(Arguments):
    name: str | None = None
    slug: str | None = None
    currency_code: str = ""
    default_country: str | None = None
    is_active: bool | None = None
    add_warehouses: list[str] = Field(default_factory=list)
    remove_warehouses: list[str] = Field(default_factory=list)
    add_shipping_zones: list[str] = Field(default_factory=list)
    stock_settings: StockSettingsInput | None = None
    order_settings: OrderSettingsInput | None = None
    metadata: list[MetadataItemInput] = Field(default_factory=list)
    private_metadata: list[MetadataItemInput] = Field(default_factory=list)


class ChannelArguments(Arguments):
    id: str | None = None
    input: ChannelInput


class ChannelDeleteInput(Arguments):
    channel_id: str


class ChannelDeleteArguments(Arguments):
    id: str
    input: ChannelDeleteInput | None = None


class ShippingZoneInput(Arguments):
    name: str = ""
    countries: list[str] = Field(default_factory=list)
    add_warehouses: list[str] = Field(default_factory=list)
    add_channels: list[str] = Field(default_factory=list)
    remove_warehouses: list[str] = Field(default_factory=list)


class ShippingZoneArguments(Arguments):
    id: str | None = None
    input: ShippingZoneInput


class PostcodeRange(Arguments):
    start: str
    end: str | None = None


class ShippingPriceInput(Arguments):
    name: str = ""
    type: str = "PRICE"
    shipping_zone: str | None = None
    minimum_delivery_days: int | None = None
    maximum_delivery_days: int | None = None
    add_postal_code_rules: list[PostcodeRange] = Field(default_factory=list)
    delete_postal_code_rules: list[str] = Field(default_factory=list)
    inclusion_type: str = "EXCLUDE"


class ShippingPriceArguments(Arguments):
    id: str | None = None
    input: ShippingPriceInput


class ShippingListingAdd(Arguments):
    channel_id: str
    price: Decimal = Decimal(0)
    minimum_order_price: Decimal | None = None
    maximum_order_price: Decimal | None = None


class ShippingListingInput(Arguments):
    add_channels: list[ShippingListingAdd] = Field(default_factory=list)
    remove_channels: list[str] = Field(default_factory=list)


class ShippingListingArguments(Arguments):
    id: str
    input: ShippingListingInput


class NamedInput(Arguments):
    name: str = ""
    slug: str | None = None
    kind: str = "NORMAL"
    is_shipping_required: bool | None = None
    product_attributes: list[str] = Field(default_factory=list)
    variant_attributes: list[str] = Field(default_factory=list)
    metadata: list[MetadataItemInput] = Field(default_factory=list)


class NamedArguments(Arguments):
    id: str | None = None
    input: NamedInput
    parent: str | None = None


class NameInput(Arguments):
    name: str


class AttributeInput(Arguments):
    name: str | None = None
    slug: str | None = None
    type: str = "PRODUCT_TYPE"
    input_type: str = "DROPDOWN"
    values: list[NameInput] = Field(default_factory=list)
    add_values: list[NameInput] = Field(default_factory=list)


class AttributeArguments(Arguments):
    id: str | None = None
    input: AttributeInput


class AssignOperation(Arguments):
    id: str
    type: str = ""
    variant_selection: bool | None = None


class AssignArguments(Arguments):
    product_type_id: str
    operations: list[AssignOperation]
