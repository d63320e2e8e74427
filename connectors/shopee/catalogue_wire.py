"""Shopee's JSON of categories and of listings that are made."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectors.base.wire import AnObject, Text
from connectors.shopee.wire import Flag, Number, Rows, Texts, Wire


class CategoryWire(Wire):
    """One category of get_category."""

    category_id: Text = ""
    parent_category_id: Text = ""
    original_category_name: Text = ""
    display_category_name: Text = ""
    has_children: Flag = False


class CategoryListWire(Wire):
    """get_category."""

    category_list: Rows[CategoryWire] = ()


class AttributeInfoWire(Wire):
    """How an attribute is filled in, as numbers."""

    input_type: Number = None
    input_validation_type: Number = None
    format_type: Number = None
    attribute_unit_list: Texts = ()


class ValueWire(Wire):
    """One value that an attribute offers."""

    value_id: Text = ""
    name: Text = ""


class AttributeWire(Wire):
    """One attribute."""

    attribute_id: Text = ""
    name: Text = ""
    mandatory: Flag = False
    attribute_value_list: Rows[ValueWire] = ()
    attribute_info: Annotated[AttributeInfoWire, AnObject] = AttributeInfoWire()


class AttributeTreeWire(Wire):
    """The attributes of one category."""

    category_id: Text = ""
    attribute_tree: Rows[AttributeWire] = ()


class AttributeTreesWire(Wire):
    """get_attribute_tree."""

    rows: Rows[AttributeTreeWire] = Field(default=(), alias="list")


class LimitWire(Wire):
    """A range; either end may be missing."""

    min_limit: Number = None
    max_limit: Number = None


Limit = Annotated[LimitWire, AnObject]


class DaysLimitWire(Wire):
    """Days to ship."""

    days_to_ship_limit: Limit = LimitWire()


class DimensionLimitWire(Wire):
    """Whether the parcel's size is wanted."""

    dimension_mandatory: Flag = False


class ItemLimitWire(Wire):
    """get_item_limit."""

    price_limit: Limit = LimitWire()
    stock_limit: Limit = LimitWire()
    item_name_length_limit: Limit = LimitWire()
    item_image_count_limit: Limit = LimitWire()
    item_description_length_limit: Limit = LimitWire()
    tier_variation_name_length_limit: Limit = LimitWire()
    tier_variation_option_length_limit: Limit = LimitWire()
    dts_limit: Annotated[DaysLimitWire, AnObject] = DaysLimitWire()
    dimension_limit: Annotated[DimensionLimitWire, AnObject] = DimensionLimitWire()


class WeightLimitWire(Wire):
    """In kilograms; 0 or null is no limit."""

    item_max_weight: Number = None
    item_min_weight: Number = None


class ChannelWire(Wire):
    """One courier; one with a `mask_channel_id` is chosen by Shopee behind another."""

    logistics_channel_id: Text = ""
    logistics_channel_name: Text = ""
    enabled: Flag = False
    mask_channel_id: Text = ""
    weight_limit: Annotated[WeightLimitWire, AnObject] = WeightLimitWire()


class ChannelListWire(Wire):
    """get_channel_list."""

    logistics_channel_list: Rows[ChannelWire] = ()


class ImageInfoWire(Wire):
    """A picture that was handed over."""

    image_id: Text = ""


class ImageWire(Wire):
    """upload_image."""

    image_info: Annotated[ImageInfoWire, AnObject] = ImageInfoWire()


class MadeItemWire(Wire):
    """add_item, init_tier_variation and update_item."""

    item_id: Text = ""


class FoundItemsWire(Wire):
    """search_item."""

    item_id_list: Texts = ()
    next_offset: Text = ""


class UnlistedWire(Wire):
    """A row of unlist_item."""

    item_id: Text = ""
    failed_reason: Text = ""


class UnlistedListWire(Wire):
    """unlist_item."""

    success_list: Rows[UnlistedWire] = ()
    failure_list: Rows[UnlistedWire] = ()
