"""From a product on the wire to our listing views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connectors.base.numbers import PRICE_IMPOSSIBLE, STOCK_IMPOSSIBLE, list_price, whole
from connectors.base.types import ItemId, ListingView, ModelId
from connectors.lazada.catalogue_wire import ChannelStockWire, ProductWire, SkuWire
from connectors.lazada.refusal import local_time
from connectors.lazada.words import LISTING_STATUS
from mappings.words import ListingStatus

STATUS_UNKNOWN = "listing.status_unknown"


def listing_views(product: ProductWire, now: datetime) -> Iterator[ListingView]:
    """One view for each SKU; impossible numbers are None and named in `faults`."""
    for sku in product.skus:
        if product.item_id and sku.sku_id:
            yield _view(product, sku, now)


def sellable(sku: SkuWire) -> int | None:
    """Pieces that buyers can still take, over all warehouses; None where a number is impossible."""
    if not sku.warehouses:
        return whole(sku.quantity if sku.available is None else sku.available)
    parts = [whole(row.sellable) for row in sku.warehouses]
    known = [part for part in parts if part is not None]
    return whole(sum(known)) if len(known) == len(parts) else None


def campaign_floor(sku: SkuWire, now: datetime) -> int:
    """The pieces that running campaigns hold: no write can take the stock below them."""
    return sum(whole(row.sellable) or 0 for row in sku.channels if _running(row, now))


def campaign_end(sku: SkuWire, now: datetime) -> datetime | None:
    """When the last of the running campaigns ends."""
    ends = (local_time(row.end) for row in sku.channels if _running(row, now))
    return max((end for end in ends if end is not None), default=None)


def _running(row: ChannelStockWire, now: datetime) -> bool:
    start, end = local_time(row.start), local_time(row.end)
    return (start is None or start <= now) and (end is None or now < end)


def _view(product: ProductWire, sku: SkuWire, now: datetime) -> ListingView:
    status, faults = _status(product, sku)
    price, stock = list_price(sku.price), sellable(sku)
    return ListingView(
        item_id=ItemId(product.item_id),
        model_id=ModelId(sku.sku_id),
        title=product.attributes.name,
        options=_options(product, sku),
        sku=sku.seller_sku,
        barcode=sku.barcode,
        price=price,
        stock=stock,
        status=status,
        campaign_floor=campaign_floor(sku, now),
        faults=(
            *faults,
            *((PRICE_IMPOSSIBLE,) if price is None else ()),
            *((STOCK_IMPOSSIBLE,) if stock is None else ()),
        ),
    )


def _status(product: ProductWire, sku: SkuWire) -> tuple[ListingStatus, tuple[str, ...]]:
    """A row is live where both its product and itself are."""
    words = (product.status.lower(), sku.status.lower() or product.status.lower())
    known = [LISTING_STATUS.get(word) for word in words]
    if None in known:
        return ListingStatus.BLOCKED, (STATUS_UNKNOWN,)
    shown = next((status for status in known if status is not ListingStatus.LIVE), ListingStatus.LIVE)
    return shown or ListingStatus.BLOCKED, ()


def _options(product: ProductWire, sku: SkuWire) -> tuple[str, ...]:
    values = sku.sale_prop.values() or (sku.word(row.name) for row in product.variation.values())
    return tuple(value for value in values if value)
