"""Lazada's JSON about categories and the making of listings, read with tolerance.

Shapes are those of the vendor's guides "Get category attributes", "Create a product" and "Image upload", as
kept in lazykern/ecommerce-api-docs.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, RootModel

from connectors.base.wire import AnObject, Rows, Text, Wire, text
from connectors.lazada.wire import Flag


def _texts(value: Any) -> list[str]:
    return [word for word in map(text, value) if word] if isinstance(value, list) else []


class CategoryWire(Wire):
    """One node of the tree with what is below it."""

    category_id: Text = ""
    name: Text = ""
    leaf: Flag = False
    children: Annotated[tuple[CategoryWire, ...], Rows] = ()


class CategoriesWire(RootModel[Annotated[tuple[CategoryWire, ...], Rows]]):
    """The tree, whose `data` is a list."""


class OptionWire(Wire):
    """A value that an attribute offers: `name` in the language that was asked for, `en_name` to be sent."""

    name: Text = ""
    en_name: Text = ""


class UnitWire(Wire):
    """The units of a number."""

    type: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()


class CategoryAttributeWire(Wire):
    """A field of a category's products. `name` is its name in a payload, `label` what people read;
    `attribute_type` is "normal" for the product's own fields, "sku" for those of each SKU."""

    name: Text = ""
    label: Text = ""
    input_type: Text = ""
    attribute_type: Text = ""
    is_mandatory: Flag = False
    is_sale_prop: Flag = False
    options: Annotated[tuple[OptionWire, ...], Rows] = ()
    unit: Annotated[UnitWire, AnObject] = UnitWire()


class CategoryAttributesWire(RootModel[Annotated[tuple[CategoryAttributeWire, ...], Rows]]):
    """The fields of a category's products, whose `data` is a list."""


class ImageWire(Wire):
    """A picture at Lazada."""

    url: Text = ""


class UploadedWire(Wire):
    """The answer of image/upload."""

    image: Annotated[ImageWire, AnObject] = ImageWire()


class MadeSkuWire(Wire):
    """A SKU of a product that was just made."""

    seller_sku: Text = ""
    sku_id: Text = ""


class MadeProductWire(Wire):
    """A product that was just made."""

    item_id: Text = ""
    skus: Annotated[tuple[MadeSkuWire, ...], Rows] = Field(default=(), validation_alias="sku_list")
