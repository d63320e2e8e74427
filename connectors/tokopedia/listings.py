"""From a product on the wire to our listing views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from connectors.base.numbers import PRICE_IMPOSSIBLE, STOCK_IMPOSSIBLE, list_price, whole
from connectors.base.types import ItemId, ListingView, ModelId
from connectors.tokopedia.wire import ProductInventoryWire, ProductWire, SkuInventoryWire, SkuWire
from connectors.tokopedia.words import LISTING_STATUS
from mappings.money import Rupiah
from mappings.words import ListingStatus

STATUS_UNKNOWN = "listing.status_unknown"

Inventory = Mapping[tuple[str, str], SkuInventoryWire]
"""Stock by (product id, SKU id), as the inventory service counts it."""


def inventory_by_sku(products: Iterable[ProductInventoryWire]) -> Inventory:
    """The answer of inventory/search by product and SKU."""
    return {(product.product_id, sku.id): sku for product in products for sku in product.skus}


def listing_views(products: Iterable[ProductWire], inventory: Inventory) -> Iterator[ListingView]:
    """One view for each SKU; impossible numbers are None and named in `faults`."""
    for product in products:
        status, faults = _status(product)
        for sku in product.skus:
            if product.id and sku.id:
                yield _view(product, sku, inventory.get((product.id, sku.id)), status, faults)


def campaign_floor(stock: SkuInventoryWire) -> int:
    """The pieces set apart for campaigns and creators: no write can take the stock below them."""
    parts = stock.total_available_inventory_distribution
    return sum(whole(part.quantity) or 0 for part in (*parts.campaign_inventory, *parts.creator_inventory))


def _view(
    product: ProductWire,
    sku: SkuWire,
    stock: SkuInventoryWire | None,
    status: ListingStatus,
    faults: tuple[str, ...],
) -> ListingView:
    price = _price(sku)
    available = _stock(sku, stock)
    return ListingView(
        item_id=ItemId(product.id),
        model_id=ModelId(sku.id),
        title=product.title,
        options=tuple(option.value_name for option in sku.sales_attributes if option.value_name),
        sku=sku.seller_sku,
        barcode=sku.identifier_code.code,
        price=price,
        stock=available,
        status=status,
        campaign_floor=campaign_floor(stock) if stock else 0,
        faults=(
            *faults,
            *((PRICE_IMPOSSIBLE,) if price is None else ()),
            *((STOCK_IMPOSSIBLE,) if available is None else ()),
        ),
    )


def _status(product: ProductWire) -> tuple[ListingStatus, tuple[str, ...]]:
    # A product that was never listed on TikTok Shop itself has no status of its own, only Tokopedia's.
    word = product.status or next((front.status for front in product.integrated_platform_statuses), "")
    status = LISTING_STATUS.get(word)
    return (status, ()) if status else (ListingStatus.BLOCKED, (STATUS_UNKNOWN,))


def _price(sku: SkuWire) -> Rupiah | None:
    # For sellers in Indonesia `tax_exclusive_price` is the price on the page before discounts; a product's
    # detail may leave it out and give `sale_price` instead (vendor's pages of December 2025).
    given = sku.price.tax_exclusive_price
    return list_price(sku.price.sale_price if given is None else given)


def _stock(sku: SkuWire, stock: SkuInventoryWire | None) -> int | None:
    if stock is not None and stock.total_available_quantity is not None:
        return whole(stock.total_available_quantity)
    parts = [whole(warehouse.quantity) for warehouse in sku.inventory]
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None
