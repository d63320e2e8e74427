"""A shop's catalogue in Lazada's own JSON, as a neutral seed."""

from __future__ import annotations

from connectors.base.numbers import Number
from connectors.base.simulator.seed import SeedItem, SeedModel, SeedShop
from connectors.lazada.catalogue_wire import ProductsWire, ProductWire, SkuWire
from connectors.lazada.words import LISTING_STATUS
from mappings.words import ListingStatus


def seed_shop(catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
    """The shop with the products of `{"products": […]}` as products/get shows them; raises ValueError where
    it isn't that."""
    wire = ProductsWire.model_validate_json(catalog)
    return SeedShop(shop_id, shop_name, tuple(_item(product) for product in wire.products))


def _item(product: ProductWire) -> SeedItem:
    return SeedItem(
        item_id=product.item_id,
        title=product.attributes.name,
        models=tuple(_model(product, sku) for sku in product.skus),
        status=LISTING_STATUS.get(product.status.lower(), ListingStatus.BLOCKED),
    )


def _model(product: ProductWire, sku: SkuWire) -> SeedModel:
    options = [*sku.sale_prop.values()] or [sku.word(row.name) for row in product.variation.values()]
    return SeedModel(
        model_id=sku.sku_id,
        price=_number(sku.price),
        stock=_number(sku.quantity),
        name=", ".join(option for option in options if option),
        sku=sku.seller_sku,
        barcode=sku.barcode,
    )


def _number(value: Number) -> int:
    """As it stands, impossible or not: a messy shop is what the catalogue is for."""
    return int(value) if isinstance(value, (int, float)) and value == value else 0
