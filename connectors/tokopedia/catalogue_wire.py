"""TikTok Shop's JSON about categories and the making of listings, read with tolerance."""

from __future__ import annotations

from typing import Annotated

from connectors.base.wire import AnObject, Rows, Text, Wire
from connectors.tokopedia.wire import CodeWire, Flag, Texts


class CategoryWire(Wire):
    """One node of the tree."""

    id: Text = ""
    parent_id: Text = ""
    local_name: Text = ""
    is_leaf: Flag = False
    permission_statuses: Texts = ()


class CategoriesWire(Wire):
    """The tree, flat."""

    categories: Annotated[tuple[CategoryWire, ...], Rows] = ()


class ValueWire(Wire):
    """A value that an attribute offers."""

    id: Text = ""
    name: Text = ""


class CategoryAttributeWire(Wire):
    """An attribute of a category. `is_requried` is the vendor's own spelling."""

    id: Text = ""
    name: Text = ""
    type: Text = ""
    is_requried: Flag = False
    is_required: Flag = False
    values: Annotated[tuple[ValueWire, ...], Rows] = ()
    value_data_format: Text = ""
    is_customizable: Flag = False
    is_multiple_selection: Flag = False


class AttributesWire(Wire):
    """The attributes of a category, those of variants among them."""

    attributes: Annotated[tuple[CategoryAttributeWire, ...], Rows] = ()


class CertificateWire(Wire):
    """A document that a category asks for."""

    name: Text = ""
    is_required: Flag = False


class DemandWire(Wire):
    """Whether something must be given."""

    is_required: Flag = False


class RulesWire(Wire):
    """What a category asks for beyond attributes."""

    product_certifications: Annotated[tuple[CertificateWire, ...], Rows] = ()
    size_chart: Annotated[DemandWire, AnObject] = DemandWire()
    package_dimension: Annotated[DemandWire, AnObject] = DemandWire()
    allowed_special_product_types: Texts = ()


class WarehouseWire(Wire):
    """One warehouse of a shop."""

    id: Text = ""
    effect_status: Text = ""
    type: Text = ""
    is_default: Flag = False


class WarehousesWire(Wire):
    """A shop's warehouses."""

    warehouses: Annotated[tuple[WarehouseWire, ...], Rows] = ()


class PictureWire(Wire):
    """A picture that was handed over."""

    uri: Text = ""


class MadeSkuWire(Wire):
    """A SKU of a product that was just made."""

    id: Text = ""
    seller_sku: Text = ""


class MadeProductWire(Wire):
    """A product that was just made or changed."""

    product_id: Text = ""
    skus: Annotated[tuple[MadeSkuWire, ...], Rows] = ()


class ShownErrorDetailWire(Wire):
    """Which product was not shown or hidden, and why."""

    product_id: Text = ""
    extra_errors: Annotated[tuple[CodeWire, ...], Rows] = ()


class ShownErrorWire(CodeWire):
    """One entry of `data.errors[]` of activate and deactivate."""

    detail: Annotated[ShownErrorDetailWire, AnObject] = ShownErrorDetailWire()


class ShownErrorsWire(Wire):
    """`data` of activate and deactivate."""

    errors: Annotated[tuple[ShownErrorWire, ...], Rows] = ()
