"""A shop's catalogue in the marketplace's own JSON, as a neutral seed."""

from __future__ import annotations

from connectors.base.numbers import whole
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.tokopedia.simulator.shown import OPTION_SEPARATOR
from connectors.tokopedia.wire import ProductsWire, ProductWire, SkuWire
from connectors.tokopedia.words import LISTING_STATUS
from mappings.words import ListingStatus


def seed_shop(catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
    """The shop with the products of `{"products": […]}`; raises ValueError where it isn't that."""
    wire = ProductsWire.model_validate_json(catalog)
    return SeedShop(shop_id, shop_name, tuple(_item(product) for product in wire.products))


def _item(product: ProductWire) -> SeedItem:
    return SeedItem(
        item_id=product.id,
        title=product.title,
        models=tuple(_model(sku) for sku in product.skus),
        status=LISTING_STATUS.get(product.status, ListingStatus.BLOCKED),
    )


def _model(sku: SkuWire) -> SeedModel:
    return SeedModel(
        model_id=sku.id,
        price=_number(sku.price.tax_exclusive_price),
        stock=sum(_number(warehouse.quantity) for warehouse in sku.inventory),
        name=OPTION_SEPARATOR.join(option.value_name for option in sku.sales_attributes),
        sku=sku.seller_sku,
        barcode=sku.identifier_code.code,
    )


def _number(value: object) -> int:
    """As it stands, impossible or not: a messy shop is what the catalogue is for."""
    if isinstance(value, (int, str)):
        try:
            return int(value)
        except ValueError:
            return whole(value) or 0
    return 0
