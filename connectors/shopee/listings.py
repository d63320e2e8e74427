"""From Shopee's items and models to listings."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base.numbers import PRICE_IMPOSSIBLE, STOCK_IMPOSSIBLE, list_price, whole
from connectors.base.types import ItemId, ListingView, ModelId
from connectors.shopee.wire import ItemWire, ModelListWire, ModelWire, SellableWire
from connectors.shopee.words import LISTING_STATUS
from mappings.words import ListingStatus

NO_MODEL = ModelId("0")
NO_BARCODE = "00"
"""What `gtin_code` says of goods without one."""
MODEL_SHOWN = "MODEL_NORMAL"


def single(item: ItemWire) -> ListingView:
    """The one listing of an item without models."""
    return _view(item, item, NO_MODEL, (), item.item_sku, True)


def models(item: ItemWire, answer: ModelListWire) -> Iterator[ListingView]:
    """The listings of an item's models; one without an id can't be addressed and is left out."""
    for model in answer.model:
        if model.model_id:
            shown = model.model_status in ("", MODEL_SHOWN)
            yield _view(item, model, ModelId(model.model_id), _options(model, answer), model.model_sku, shown)


def _options(model: ModelWire, answer: ModelListWire) -> tuple[str, ...]:
    tiers = zip(model.tier_index, answer.tier_variation, strict=False)
    named = [tier.option_list[at].option for at, tier in tiers if 0 <= at < len(tier.option_list)]
    options = tuple(option for option in named if option)
    return options or ((model.model_name,) if model.model_name else ())


def _view(
    item: ItemWire, row: SellableWire, model_id: ModelId, options: tuple[str, ...], sku: str, shown: bool
) -> ListingView:
    faults = []
    status = LISTING_STATUS.get(item.item_status)
    if status is None:
        status = ListingStatus.BLOCKED
        faults.append("listing.status_unknown")
    if status is ListingStatus.LIVE and not shown:
        status = ListingStatus.HIDDEN
    price = list_price(_price(row))
    if price is None:
        faults.append(PRICE_IMPOSSIBLE)
    summary = row.stock_info_v2.summary_info
    stock = whole(summary.total_available_stock)
    if stock is None:
        faults.append(STOCK_IMPOSSIBLE)
    return ListingView(
        item_id=ItemId(item.item_id),
        model_id=model_id,
        title=item.item_name,
        options=options,
        sku=sku,
        barcode="" if row.gtin_code == NO_BARCODE else row.gtin_code,
        price=price,
        stock=stock,
        status=status,
        # Without a promotion the reserved pieces are those of unpaid orders: no floor, and never shown again.
        campaign_floor=(whole(summary.total_reserved_stock) or 0) if row.has_promotion else 0,
        faults=tuple(faults),
    )


def _price(row: SellableWire) -> int | float | str | None:
    rupiah = [price for price in row.price_info if price.currency in ("IDR", "")]
    return rupiah[0].original_price if rupiah else None
