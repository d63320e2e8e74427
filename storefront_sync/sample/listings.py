"""The sample's listings with the codes that their sellers typed, as linking sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mappings.match import ListingCode
from mappings.money import Rupiah
from storefront_sync.sample.loader import listings_json
from storefront_sync.sample.wire import ShopeeListings, TiktokListings


def listing_codes(cooperative: str, marketplace: str) -> tuple[ListingCode, ...]:
    """All rows of one shop, in the file's order; raises KeyError for a marketplace without sample."""
    return _READERS[marketplace](listings_json(cooperative, marketplace))


def _shopee(text: str) -> tuple[ListingCode, ...]:
    return tuple(
        ListingCode(
            item_id=str(item.item_id),
            model_id=str(model.model_id),
            title=item.item_name,
            options=tuple(model.model_name.split(",")) if model.model_name else (),
            sku=model.model_sku,
            barcode=model.gtin_code,
            price=Rupiah(model.price_info[0].original_price),
        )
        for item in ShopeeListings.model_validate_json(text).items
        for model in item.models
    )


def _tokopedia(text: str) -> tuple[ListingCode, ...]:
    return tuple(
        ListingCode(
            item_id=product.id,
            model_id=sku.id,
            title=product.title,
            options=tuple(attribute.value_name for attribute in sku.sales_attributes),
            sku=sku.seller_sku,
            barcode=sku.identifier_code,
            price=Rupiah(sku.price.tax_exclusive_price),
        )
        for product in TiktokListings.model_validate_json(text).products
        for sku in product.skus
    )


_READERS: Mapping[str, Callable[[str], tuple[ListingCode, ...]]] = {
    "shopee": _shopee,
    "tokopedia": _tokopedia,
}
